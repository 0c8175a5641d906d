package dev.millrace.connectors.mysql;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.connectors.capture.Encoded;
import dev.millrace.connectors.capture.StreamBatch;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Situation;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A {@link BinlogStream} and what has been polled from it. */
final class Reading implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final BinlogStream stream;
  private final Schemas schemas;
  private final StreamOffset start;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<Position> positions = new ArrayList<>();
  private final List<StreamBatch> batches = new ArrayList<>();

  Reading(BinlogStream.Settings settings, Schemas schemas) {
    this.schemas = schemas;
    this.start = settings.start();
    this.stream = new BinlogStream(settings, schemas);
  }

  Reading start() {
    stream.start();
    return this;
  }

  /** Each change but tombstones: the table and what a situation's text says of it. */
  List<String> texts() {
    return texts;
  }

  List<Change> changes() {
    return changes;
  }

  List<Position> positions() {
    return positions;
  }

  List<StreamBatch> batches() {
    return batches;
  }

  /** The offset that would be stored after a batch. */
  StreamOffset offsetAfter(int batch) {
    StreamBatch last = batches.get(batch);
    return new StreamOffset(last.position(), last.confirmable(), start.log(), last.resume(), "");
  }

  StreamOffset offset() {
    return offsetAfter(batches.size() - 1);
  }

  Reading until(BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("These changes did not suffice: " + texts);
      }
      poll();
    }
    return this;
  }

  /** Polls until a change has a text in it. */
  Reading until(String text) throws InterruptedException {
    return until(() -> texts.stream().anyMatch(change -> change.contains(text)));
  }

  void poll() throws InterruptedException {
    stream.poll(POLL).ifPresent(this::take);
  }

  private void take(StreamBatch batch) {
    batches.add(batch);
    Change last = null;
    for (Encoded record : batch.records()) {
      Change change = Change.of(schemas, record.table(), record.key(), record.value());
      if (last != null && last.is(Operation.DELETE) != change.isTombstone()) {
        throw new AssertionError("A delete and its tombstone are parted: " + last + change);
      }
      last = change;
      if (!change.isTombstone()) {
        changes.add(change);
        add(change.position(), record.table().table() + ": " + Situation.text(change));
      }
    }
    batch
        .truncated()
        .ifPresent(
            truncated ->
                add(
                    batch.position(),
                    truncated.tables().stream().map(name -> name.table()).toList() + ": T"));
  }

  private void add(Position position, String text) {
    positions.add(position);
    texts.add(text);
  }

  @Override
  public void close() {
    stream.close();
  }
}
