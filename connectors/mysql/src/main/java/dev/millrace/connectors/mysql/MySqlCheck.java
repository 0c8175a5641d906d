package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks whether a server can be captured; changes nothing in it. */
final class MySqlCheck {
  private final SourceConfig source;
  private final MySqlAddress address;
  private final Connection connection;
  private final List<Problem> problems = new ArrayList<>();

  private MySqlCheck(SourceConfig source, MySqlAddress address, Connection connection) {
    this.source = source;
    this.address = address;
    this.connection = connection;
  }

  /** What stands in the way; empty when nothing. */
  static List<Problem> run(SourceConfig source) {
    MySqlAddress address = MySqlAddress.of(source);
    try (Connection connection = address.connect()) {
      MySqlCheck check = new MySqlCheck(source, address, connection);
      BinlogServer server = BinlogServer.of(connection);
      check.checkSettings();
      check.checkRights(server.mariaDb() ? "BINLOG MONITOR" : "REPLICATION CLIENT");
      if (check.databaseIsThere()) {
        check.checkTables();
      }
      if (check.problems.isEmpty()) {
        check.checkWhatIsLogged(server);
      }
      Optional<Replica> replica = Replica.of(source);
      if (replica.isPresent()) {
        check.problems.addAll(replica.get().check(address));
      }
      return check.problems;
    } catch (MillraceException e) {
      return List.of(e.problem());
    } catch (SQLException e) {
      return List.of(MySqlFailures.of(source).problem(e));
    }
  }

  private void checkSettings() throws SQLException {
    String format = one("SELECT @@global.binlog_format");
    if (!format.equals("ROW")) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": binlog_format is " + format + ", not ROW.",
          "Run SET GLOBAL binlog_format = 'ROW'; set it in the server's configuration, too, and let"
              + " its clients connect anew.");
    }
    String own = one("SELECT @@global.server_id");
    if (own.equals("0")) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": the server has no server_id, so it takes no replicas.",
          "Run SET GLOBAL server_id = 1; and set it in the server's configuration, too.");
    } else if (own.equals(Long.toString(MySqlConnector.serverId(source)))) {
      add(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot capture " + address + ": server-id " + own + " is the server's own.",
          "Give source " + source.name() + " another server-id.");
    }
  }

  /** A log that lacks changes would be read without a word. */
  private void checkWhatIsLogged(BinlogServer server) throws SQLException {
    String database = source.text("database");
    if (server.filter(connection).leavesOut(database)) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": its binary log leaves out database " + database + ".",
          "Take the database out of binlog_ignore_db, or into binlog_do_db, and restart the"
              + " server.");
    }
    if (server.mariaDb()
        && one("SELECT @@global.log_slave_updates").equals("0")
        && !one("SELECT @@global.gtid_slave_pos").isEmpty()) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture "
              + address
              + ": it is a replica that does not log what it replicates (log_slave_updates is"
              + " off).",
          "Start it with --log-slave-updates, or capture its primary.");
    }
  }

  private String one(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return String.valueOf(answer.getString(1)).toUpperCase(Locale.ROOT);
    }
  }

  private void checkRights(String monitor) throws SQLException {
    String database = source.text("database");
    Grants grants = Grants.of(connection);
    List<String> missing = new ArrayList<>();
    List<String> remedy = new ArrayList<>();
    for (String right : List.of("REPLICATION SLAVE", monitor)) {
      if (!grants.has(right)) {
        missing.add(right);
      }
    }
    if (!missing.isEmpty()) {
      remedy.add("GRANT " + String.join(", ", missing) + " ON *.* TO " + me() + ";");
    }
    if (!grants.has("SELECT", database)) {
      missing.add("SELECT");
      remedy.add("GRANT SELECT ON " + MySqlAddress.quoted(database) + ".* TO " + me() + ";");
    }
    if (!missing.isEmpty()) {
      add(
          ErrorCode.SOURCE_RIGHTS,
          "Cannot capture "
              + address
              + ": user "
              + address.user()
              + " lacks "
              + String.join(", ", missing)
              + ".",
          "Run " + String.join(" ", remedy));
    }
  }

  private String me() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT current_user()")) {
      result.next();
      String whole = result.getString(1);
      // A name may have an @, a host has none.
      int at = whole.lastIndexOf('@');
      return literal(whole.substring(0, at)) + "@" + literal(whole.substring(at + 1));
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private boolean databaseIsThere() throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?")) {
      find.setString(1, source.text("database"));
      try (ResultSet found = find.executeQuery()) {
        if (found.next()) {
          return true;
        }
      }
    }
    add(
        ErrorCode.SOURCE_SETTINGS,
        "Cannot find database: " + address + "/" + source.text("database") + ".",
        "Correct the option database of source "
            + source.name()
            + ", or let the user "
            + address.user()
            + " see it.");
    return false;
  }

  private void checkTables() throws SQLException {
    if (MySqlWatch.seen(connection, source.name(), MySqlConnector.wanted(source)).isEmpty()) {
      String wanted = source.text("tables");
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot find a table in "
              + address
              + "/"
              + source.text("database")
              + (wanted.isEmpty() ? "." : " that matches: " + wanted + "."),
          "Correct the option tables or database of source " + source.name() + ".");
    }
  }

  private void add(ErrorCode code, String message, String remedy) {
    problems.add(Problem.of(code, message, remedy));
  }
}
