package dev.millrace.flow.lineage;

import dev.millrace.api.TableName;
import java.util.Comparator;

/**
 * A column of a raw table and how it has to do with what is made of it.
 *
 * @param column as its source has it, or {@code _position} or {@code _commit_time}, which every raw
 *     row has
 */
public record Origin(TableName table, String column, Way way) implements Comparable<Origin> {
  private static final Comparator<Origin> ORDER =
      Comparator.comparing(Origin::table).thenComparing(Origin::column).thenComparing(Origin::way);

  /** The same column in another way. */
  Origin as(Way other) {
    return way == other ? this : new Origin(table, column, other);
  }

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }
}
