package dev.millrace.connectors.debezium;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.connectors.postgres.PostgresFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the words of Debezium and of MariaDB's drivers mean when a capture fails. */
final class Failures {
  /** Says that MariaDB's binlog is empty. */
  static final String NO_TRANSACTION_YET = "The binlog holds no transaction yet";

  private static final Rule UNREADABLE_TABLE =
      new Rule(
          "because \"table\" is null|Unexpected JDBC type",
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot capture a table of {address}: its definition cannot be read; the log names it.",
          "Leave the table out with the option tables of source {source}.");

  private static final List<Rule> MARIADB =
      List.of(
          UNREADABLE_TABLE,
          new Rule(
              NO_TRANSACTION_YET,
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {address} yet: the server's binlog holds no transaction.",
              "Make any change in the server, for example CREATE DATABASE first; DROP DATABASE"
                  + " first; Millrace then goes on by itself."),
          new Rule(
              "no longer available on the server|has already been removed"
                  + "|Could not find first log file name|errno = 1236|error code: 1236"
                  + "|db history topic is missing|history topic or its content is fully",
              ErrorCode.SOURCE_POSITION_LOST,
              "Cannot go on reading {address}: the changes after the last position are gone.",
              "Remove the source's stored offset, so that Millrace reads a new snapshot, and let the"
                  + " server keep its log longer."),
          new Rule(
              "Access denied for user (?!.* to database)",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}.",
              "Correct user and password of source {source}."),
          new Rule(
              "Unknown database",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot find database: {address}.",
              "Correct the option database of source {source}."),
          new Rule(
              "slave with the same server_uuid/server_id|same server_id",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {address}: another program reads the binlog with the same server id.",
              "Give source {source} another server-id."),
          new Rule(
              "binlog_format|binary logging is not|log_bin|not configured to use a (ROW|FULL)",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {address}: the binlog is off or does not hold whole rows.",
              "Start the server with --log-bin --binlog-format=ROW --binlog-row-image=FULL."),
          new Rule(
              "permission denied|Access denied;|command denied to user"
                  + "|Access denied for user .* to database",
              ErrorCode.SOURCE_RIGHTS,
              "Cannot read {address}: user {user} lacks a right.",
              "See the rights that millrace check names for source {source}."),
          new Rule(
              "Connection (to \\S+ )?refused|UnknownHostException|timed out|No route to host"
                  + "|EOFException|connection has been closed|Socket closed|Broken pipe"
                  + "|Connection reset|I/O error|unexpected end of stream|Socket fail to connect"
                  + "|Failed to (connect|read next byte)|Server has closed the connection"
                  + "|CommunicationException|Database connection failed|Connection is closed"
                  + "|Server shutdown in progress|cannot be reached",
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach {address}.",
              "Start the database, or correct hostname and port of source {source}."));

  private Failures() {}

  /** For a source whose task has this configuration. */
  static FailureRules of(Map<String, String> config) {
    String database = config.getOrDefault(DebeziumSettings.DATABASE, "");
    return new FailureRules(
        config.get(DebeziumSettings.KIND).equals(MariaDbConnector.KIND) ? MARIADB : postgres(),
        Map.of(
            "address",
            config.get("database.hostname") + ":" + config.get("database.port") + "/" + database,
            "user",
            config.get("database.user"),
            "slot",
            config.getOrDefault("slot.name", ""),
            "source",
            config.get(DebeziumSettings.SOURCE)));
  }

  private static List<Rule> postgres() {
    List<Rule> rules = new ArrayList<>();
    rules.add(UNREADABLE_TABLE);
    rules.addAll(PostgresFailures.RULES);
    return rules;
  }
}
