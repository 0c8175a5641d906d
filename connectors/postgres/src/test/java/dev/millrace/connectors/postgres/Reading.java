package dev.millrace.connectors.postgres;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.connectors.capture.Encoded;
import dev.millrace.connectors.capture.StreamBatch;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Situation;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A {@link StreamReader} and what has been polled from it. */
final class Reading implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final StreamReader reader;
  private final Schemas schemas;
  private final List<Position> positions = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final List<StreamBatch> batches = new ArrayList<>();

  Reading(StreamReader.Settings settings, CatchUp.Limits limits, Schemas schemas) {
    this.schemas = schemas;
    this.reader = new StreamReader(settings, schemas, limits);
  }

  Reading start() {
    reader.start();
    return this;
  }

  StreamReader reader() {
    return reader;
  }

  /** Each change with its position, tombstones left out. */
  List<String> changes() {
    return changes;
  }

  List<Position> positions() {
    return positions;
  }

  /** All that was polled, signs of life too. */
  List<StreamBatch> batches() {
    return batches;
  }

  /** Polls until it holds. */
  Reading until(BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("These changes did not suffice: " + changes);
      }
      poll();
    }
    return this;
  }

  /** Polls until the last change has a text in it. */
  Reading until(String text) throws InterruptedException {
    return until(() -> !changes.isEmpty() && changes.get(changes.size() - 1).contains(text));
  }

  void poll() throws InterruptedException {
    reader.poll(POLL).ifPresent(this::take);
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
        add(change.position(), record.table().table() + " " + Situation.text(change));
      }
    }
    batch
        .truncated()
        .ifPresent(
            truncated ->
                add(
                    batch.position(),
                    "TRUNCATE " + truncated.tables().stream().map(name -> name.table()).toList()));
  }

  private void add(Position position, String change) {
    positions.add(position);
    changes.add(position.commit() + "/" + position.sequence() + " " + change);
  }

  @Override
  public void close() {
    reader.close();
  }
}
