package dev.millrace.connectors.postgres;

import dev.millrace.log.JsonText;
import java.util.ArrayList;
import java.util.List;

/** How far the reading of tables is: of those now being read and those read with them. */
final class SnapshotProgress {
  private final List<TableRead> tables = new ArrayList<>();
  private long rowsOfFinished;
  private int tablesFinished;
  private long startedNanos;
  private String waitsFor = "";

  void add(TableRead table) {
    if (tables.isEmpty() && tablesFinished == 0) {
      startedNanos = System.nanoTime();
    }
    tables.add(table);
  }

  void finished(TableRead table) {
    tables.remove(table);
    tablesFinished++;
    rowsOfFinished += table.rowsRead();
  }

  /** Says for people what the reading waits for; an empty text when it does not. */
  void waitsFor(String text) {
    waitsFor = text;
  }

  /** Nothing is left to be read. */
  void end() {
    waitsFor = "";
    tables.clear();
    rowsOfFinished = 0;
    tablesFinished = 0;
  }

  /** As a member of a JSON object, with a comma in front; empty when nothing is read. */
  String json() {
    if (tables.isEmpty()) {
      return "";
    }
    long rows = rowsOfFinished;
    long total = rowsOfFinished;
    for (TableRead table : tables) {
      rows += table.rowsRead();
      total += table.rowsTotal();
    }
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    long left = rows == 0 ? -1 : Math.round(seconds * (total - rows) / rows);
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
        + ",\"rows_total\":"
        + total
        + (left < 0 ? "" : ",\"seconds_left\":" + left)
        + waits
        + "}";
  }
}
