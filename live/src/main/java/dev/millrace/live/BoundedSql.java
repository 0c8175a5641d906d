package dev.millrace.live;

import java.util.UUID;

/**
 * The SQL around a query that keeps its answer within limits. DuckDB itself has to stop: its driver
 * makes Java objects of a chunk's values before anybody can ask how large they are.
 *
 * <p>A row's size is roughly what it takes in Java: its values as DuckDB orders them by, which is
 * quick to make for any type, and the text of its type, which grows with the columns. Nested and
 * packed values take many times their bytes.
 *
 * @param before stands before the query; ASCII, so that places in the query can be told
 * @param after stands behind it
 */
record BoundedSql(String before, String after) {
  /** What DuckDB says when an answer is too large. */
  static final String TOO_LARGE = "The answer is too large for its reader";

  /** DuckDB hands over at most so many rows at a time. */
  static final int CHUNK_ROWS = 2_048;

  /** Types whose values grow in Java, as DuckDB writes them behind a column's name. */
  private static final String GROWING =
      "' (STRUCT|TUPLE|MAP|UNION|ENUM|BIT|VARIANT)[(,)]| [A-Z][A-Z0-9_ ]*(\\([0-9,]+\\))?\\['";

  private static final int GROWTH = 16;

  /**
   * For an answer of at most one row more than the limit, which tells whether there are more: a
   * limit that DuckDB knows saves it from computing what nobody reads.
   */
  static BoundedSql of(QueryLimits limits) {
    // No column can have this name: it would mean the column instead of the row.
    String row = Database.quoted("row " + UUID.randomUUID());
    String rows = "SELECT * FROM (\n";
    String limited = "\n) LIMIT " + (limits.rows() + 1L);
    String sum = "sum(%s) OVER (ROWS UNBOUNDED PRECEDING)".formatted(size(row));
    if (limits.rows() < CHUNK_ROWS) {
      return new BoundedSql(
          "SELECT * FROM (" + rows, limited + ") AS " + row + stop(sum, limits.chunkBytes()));
    }
    String soFar = Database.quoted("size " + UUID.randomUUID());
    String chunk = "%s - lag(%s, %d, 0) OVER ()".formatted(soFar, soFar, CHUNK_ROWS);
    return new BoundedSql(
        "SELECT * EXCLUDE (%s) FROM (SELECT *, %s AS %s FROM (".formatted(soFar, sum, soFar) + rows,
        limited + ") AS " + row + ")" + stop(chunk, limits.chunkBytes()));
  }

  private static String size(String row) {
    return """
        length(typeof(%s)) + octet_length(create_sort_key(%s, 'ASC NULLS LAST'))
         * CASE WHEN regexp_matches(typeof(%s), %s) THEN %d ELSE 1 END"""
        .formatted(row, row, row, GROWING, GROWTH);
  }

  private static String stop(String size, long bytes) {
    return " QUALIFY CASE WHEN %s > %d THEN error('%s') ELSE true END"
        .formatted(size, bytes, TOO_LARGE);
  }
}
