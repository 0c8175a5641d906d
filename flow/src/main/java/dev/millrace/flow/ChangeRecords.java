package dev.millrace.flow;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/**
 * Writes the rows of a model table as change records, key and value. A tombstone has a value of no
 * bytes.
 *
 * <p>Where a mapping filters or joins, Flink takes an updated row back before it gives the new one,
 * and gives none when the filter now refuses it. A row taken back is therefore held for a moment:
 * the new row makes it an update, none makes it a removal.
 */
final class ChangeRecords extends AbstractStreamOperator<Tuple2<byte[], byte[]>>
    implements OneInputStreamOperator<RowData, Tuple2<byte[], byte[]>> {
  private static final long serialVersionUID = 1L;
  private static final byte[] TOMBSTONE = new byte[0];

  /** Longer than what one change takes through a job, too short to be noticed. */
  private static final long HOLD_MILLIS = 50;

  private final TableSchema schema;
  private final long fingerprint;
  private final int updatedAt;

  private transient ChangeEncoder encoder;
  private transient RowDataReader reader;
  private transient Map<String, Held> held;
  private transient ScheduledFuture<?> timer;
  private transient int epoch;
  private transient long lastMicros;
  private transient long count;

  /** The removal that a row taken back becomes if no new row comes. */
  private static final class Held {
    final byte[] key;
    final byte[] value;
    final long deadlineMillis;

    Held(byte[] key, byte[] value, long deadlineMillis) {
      this.key = key;
      this.value = value;
      this.deadlineMillis = deadlineMillis;
    }
  }

  /**
   * @param fingerprint of the schema, which is published already
   */
  ChangeRecords(TableSchema schema, long fingerprint) {
    this.schema = schema;
    this.fingerprint = fingerprint;
    this.updatedAt = schema.indexOf("updated_at").orElseThrow();
  }

  @Override
  public void open() throws Exception {
    super.open();
    encoder = new ChangeEncoder(schema, fingerprint);
    reader = new RowDataReader(schema);
    held = new LinkedHashMap<>();
    epoch = (int) Instant.now().getEpochSecond();
  }

  @Override
  public void processElement(StreamRecord<RowData> element) {
    RowData row = element.getValue();
    RowKind kind = row.getRowKind();
    Operation operation =
        switch (kind) {
          case INSERT -> Operation.INSERT;
          case UPDATE_AFTER -> Operation.UPDATE;
          case UPDATE_BEFORE, DELETE -> Operation.DELETE;
        };
    encode(row, operation);
    byte[] key = encoder.key();
    byte[] value = encoder.value();
    if (!held.isEmpty()) {
      held.remove(name(key));
    }
    if (kind == RowKind.UPDATE_BEFORE) {
      long deadline = getProcessingTimeService().getCurrentProcessingTime() + HOLD_MILLIS;
      held.put(name(key), new Held(key, value, deadline));
      setTimer(deadline);
      return;
    }
    emit(key, value, operation == Operation.DELETE);
  }

  private static String name(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  private void encode(RowData row, Operation operation) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    lastMicros = Math.max(lastMicros, now);
    // The source's commit of a removal does not come this far; its moment here stands for it.
    long commitMicros =
        operation.removes() || row.isNullAt(updatedAt)
            ? now
            : RowDataReader.micros(row.getTimestamp(updatedAt, 6));
    Position position = new Position(epoch, lastMicros, count++);
    reader.read(row, encoder.begin(operation, position, commitMicros, now, ""));
  }

  private void emit(byte[] key, byte[] value, boolean removal) {
    output.collect(new StreamRecord<>(Tuple2.of(key, value)));
    if (removal) {
      output.collect(new StreamRecord<>(Tuple2.of(key, TOMBSTONE)));
    }
  }

  private void setTimer(long deadline) {
    if (timer == null) {
      timer = getProcessingTimeService().registerTimer(deadline + 1, this::release);
    }
  }

  private void release(long now) {
    timer = null;
    Iterator<Held> waiting = held.values().iterator();
    while (waiting.hasNext()) {
      Held next = waiting.next();
      if (next.deadlineMillis > now) {
        setTimer(next.deadlineMillis);
        return;
      }
      waiting.remove();
      emit(next.key, next.value, true);
    }
  }

  /** Nothing may be held across a checkpoint: what is held is in no state. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    held.values().forEach(next -> emit(next.key, next.value, true));
    held.clear();
  }
}
