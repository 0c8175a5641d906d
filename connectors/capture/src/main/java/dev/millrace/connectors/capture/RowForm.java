package dev.millrace.connectors.capture;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * The columns of a table, as far as they tell whether the rows that are in the log are still what
 * the source has: a column that is added with a default, renamed, dropped or given another type
 * changes all rows, and no server's log tells of it.
 *
 * @param columns marks, another for a column of another name or form; empty when they are not known
 * @param bornEmpty those of columns that were NULL in all rows when they were added
 */
public record RowForm(Set<String> columns, Set<String> bornEmpty) {
  static final RowForm UNKNOWN = new RowForm(Set.of(), Set.of());

  public RowForm {
    columns = Set.copyOf(columns);
    bornEmpty = Set.copyOf(bornEmpty);
  }

  /**
   * A column.
   *
   * @param form text that is another when its type may have changed the values
   * @param bornEmpty whether it may be NULL and nothing fills it
   */
  public record Column(String name, String form, boolean bornEmpty) {
    private String mark() {
      CRC32 crc = new CRC32();
      crc.update((name + "\0" + form).getBytes(StandardCharsets.UTF_8));
      return Long.toHexString(crc.getValue());
    }
  }

  /** The form of rows with these columns. */
  public static RowForm of(List<Column> columns) {
    List<String> marks = columns.stream().map(Column::mark).toList();
    List<String> empty = columns.stream().filter(Column::bornEmpty).map(Column::mark).toList();
    return new RowForm(new TreeSet<>(marks), new TreeSet<>(empty));
  }

  /** Whether rows of the form before may have other values now: NULL where a column has gone. */
  boolean changes(RowForm before) {
    Set<String> filled = new HashSet<>(columns);
    filled.removeAll(bornEmpty);
    return !before.columns.isEmpty()
        && !(columns.containsAll(before.columns) && before.columns.containsAll(filled));
  }

  /** As an offset keeps it. */
  String text() {
    return String.join(",", new TreeSet<>(columns));
  }

  static RowForm parse(String text) {
    return text.isEmpty() ? UNKNOWN : new RowForm(Set.of(text.split(",", -1)), Set.of());
  }
}
