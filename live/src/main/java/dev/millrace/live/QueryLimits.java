package dev.millrace.live;

import java.time.Duration;

/**
 * How much a query may give and take.
 *
 * @param rows the most rows handed over; the answer says when there were more
 * @param time the longest it may run
 * @param chunkBytes the most that 2,048 rows in succession may hold, roughly: so many are in memory
 *     at a time. A number counts as its bytes, a text as its UTF-8; nested values, bits and enums
 *     count sixteen times, because Java needs so much more for them. A query whose answer holds
 *     more fails with RESOURCES_EXHAUSTED.
 */
public record QueryLimits(int rows, Duration time, long chunkBytes) {
  private static final long CHUNK_BYTES = 32_000_000;

  public static final QueryLimits DEFAULT = new QueryLimits(1_000, Duration.ofSeconds(10));

  public QueryLimits {
    if (rows < 0 || time.isNegative() || time.isZero() || chunkBytes < 1) {
      throw new IllegalArgumentException(
          "Cannot limit a query to " + rows + " rows in " + time + " of " + chunkBytes + " bytes");
    }
  }

  /** With the usual bound of 32 MB. */
  public QueryLimits(int rows, Duration time) {
    this(rows, time, CHUNK_BYTES);
  }

  /** For an answer that is kept whole: all of its rows hold no more than else a chunk. */
  QueryLimits keptWhole() {
    int chunks = Math.max(1, -Math.floorDiv(-rows, BoundedSql.CHUNK_ROWS));
    return new QueryLimits(rows, time, Math.max(1, chunkBytes / chunks));
  }
}
