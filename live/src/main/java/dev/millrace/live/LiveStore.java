package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTables;
import dev.millrace.api.search.TextSearch;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The current state of every raw and model table in one DuckDB database, fed from the log, with SQL
 * on it. Safe for use by several threads.
 *
 * <p>A commit of a source becomes visible as a whole or not, as far as one read of the log has all
 * of it. Whatever is killed and whenever: opened again, the store goes on exactly where it was.
 */
public final class LiveStore implements AutoCloseable {
  private final Database database;
  private final UnifiedViews unified;
  private final Feed feed;
  private final AbortedRecords aborted;
  private final Meters meters = new Meters();
  private final Queries queries;
  private final LiveQueries liveQueries;

  private LiveStore(
      LiveOptions options, Log log, Schemas schemas, LakeTables lake, TextSearch texts) {
    database = Database.open(options, texts);
    unified = new UnifiedViews(database);
    KnownTables known = new KnownTables(unified);
    SqlGuard guard = new SqlGuard(known, lake);
    queries = new Queries(database, guard, options.parallelQueries());
    liveQueries = new LiveQueries(database, guard, options.liveInterval());
    try {
      feed = new Feed(database, log, schemas, meters, new Listener());
      known.of(feed);
      feed.start();
      unified.renew(feed.tables());
      aborted = new AbortedRecords(feed, log, schemas);
      aborted.start(options.checkInterval());
    } catch (SQLException e) {
      liveQueries.close();
      queries.close();
      database.close();
      throw new MillraceException(
          ErrorCode.INTERNAL,
          "Cannot open the live store: " + DuckErrors.message(e) + ".",
          "Remove the folder " + options.folder() + "; the log fills it again.",
          e);
    }
  }

  /** Keeps the views and live queries as the tables are. */
  private final class Listener implements Feed.Listener {
    @Override
    public void applied(Set<TableName> tables) {
      liveQueries.applied(tables);
    }

    @Override
    public void catalogChanged() {
      unified.renew(feed.tables());
      liveQueries.catalogChanged();
    }
  }

  /** Opens a store beside which there is no lake, and no search. */
  public static LiveStore open(LiveOptions options, Log log, Schemas schemas) {
    return open(options, log, schemas, LakeTables.NONE, TextSearch.NONE);
  }

  /**
   * Opens the store in its folder, goes on where it was, and follows the log from there.
   *
   * @param lake its tables can be asked under {@code lake.…}
   * @param texts what {@code search_documents} searches
   */
  public static LiveStore open(
      LiveOptions options, Log log, Schemas schemas, LakeTables lake, TextSearch texts) {
    return new LiveStore(options, log, schemas, lake, texts);
  }

  /**
   * Answers a query on the state of one moment. The query must be one SELECT over tables of
   * Millrace; those of the lake are read as they are committed when the query begins.
   *
   * @throws MillraceException SQL_INVALID, SQL_FORBIDDEN, SQL_TIMEOUT or RESOURCES_EXHAUSTED; a
   *     place has the file {@code query} with line and column. LAKE_FAILED or TABLE_UNSUPPORTED
   *     when a table of the lake cannot be read
   */
  public QueryResult query(String sql, QueryLimits limits, RowVisitor visitor) {
    return queries.query(sql, limits, visitor);
  }

  /** Answers a query as an Arrow IPC stream. The stream is not closed. */
  public QueryResult arrow(String sql, QueryLimits limits, OutputStream out) {
    return queries.arrow(sql, limits, out);
  }

  /**
   * Follows queries: each is run again when one of its tables has changed.
   *
   * @param queries SQL by the name that the listener gets
   * @param limits of each run
   */
  public Subscription subscribe(
      Map<String, String> queries, QueryLimits limits, LiveListener listener) {
    return liveQueries.subscribe(queries, limits, listener);
  }

  /** How fresh and how busy the store is, and its tables. */
  public LiveStats stats() {
    return meters.stats(feed.tables(), feed.problem(), database.memoryBytes());
  }

  /**
   * The tables of the model that can be asked with one row for all rows that are the same, as
   * {@code unified.<table>}: their columns there, under the names that they have in the model.
   */
  public List<TableSchema> unified() {
    return unified.all();
  }

  /** The event tables: the lake alone has their rows, and queries of them read it. */
  public List<TableSchema> eventTables() {
    return feed.eventTables().stream()
        .sorted((left, right) -> left.name().compareTo(right.name()))
        .toList();
  }

  /** How many rows each table has. */
  public Map<TableName, Long> rowCounts() {
    Map<TableName, Long> counts = new TreeMap<>();
    feed.tables().forEach(table -> counts.put(table.name(), table.rows()));
    return counts;
  }

  /** Stops a source's tables where they are, to compare them with the source. */
  public SourceHold hold(String source) {
    return new HeldSource(database, feed, feed.holds().hold(source));
  }

  /**
   * Looks for records of aborted Flink transactions that have been applied, and restores the
   * committed rows. Happens by itself at the start and every few seconds.
   */
  public void reconcile() {
    aborted.check();
  }

  @Override
  public void close() {
    aborted.close();
    feed.close();
    liveQueries.close();
    queries.close();
    database.close();
  }
}
