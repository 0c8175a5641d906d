package dev.millrace.connectors.capture;

import dev.millrace.log.JsonText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How far the reading of tables is: of those now being read and those read with them. */
final class SnapshotProgress {
  /** The time left is told by the pace of the last minute: an hour ago the server was another. */
  private static final long PACE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long BETWEEN_SAMPLES_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Sample(long nanos, long rows) {}

  private final List<TableRead> tables = new ArrayList<>();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long rowsOfFinished;
  private int tablesFinished;
  private String waitsFor = "";

  void add(TableRead table) {
    tables.add(table);
  }

  void finished(TableRead table) {
    tables.remove(table);
    tablesFinished++;
    rowsOfFinished += table.rowsRead();
  }

  /** There is nothing more to read of it. */
  void gone(TableRead table) {
    tables.remove(table);
  }

  /** Says for people what the reading waits for; an empty text when it does not. */
  void waitsFor(String text) {
    waitsFor = text;
  }

  /** Nothing is left to be read. */
  void end() {
    waitsFor = "";
    tables.clear();
    samples.clear();
    rowsOfFinished = 0;
    tablesFinished = 0;
  }

  /**
   * As a member of a JSON object, with a comma in front; empty when nothing is read. {@code
   * rows_total} is an estimate and {@code seconds_left} follows from it: they are left out while
   * there is none.
   *
   * @param now in nanoseconds of {@link System#nanoTime()}
   */
  String json(long now) {
    if (tables.isEmpty()) {
      return "";
    }
    long rows = rowsOfFinished;
    long total = rowsOfFinished;
    boolean known = true;
    for (TableRead table : tables) {
      OptionalLong expected = table.rowsTotal();
      rows += table.rowsRead();
      total += expected.orElse(0);
      known &= expected.isPresent();
    }
    OptionalLong left = known ? secondsLeft(now, rows, total - rows) : OptionalLong.empty();
    StringBuilder waits = new StringBuilder();
    if (!waitsFor.isEmpty()) {
      JsonText.quote(waitsFor, waits.append(",\"waits_for\":"));
    }
    return ",\"snapshot\":{\"tables\":"
        + (tablesFinished + tables.size())
        + ",\"tables_done\":"
        + tablesFinished
        + ",\"rows\":"
        + rows
        + (known ? ",\"rows_total\":" + total : "")
        + (left.isPresent() ? ",\"seconds_left\":" + left.getAsLong() : "")
        + waits
        + "}";
  }

  /** Empty before the first rows, and when none came for a minute. */
  private OptionalLong secondsLeft(long now, long rows, long rowsLeft) {
    if (!samples.isEmpty() && samples.peekLast().rows > rows) {
      // A table has to be read once more.
      samples.clear();
    }
    if (samples.isEmpty() || now - samples.peekLast().nanos >= BETWEEN_SAMPLES_NANOS) {
      samples.addLast(new Sample(now, rows));
    }
    while (samples.size() > 1 && now - samples.peek().nanos > PACE_NANOS) {
      samples.remove();
    }
    Sample oldest = samples.peek();
    long read = rows - oldest.rows;
    return read == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round((now - oldest.nanos) / 1e9 * rowsLeft / read));
  }
}
