package dev.millrace.connectors.mysql;

import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.capture.SnapshotPoint;
import dev.millrace.connectors.capture.SnapshotSource.Waiting;
import dev.millrace.connectors.mysql.BinlogServer.LogPlace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A moment of a server, held open by one transaction a reader. No lock is taken.
 *
 * <p>MariaDB tells where each transaction's view stands in the binary log. MySQL does not: there
 * the log's end is noted, all transactions before it are awaited that are still committing, the
 * views are opened, and the end is noted once more. The views see all before the first end and
 * nothing behind the second; rows between the two are the stream's.
 */
final class MySqlPoint implements SnapshotPoint {
  private static final Logger LOGGER = LoggerFactory.getLogger(MySqlPoint.class);

  private static final Duration NAP = Duration.ofMillis(20);

  /** Without names of transactions it cannot be seen which are still committing. */
  private static final Duration COMMITTING = Duration.ofSeconds(1);

  private final BlockingQueue<Connection> views;
  private final List<Connection> all;
  private final LogPlace first;
  private final long place;
  private final long upTo;
  private final long micros = Instants.now();

  private MySqlPoint(List<Connection> all, LogPlace first, long place, long upTo) {
    this.views = new ArrayBlockingQueue<>(all.size(), false, all);
    this.all = all;
    this.first = first;
    this.place = place;
    this.upTo = upTo;
  }

  /**
   * Takes a moment.
   *
   * @param log as offsets name the server's log
   * @param readers how many are to read at it
   */
  static MySqlPoint take(
      MySqlAddress address, BinlogServer server, String log, int readers, Waiting waiting)
      throws SQLException, InterruptedException {
    List<Connection> views = new ArrayList<>();
    try {
      for (int i = 0; i < readers; i++) {
        views.add(address.connect());
      }
      waiting.on(views.get(0));
      return server.mariaDb() ? exact(views, log) : between(views, server, log);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      for (Connection view : views) {
        view.close();
      }
      throw e;
    } finally {
      waiting.on(null);
    }
  }

  private static MySqlPoint exact(List<Connection> views, String log) throws SQLException {
    long least = Long.MAX_VALUE;
    long most = 0;
    LogPlace first = null;
    for (Connection view : views) {
      open(view);
      LogPlace at = placeOf(view);
      long number = BinlogServer.place(log, at.file(), at.offset());
      if (number < least) {
        least = number;
        first = at;
      }
      most = Math.max(most, number);
    }
    return new MySqlPoint(views, first, least, most);
  }

  private static MySqlPoint between(List<Connection> views, BinlogServer server, String log)
      throws SQLException, InterruptedException {
    Connection session = views.get(0);
    // Names of transactions that are behind the place do no harm when they are missing here.
    String gtids = server.end(session).gtids();
    LogPlace end = server.end(session);
    awaitCommitting(session, !gtids.isEmpty());
    for (Connection view : views) {
      open(view);
    }
    return between(views, new LogPlace(end.file(), end.offset(), gtids), server.end(session), log);
  }

  /**
   * A moment at which views were opened that see all before one place and nothing behind another.
   */
  static MySqlPoint between(List<Connection> views, LogPlace first, LogPlace after, String log) {
    return new MySqlPoint(
        views,
        first,
        BinlogServer.place(log, first.file(), first.offset()),
        BinlogServer.place(log, after.file(), after.offset()));
  }

  /** A transaction is in the log for a moment before others see its rows. */
  static void awaitCommitting(Connection session, boolean named)
      throws SQLException, InterruptedException {
    if (!named) {
      Thread.sleep(COMMITTING.toMillis());
      return;
    }
    Set<String> committing = owned(session);
    while (!committing.isEmpty()) {
      Thread.sleep(NAP.toMillis());
      committing.retainAll(owned(session));
    }
  }

  /** The transactions that have a name and are not over: {@code uuid:17#8:18#9,uuid:3#4}. */
  private static Set<String> owned(Connection session) throws SQLException {
    Set<String> owned = new HashSet<>();
    for (String ofSource : text(session, "SELECT @@global.gtid_owned").split("[,\\s]+", -1)) {
      String[] parts = ofSource.split(":", -1);
      for (int i = 1; i < parts.length; i++) {
        owned.add(parts[0] + ":" + parts[i]);
      }
    }
    return owned;
  }

  private static String text(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      String text = answer.getString(1);
      return text == null ? "" : text;
    }
  }

  /** Where a view of MariaDB stands. */
  private static LogPlace placeOf(Connection view) throws SQLException {
    String file = "";
    long offset = 0;
    try (Statement statement = view.createStatement();
        ResultSet status = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
      while (status.next()) {
        switch (status.getString(1).toLowerCase(Locale.ROOT)) {
          case "binlog_snapshot_file" -> file = status.getString(2);
          case "binlog_snapshot_position" -> offset = status.getLong(2);
          default -> {
            // The GTID is asked for below: older servers do not tell it here.
          }
        }
      }
    }
    String gtids = text(view, "SELECT BINLOG_GTID_POS('" + file + "', " + offset + ")");
    return new LogPlace(file, offset, gtids);
  }

  /** Begins a transaction whose view is that of now. */
  static void open(Connection view) throws SQLException {
    try (Statement statement = view.createStatement()) {
      try {
        // MariaDB gives no lock of a table back, within a transaction, to one who might log.
        statement.execute("SET SESSION sql_log_bin = 0");
      } catch (SQLException e) {
        LOGGER.debug("Changes of tables' forms will wait until all rows are read", e);
      }
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }
  }

  /** Where a stream begins that has all that the rows do not show. */
  LogPlace first() {
    return first;
  }

  /** A connection that sees the moment; each is given once. */
  Connection view() throws InterruptedException {
    return views.take();
  }

  /** When it was taken, microseconds since 1970. */
  long micros() {
    return micros;
  }

  @Override
  public long place() {
    return place;
  }

  @Override
  public long upTo() {
    return upTo;
  }

  @Override
  public void close() throws SQLException {
    for (Connection view : all) {
      view.abort(Runnable::run);
    }
  }
}
