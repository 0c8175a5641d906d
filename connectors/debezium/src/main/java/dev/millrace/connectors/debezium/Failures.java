package dev.millrace.connectors.debezium;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what a failure of a running capture means, from the words of the database's driver. */
final class Failures {
  static final Failures NONE = new Failures("the database", "", "", "");

  /** Says that MariaDB's binlog is empty. */
  static final String NO_TRANSACTION_YET = "The binlog holds no transaction yet";

  private record Rule(Pattern words, ErrorCode code, String message, String remedy) {}

  /** In the texts, {0} is the address, {1} the user, {2} the slot, {3} the source. */
  private static final List<Rule> RULES =
      List.of(
          rule(
              "because \"table\" is null|Unexpected JDBC type",
              ErrorCode.TABLE_UNSUPPORTED,
              "Cannot capture a table of {0}: its definition cannot be read; the log names it.",
              "Leave the table out with the option tables of source {3}."),
          rule(
              NO_TRANSACTION_YET,
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {0} yet: the server's binlog holds no transaction.",
              "Make any change in the server, for example CREATE DATABASE first; DROP DATABASE"
                  + " first; Millrace then goes on by itself."),
          rule(
              "no longer available on the server|has already been removed"
                  + "|can no longer get changes from replication slot"
                  + "|replication slot \"[^\"]*\" does not exist"
                  + "|Could not find first log file name|errno = 1236|error code: 1236"
                  + "|db history topic is missing|history topic or its content is fully",
              ErrorCode.SOURCE_POSITION_LOST,
              "Cannot go on reading {0}: the changes after the last position are gone.",
              "Remove the source's stored offset, so that Millrace reads a new snapshot, and let the"
                  + " server keep its log longer."),
          rule(
              "password authentication failed|no pg_hba.conf entry|28P01"
                  + "|Access denied for user (?!.* to database)|role \"[^\"]*\" does not exist"
                  + "|no password was provided",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {0} as {1}.",
              "Correct user and password of source {3}."),
          rule(
              "database \"[^\"]*\" does not exist|Unknown database",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot find database: {0}.",
              "Correct the option database of source {3}."),
          rule(
              "wal_level|logical decoding requires",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {0}: wal_level is not logical.",
              "Run ALTER SYSTEM SET wal_level = logical; and restart the server."),
          rule(
              "all replication slots are in use|number of requested standby connections exceeds",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {0}: no replication slot or sender is free.",
              "Raise max_replication_slots and max_wal_senders, or drop a slot that nobody uses with"
                  + " SELECT pg_drop_replication_slot('<name>');."),
          rule(
              "replication slot \"[^\"]*\" is active",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {0}: another program reads replication slot {2}.",
              "Stop the other program, or give source {3} another slot-name."),
          rule(
              "slave with the same server_uuid/server_id|same server_id",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {0}: another program reads the binlog with the same server id.",
              "Give source {3} another server-id."),
          rule(
              "binlog_format|binary logging is not|log_bin|not configured to use a (ROW|FULL)",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {0}: the binlog is off or does not hold whole rows.",
              "Start the server with --log-bin --binlog-format=ROW --binlog-row-image=FULL."),
          rule(
              "permission denied|must be superuser|must be owner|must have|42501|Access denied;"
                  + "|command denied to user|Access denied for user .* to database",
              ErrorCode.SOURCE_RIGHTS,
              "Cannot read {0}: user {1} lacks a right.",
              "See the rights that millrace check names for source {3}."),
          rule(
              "Connection (to \\S+ )?refused|UnknownHostException|timed out|No route to host"
                  + "|connection attempt failed|EOFException|connection has been closed"
                  + "|terminating connection|database system is|Socket closed|Broken pipe"
                  + "|Connection reset|I/O error|unexpected end of stream|Socket fail to connect"
                  + "|Failed to (connect|read next byte)|Server has closed the connection"
                  + "|Couldn't obtain encoding|CommunicationException"
                  + "|Database connection failed|Connection is closed|Server shutdown in progress",
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach {0}.",
              "Start the database, or correct hostname and port of source {3}."));

  private static final Pattern OWN =
      Pattern.compile("MillraceException: (Cannot [^\\n]*?\\.) ([^\\n]*) \\[([A-Z_]+)\\]");

  private final String address;
  private final String user;
  private final String slot;
  private final String source;

  private Failures(String address, String user, String slot, String source) {
    this.address = address;
    this.user = user;
    this.slot = slot;
    this.source = source;
  }

  /** For a source whose task has this configuration. */
  static Failures of(Map<String, String> config) {
    String database = config.getOrDefault(DebeziumSettings.DATABASE, "");
    return new Failures(
        config.get("database.hostname") + ":" + config.get("database.port") + "/" + database,
        config.get("database.user"),
        config.getOrDefault("slot.name", ""),
        config.get(DebeziumSettings.SOURCE));
  }

  Problem problem(Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    return problem(trace.toString());
  }

  /**
   * What a failure means.
   *
   * @param trace a stack trace
   */
  Problem problem(String trace) {
    Matcher own = OWN.matcher(trace);
    if (own.find()) {
      return Problem.of(ErrorCode.valueOf(own.group(3)), own.group(1), own.group(2));
    }
    for (Rule rule : RULES) {
      if (rule.words.matcher(trace).find()) {
        return Problem.of(rule.code, filled(rule.message), filled(rule.remedy));
      }
    }
    return Problem.of(
        ErrorCode.SOURCE_FAILED,
        "Cannot go on reading " + address + ": " + innermost(trace) + ".",
        "See the log for the whole cause.");
  }

  private String filled(String text) {
    return text.replace("{0}", address)
        .replace("{1}", user)
        .replace("{2}", slot)
        .replace("{3}", source);
  }

  private static String innermost(String trace) {
    String last = trace.lines().findFirst().orElse("");
    for (String line : trace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        last = line.substring("Caused by: ".length());
      }
    }
    return last;
  }

  private static Rule rule(String words, ErrorCode code, String message, String remedy) {
    return new Rule(Pattern.compile(words), code, message, remedy);
  }
}
