package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.SnapshotSource.Waiting;
import dev.millrace.connectors.mysql.BinlogServer.LogPlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A replica of the source that rows are read from, so that the source itself need not be. What it
 * has of the source is told by the names of transactions (GTIDs).
 *
 * @param failures what its words mean when a read fails
 */
record Replica(MySqlAddress address, FailureRules failures) {
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              MySqlFailures.LOGIN,
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to replica {address} as {user}.",
              "Make the user there, too; user and password are the source's."),
          new Rule(
              MySqlFailures.UNREACHABLE,
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach replica {address}.",
              "Start it, correct snapshot-hostname and snapshot-port of source {source}, or leave"
                  + " them out."));

  /** The replica of a source, if it has one. */
  static Optional<Replica> of(SourceConfig source) {
    String host = source.text("snapshot-hostname");
    if (host.isEmpty()) {
      return Optional.empty();
    }
    MySqlAddress primary = MySqlAddress.of(source);
    String port = source.text("snapshot-port");
    MySqlAddress address =
        new MySqlAddress(
            host,
            port.isEmpty() ? primary.port() : port,
            primary.user(),
            primary.password(),
            primary.tls());
    List<Rule> rules = new ArrayList<>(RULES);
    rules.addAll(MySqlFailures.RULES);
    Map<String, String> names =
        Map.of("address", address.toString(), "user", source.text("user"), "source", source.name());
    return Optional.of(new Replica(address, new FailureRules(rules, names)));
  }

  /** What stands in the way of reading rows there; empty when nothing. */
  List<Problem> check(MySqlAddress primary) {
    try (Connection source = primary.connect();
        Connection replica = address.connect()) {
      BinlogServer server = BinlogServer.of(source);
      String names = requireNames(server.end(source));
      String hasNone =
          server.mariaDb()
              ? one(replica, "SELECT @@global.gtid_slave_pos = ''")
              : one(replica, "SELECT GTID_SUBTRACT(?, @@global.gtid_executed) = ?", names, names);
      return hasNone.equals("1")
          ? List.of(unfit("it has no transaction of the source").problem())
          : List.of();
    } catch (SQLException | MillraceException e) {
      return List.of(failures.problem(e));
    }
  }

  /**
   * Takes a moment, once the replica has all that the source has committed by now.
   *
   * @param log as offsets name the source's log
   * @param readers how many are to read at it
   * @param waiting is told on which connection it waits, and for what
   */
  MySqlPoint now(
      MySqlAddress primary, BinlogServer server, String log, int readers, Waiting waiting)
      throws SQLException, InterruptedException {
    List<Connection> views = new ArrayList<>();
    try (Connection source = primary.connect()) {
      for (int i = 0; i < readers; i++) {
        views.add(address.connect());
      }
      waiting.on(views.get(0));
      LogPlace first = server.end(source);
      if (!server.mariaDb()) {
        MySqlPoint.awaitCommitting(source, true);
      }
      String names = requireNames(server.mariaDb() ? first : server.end(source));
      await(views.get(0), server.mariaDb(), names, waiting);
      for (Connection view : views) {
        MySqlPoint.open(view);
      }
      // A replica has nothing that the source has not in its log.
      return MySqlPoint.between(views, first, server.end(source), log);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      for (Connection view : views) {
        view.close();
      }
      throw e;
    } finally {
      waiting.on(null);
    }
  }

  /** Waits on the server, a second at a time, so that it can be told what is missing. */
  private void await(Connection replica, boolean mariaDb, String names, Waiting waiting)
      throws SQLException {
    String wait =
        mariaDb ? "SELECT MASTER_GTID_WAIT(?, 1)" : "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, 1)";
    while (!one(replica, wait, names).equals("0")) {
      waiting.whatFor(
          "Waiting until replica "
              + address
              + " has transactions "
              + missing(replica, mariaDb, names)
              + " of the source.");
    }
    waiting.whatFor("");
  }

  /** Those of the source's transactions that a replica has not yet; MariaDB tells the last ones. */
  private static String missing(Connection replica, boolean mariaDb, String names)
      throws SQLException {
    return mariaDb
        ? "up to " + names
        : one(replica, "SELECT GTID_SUBTRACT(?, @@global.gtid_executed)", names);
  }

  private String requireNames(LogPlace end) {
    if (end.gtids().isEmpty()) {
      throw unfit("the source's transactions have no names (GTIDs)");
    }
    return end.gtids();
  }

  private MillraceException unfit(String why) {
    return new MillraceException(
        ErrorCode.SOURCE_SETTINGS,
        "Cannot read rows from replica " + address + ": " + why + ".",
        "Name a replica of the source in snapshot-hostname and snapshot-port, with GTIDs on both"
            + " servers (gtid_mode = ON in MySQL), or leave them out.");
  }

  private static String one(Connection connection, String sql, String... values)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        query.setString(i + 1, values[i]);
      }
      try (ResultSet answer = query.executeQuery()) {
        answer.next();
        return String.valueOf(answer.getString(1));
      }
    }
  }
}
