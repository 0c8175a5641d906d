package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.SnapshotSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A standby of the source that rows are read from, so that the source itself need not be.
 *
 * @param failures what its words mean when a read fails
 */
record Replica(PostgresAddress address, FailureRules failures) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /**
   * The end of the source's log, so that a standby that has replayed all reaches it: where the next
   * record begins a page, the server counts the page's header in, which no standby does.
   */
  private static final String LOG_END =
      "SELECT CASE WHEN mod(n, segment) = 40 THEN n - 40 WHEN mod(n, page) = 24 THEN n - 24 ELSE n"
          + " END::bigint::text FROM (SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS n,"
          + " pg_size_bytes(current_setting('wal_segment_size')) AS segment,"
          + " current_setting('wal_block_size')::int AS page) w";

  private static final String REPLAYED =
      "SELECT (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint::text";

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "conflict with recovery|could not import the requested snapshot"
                  + "|invalid snapshot identifier|snapshot \"[^\"]*\" does not exist",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot go on with rows of replica {address}: they were in the way of its replay, so"
                  + " it broke the read off.",
              "Set hot_standby_feedback = on or raise max_standby_streaming_delay there; Millrace"
                  + " goes on after the last whole chunk."),
          new Rule(
              PostgresFailures.LOGIN,
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to replica {address} as {user}.",
              "Let the user connect in its pg_hba.conf; user and password are the source's."),
          new Rule(
              PostgresFailures.UNREACHABLE,
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
    String port = source.text("snapshot-port");
    PostgresAddress primary = PostgresAddress.of(source);
    PostgresAddress address =
        new PostgresAddress(
            host,
            port.isEmpty() ? primary.port() : port,
            primary.database(),
            primary.user(),
            primary.password(),
            primary.tls());
    List<Rule> rules = new ArrayList<>(RULES);
    rules.addAll(PostgresFailures.RULES);
    Map<String, String> names =
        Map.of(
            "address", address.toString(),
            "user", source.text("user"),
            "slot", PostgresConnector.slotName(source),
            "source", source.name());
    return Optional.of(new Replica(address, new FailureRules(rules, names)));
  }

  /** What stands in the way of reading rows there; empty when nothing. */
  List<Problem> check(PostgresAddress primary) {
    try (Connection source = primary.connectForReplication();
        Connection replica = address.connectForReplication()) {
      requireStandby(source, replica);
      requireTimeline(source, replica);
      return paused(replica).map(List::of).orElse(List.of());
    } catch (SQLException | MillraceException e) {
      return List.of(failures.problem(e));
    }
  }

  /**
   * Takes a moment, once the replica has replayed all that the source has logged by now.
   *
   * @param waiting is told on which connection it waits, and for what
   * @throws MillraceException when the server is no standby of the source
   */
  PostgresPoint now(PostgresAddress primary, SnapshotSource.Waiting waiting)
      throws SQLException, InterruptedException {
    try (Connection source = primary.connectForReplication();
        Connection replica = address.connectForReplication()) {
      waiting.on(replica);
      requireStandby(source, replica);
      long lsn = number(source, LOG_END);
      awaitReplay(replica, lsn, waiting);
      Connection keeper = address.connect();
      try {
        PostgresPoint.begin(keeper);
        String snapshot = PostgresPoint.export(keeper);
        requireTimeline(source, replica);
        // A standby has nothing that the source has not written before.
        long upTo = number(source, "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint::text");
        return new PostgresPoint(address, keeper, snapshot, lsn, Math.max(lsn, upTo));
      } catch (SQLException | RuntimeException e) {
        keeper.close();
        throw e;
      }
    } finally {
      waiting.on(null);
    }
  }

  private void awaitReplay(Connection replica, long lsn, SnapshotSource.Waiting waiting)
      throws SQLException, InterruptedException {
    for (long at = number(replica, REPLAYED); at < lsn; at = number(replica, REPLAYED)) {
      long missing = lsn - at;
      waiting.whatFor(
          paused(replica)
              .map(Problem::toString)
              .orElseGet(
                  () ->
                      "Waiting until replica "
                          + address
                          + " has replayed "
                          + (missing < 1 << 20 ? (missing >> 10) + " kB" : (missing >> 20) + " MB")
                          + " more of the source's log."));
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    waiting.whatFor("");
  }

  private Optional<Problem> paused(Connection replica) throws SQLException {
    return one(replica, "SELECT pg_is_wal_replay_paused()::text").equals("true")
        ? Optional.of(
            Problem.of(
                ErrorCode.SOURCE_SETTINGS,
                "Cannot read rows from replica " + address + " now: its replay is paused.",
                "Run SELECT pg_wal_replay_resume(); there, as a superuser."))
        : Optional.empty();
  }

  private void requireStandby(Connection source, Connection replica) throws SQLException {
    if (!ServerIdentity.of(source).system().equals(ServerIdentity.of(replica).system())) {
      throw unfit("it is a replica of another server");
    }
    if (one(replica, "SELECT pg_is_in_recovery()::text").equals("false")) {
      throw unfit("it is no standby");
    }
  }

  /** A standby that did not follow its primary's fail-over has changes that the source has not. */
  private void requireTimeline(Connection source, Connection replica) throws SQLException {
    int ours = ServerIdentity.of(source).timeline();
    int theirs = ServerIdentity.of(replica).timeline();
    if (ours != theirs) {
      throw unfit("it follows timeline " + theirs + " of the server, and the source is on " + ours);
    }
  }

  private MillraceException unfit(String why) {
    return new MillraceException(
        ErrorCode.SOURCE_SETTINGS,
        "Cannot read rows from replica " + address + ": " + why + ".",
        "Name a standby of the source in snapshot-hostname and snapshot-port, or leave them out.");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(one(connection, sql));
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
