package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.StreamOffset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A server and its binary log.
 *
 * @param mariaDb whether it is MariaDB; otherwise MySQL
 * @param identity tells it from others that it may replicate to or from
 * @param baseName what the names of its log's files begin with, up to the point
 * @param named whether all transactions have names (GTIDs) from now on
 * @param lowerCase whether tables' names are in small letters, whatever a statement has
 */
public record BinlogServer(
    boolean mariaDb, String identity, String baseName, boolean named, boolean lowerCase) {
  private static final int OFFSET_BITS = 32;

  /**
   * A place in the log.
   *
   * @param file its name
   * @param offset in the file
   * @param gtids all transactions before it; empty when the server names none
   */
  public record LogPlace(String file, long offset, String gtids) {}

  /** The server that a connection leads to. */
  public static BinlogServer of(Connection connection) throws SQLException {
    String version = text(connection, "SELECT @@version");
    boolean mariaDb = version.toLowerCase(java.util.Locale.ROOT).contains("mariadb");
    String identity =
        mariaDb
            ? "mariadb-" + text(connection, "SELECT @@global.server_id")
            : text(connection, "SELECT @@global.server_uuid");
    String base = text(connection, "SELECT @@global.log_bin_basename");
    if (base.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture the server: it writes no binary log.",
          "Start the server with --log-bin --binlog-format=ROW --binlog-row-image=FULL"
              + " --binlog-row-metadata=FULL --server-id=1.");
    }
    return new BinlogServer(
        mariaDb,
        identity,
        base.substring(base.lastIndexOf('/') + 1),
        mariaDb || text(connection, "SELECT @@global.gtid_mode").equals("ON"),
        text(connection, "SELECT @@global.lower_case_table_names").equals("1"));
  }

  /** A name of a statement as the log's other events have it. */
  String inLog(String name) {
    return lowerCase ? name.toLowerCase(java.util.Locale.ROOT) : name;
  }

  /** Where the log ends now. */
  public LogPlace end(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet status = status(connection, statement)) {
      if (!status.next()) {
        throw new SQLException("The server writes no binary log.");
      }
      String file = status.getString(1);
      long offset = status.getLong(2);
      String gtids = mariaDb ? gtids(connection, file, offset) : status.getString(5);
      boolean known = named && gtids != null;
      return new LogPlace(file, offset, known ? gtids.replaceAll("\\s", "") : "");
    }
  }

  /**
   * Databases of which the log has, or has not, the changes.
   *
   * @param only empty for all
   */
  record Filter(List<String> only, List<String> without) {
    boolean leavesOut(String database) {
      return (!only.isEmpty() && !only.contains(database)) || without.contains(database);
    }
  }

  Filter filter(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet status = status(connection, statement)) {
      return status.next()
          ? new Filter(names(status.getString(3)), names(status.getString(4)))
          : new Filter(List.of(), List.of());
    }
  }

  private static List<String> names(String list) {
    return list == null || list.isEmpty() ? List.of() : List.of(list.split(",", -1));
  }

  private ResultSet status(Connection connection, Statement statement) throws SQLException {
    boolean renamed =
        !mariaDb
            && (connection.getMetaData().getDatabaseMajorVersion() > 8
                || connection.getMetaData().getDatabaseMinorVersion() >= 2);
    return statement.executeQuery(renamed ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
  }

  private static String gtids(Connection connection, String file, long offset) throws SQLException {
    return text(connection, "SELECT BINLOG_GTID_POS('" + file + "', " + offset + ")");
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      String text = answer.getString(1);
      return text == null ? "" : text;
    }
  }

  /** The names of the files that the log has. */
  List<String> files(Connection connection) throws SQLException {
    List<String> files = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SHOW BINARY LOGS")) {
      while (answer.next()) {
        files.add(answer.getString(1));
      }
    }
    return files;
  }

  /** How the offset of a capture names this server's log, when it begins with it. */
  public String log() {
    return log(0);
  }

  private String log(long shift) {
    return identity + " " + shift;
  }

  /** The number of files by which places are moved, of the log that an offset names. */
  static long shift(String log) {
    return Long.parseLong(log.substring(log.lastIndexOf(' ') + 1));
  }

  /** Whether an offset is of this server's log. */
  boolean has(String log) {
    return log.startsWith(identity + " ");
  }

  /** The number at the end of a file's name. */
  static long number(String file) {
    return Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
  }

  /**
   * Where something stands, as a number that grows.
   *
   * @param log as an offset names it
   */
  public static long place(String log, String file, long offset) {
    return (number(file) + shift(log)) << OFFSET_BITS | Math.min(offset, 0xffffffffL);
  }

  /** The name of the file that a place is in. */
  String file(String log, long place) {
    return baseName + String.format(".%06d", (place >>> OFFSET_BITS) - shift(log));
  }

  /** Whether a place is in an earlier file than another. */
  static boolean isInFileBefore(long place, long other) {
    return place >>> OFFSET_BITS < other >>> OFFSET_BITS;
  }

  /** The offset of a place in its file. */
  static long offset(long place) {
    return place & 0xffffffffL;
  }

  /**
   * A stored offset, to go on with at this server. At another server than before, places go on
   * behind all that were given, and the stream goes on behind the transactions that were read.
   *
   * @throws MillraceException when the other server cannot be told where to go on, or has not got
   *     all transactions that were read
   */
  public StreamOffset follow(StreamOffset stored, Connection connection) throws SQLException {
    if (has(stored.log())) {
      return stored;
    }
    String gtids = ResumePoint.parse(stored.resume()).gtids();
    if (gtids.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_POSITION_LOST,
          "Cannot go on reading: this is another server than before ("
              + identity
              + "), and the transactions read from the other had no names (GTIDs).",
          "Let the source name the server that it was captured from; or remove its stored offset,"
              + " so that Millrace reads a new snapshot.");
    }
    String lacks = lacks(gtids, connection);
    if (!lacks.isEmpty()) {
      // A replica may be about to get them.
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot go on reading: this is another server than before ("
              + identity
              + "), and its binary log lacks transactions that were captured: "
              + lacks
              + ".",
          "Let it get them from a server that has them, and write them to its own log"
              + " (log_replica_updates, log_slave_updates); if they are lost, remove the source's"
              + " stored offset, so that Millrace reads a new snapshot.");
    }
    long last = Math.max(stored.place(), stored.position().commit()) >>> OFFSET_BITS;
    List<String> files = files(connection);
    long first = files.isEmpty() ? 1 : number(files.get(0));
    return stored.inLog(log(last + 1 - first), stored.place());
  }

  /** Those of some transactions that the server has not. */
  private String lacks(String gtids, Connection connection) throws SQLException {
    return mariaDb
        ? GtidSet.parse(gtids).lackedBy(text(connection, "SELECT @@global.gtid_binlog_state"))
        : text(connection, "SELECT GTID_SUBTRACT('" + gtids + "', @@global.gtid_executed)");
  }
}
