package dev.millrace.log.rows;

import java.util.Comparator;

/**
 * Which row of a model table is meant.
 *
 * @param system name of its source
 * @param key its {@code source_key}
 */
public record RowKey(String system, String key) implements Comparable<RowKey> {
  private static final Comparator<RowKey> ORDER =
      Comparator.comparing(RowKey::system).thenComparing(RowKey::key);

  @Override
  public int compareTo(RowKey other) {
    return ORDER.compare(this, other);
  }
}
