package dev.millrace.track.job;

import dev.millrace.track.journey.Fix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/**
 * What comes to a sensor's track, as bytes, so that readings cost little: its kind, the sensor's
 * name (source and key in UTF-8, with a byte of 0 between), then what it is about.
 */
final class Signal {
  /** A reading. */
  static final byte READING = 0;

  /** The sensor is mounted so. */
  static final byte MOUNTED = 1;

  /** The sensor is in use no more. */
  static final byte DISMOUNTED = 2;

  /** The sensor travels with a shipment, which is planned so. */
  static final byte ABOARD = 3;

  /** The sensor does not travel with a shipment any more, or is about to in another way. */
  static final byte ASHORE = 4;

  /** In bytes. */
  static final int LONGEST_NAME = 0xFFFF;

  private static final int NAME_AT = 3;
  private static final int READING_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES + 3 * Float.BYTES;

  private Signal() {}

  /**
   * A reading.
   *
   * @param received in milliseconds since 1970
   */
  static byte[] reading(byte[] name, int length, Fix fix, long received) {
    ByteBuffer to = ByteBuffer.allocate(NAME_AT + length + READING_BYTES);
    to.put(READING).putShort((short) length).put(name, 0, length);
    to.putLong(fix.time()).putInt(fix.latitude()).putInt(fix.longitude());
    to.putFloat(fix.speed()).putFloat(fix.heading()).putFloat(fix.value()).putLong(received);
    return to.array();
  }

  private static int body(byte[] signal) {
    return NAME_AT + length(signal);
  }

  private static int length(byte[] signal) {
    return ((signal[1] & 0xFF) << 8) | (signal[2] & 0xFF);
  }

  static byte kind(byte[] signal) {
    return signal[0];
  }

  /** The sensor, as state is kept by: not to be shown to people. */
  static String key(byte[] signal) {
    return new String(signal, NAME_AT, length(signal), StandardCharsets.ISO_8859_1);
  }

  /** The sensor's source and key. */
  static String[] names(String key) {
    String name = new String(key.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    int between = name.indexOf(0);
    return new String[] {name.substring(0, between), name.substring(between + 1)};
  }

  static Fix fix(byte[] signal) {
    ByteBuffer from = ByteBuffer.wrap(signal);
    from.position(body(signal));
    return new Fix(
        from.getLong(),
        from.getInt(),
        from.getInt(),
        from.getFloat(),
        from.getFloat(),
        from.getFloat());
  }

  /** When a reading came, in milliseconds since 1970. */
  static long received(byte[] signal) {
    return ByteBuffer.wrap(signal).getLong(signal.length - Long.BYTES);
  }

  /** A row of {@code sensors.sql} that has come or gone. */
  static byte[] mounting(Row row) {
    boolean gone = isGone(row);
    return of(
        gone ? DISMOUNTED : MOUNTED,
        row,
        to -> {
          if (!gone) {
            Mounting.of(row).write(to);
          }
        });
  }

  /** A row of {@code carriages.sql} that has come or gone. */
  static byte[] carriage(Row row) {
    return of(
        isGone(row) ? ASHORE : ABOARD,
        row,
        to ->
            new Carriage(Rows.text(row, "shipment_key"), Plan.millis(row, "since"), Plan.of(row))
                .write(to));
  }

  private static boolean isGone(Row row) {
    return row.getKind() == RowKind.DELETE || row.getKind() == RowKind.UPDATE_BEFORE;
  }

  @FunctionalInterface
  private interface Body {
    void write(DataOutputStream to) throws IOException;
  }

  private static byte[] of(byte kind, Row row, Body body) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      DataOutputStream to = new DataOutputStream(bytes);
      byte[] name =
          (Rows.text(row, "source_system") + '\0' + Rows.text(row, "sensor_key"))
              .getBytes(StandardCharsets.UTF_8);
      to.writeByte(kind);
      to.writeShort(name.length);
      to.write(name);
      body.write(to);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory.", e);
    }
  }

  static Mounting mounting(byte[] signal) {
    try {
      return Mounting.read(data(signal));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a signal.", e);
    }
  }

  static Carriage carriage(byte[] signal) {
    try {
      return Carriage.read(data(signal));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a signal.", e);
    }
  }

  private static DataInputStream data(byte[] signal) {
    return new DataInputStream(
        new ByteArrayInputStream(Arrays.copyOfRange(signal, body(signal), signal.length)));
  }
}
