package dev.millrace.track.job;

import dev.millrace.track.journey.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a sensor of {@code model.sensor}: its limits, what it sits on, and which
 * shipments it travels with. Times are in milliseconds since 1970, 0 for none.
 */
final class Load {
  private static final byte VERSION = 1;

  Mounting mounting = Mounting.NONE;

  /** Limits before those of now, so that what is read again is read against them again. */
  private Limits earlierLimits = Limits.NONE;

  /** From which reading on those of now hold. */
  private long limitsSince;

  /** In the order in which they came; those that are over stay for a while. */
  final List<Carriage> carriages = new ArrayList<>();

  /** When anything was heard of it last, by this machine's clock. */
  long heard;

  /** The time of the last reading before it fell silent. */
  long silentSince;

  /** When it was found to measure a value beyond its limits, as long as it does. */
  long beyondSince;

  /** Whether a timer waits for its silence. */
  boolean watched;

  /** Whether nothing is known. */
  boolean isEmpty() {
    return mounting.equals(Mounting.NONE) && carriages.isEmpty();
  }

  Limits limitsAt(long time) {
    return time >= limitsSince ? mounting.limits() : earlierLimits;
  }

  /**
   * It is mounted otherwise now.
   *
   * @param newest time of its newest reading
   */
  void mount(Mounting now, long newest) {
    if (!now.limits().equals(mounting.limits())) {
      earlierLimits = mounting.limits();
      limitsSince = newest == 0 ? 0 : newest + 1;
    }
    mounting = now;
  }

  /** Whether it travels with a shipment, or did a moment ago. */
  boolean isTravelling() {
    return carriages.stream().anyMatch(Carriage::isOn);
  }

  /** The shipment that it travels with: of several the one that is to arrive first. */
  Optional<Carriage> first() {
    Carriage first = null;
    for (Carriage carriage : carriages) {
      if (carriage.isOn() && (first == null || arrivesBefore(carriage, first))) {
        first = carriage;
      }
    }
    return Optional.ofNullable(first);
  }

  private static boolean arrivesBefore(Carriage one, Carriage other) {
    long planned = one.plan.plannedArrival();
    long others = other.plan.plannedArrival();
    return planned != others
        ? planned != 0 && (others == 0 || planned < others)
        : one.shipment.compareTo(other.shipment) < 0;
  }

  Optional<Carriage> carriage(String shipment) {
    return carriages.stream().filter(one -> one.shipment.equals(shipment)).findFirst();
  }

  byte[] toBytes() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      DataOutputStream to = new DataOutputStream(bytes);
      to.writeByte(VERSION);
      mounting.write(to);
      to.writeFloat(earlierLimits.lower());
      to.writeFloat(earlierLimits.upper());
      to.writeLong(limitsSince);
      to.writeLong(heard);
      to.writeLong(silentSince);
      to.writeLong(beyondSince);
      to.writeBoolean(watched);
      to.writeInt(carriages.size());
      for (Carriage carriage : carriages) {
        carriage.write(to);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory.", e);
    }
  }

  static Load of(byte[] bytes) {
    try {
      DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes));
      byte version = from.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "Cannot read what a sensor carries: form " + version + ".");
      }
      Load load = new Load();
      load.mounting = Mounting.read(from);
      load.earlierLimits = new Limits(from.readFloat(), from.readFloat());
      load.limitsSince = from.readLong();
      load.heard = from.readLong();
      load.silentSince = from.readLong();
      load.beyondSince = from.readLong();
      load.watched = from.readBoolean();
      int count = from.readInt();
      for (int i = 0; i < count; i++) {
        load.carriages.add(Carriage.read(from));
      }
      return load;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what a sensor carries.", e);
    }
  }
}
