package dev.millrace.live;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How fresh and how busy the live store is.
 *
 * @param changesPerSecond over the last ten seconds
 * @param changesTotal since the store was opened
 * @param lagRecords how many records of the log it has not applied yet
 * @param databaseBytes memory that DuckDB holds
 * @param problem why nothing is applied at present, if so
 */
public record LiveStats(
    Instant at,
    Freshness freshness,
    double changesPerSecond,
    long changesTotal,
    long lagRecords,
    long databaseBytes,
    Optional<Problem> problem,
    List<Source> sources,
    List<Table> tables) {

  /**
   * Time from commit in the source to visible here, of streamed changes.
   *
   * @param nowMillis of the newest change
   * @param p50Millis over the last minute
   * @param p99Millis over the last minute
   * @param samples changes of the last minute
   */
  public record Freshness(long nowMillis, long p50Millis, long p99Millis, long samples) {}

  /**
   * The raw tables of one source together.
   *
   * @param lagMillis of its newest change; when records wait, the time since its last commit
   */
  public record Source(
      String name,
      int tables,
      long rows,
      long changes,
      double changesPerSecond,
      long lagMillis,
      long lagRecords,
      Optional<Instant> lastCommit) {}

  /**
   * One table.
   *
   * @param schema its columns, without those that only the live store has
   * @param lagMillis of its newest change
   * @param problem why it does not follow its topic any more, if it does not
   */
  public record Table(
      TableName name,
      TableSchema schema,
      long rows,
      long changes,
      double changesPerSecond,
      long lagMillis,
      long lagRecords,
      Optional<Instant> lastCommit,
      Optional<Problem> problem) {}
}
