package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** What PostgreSQL's and its driver's words mean when a capture fails. */
public final class PostgresFailures {
  static final String LOGIN =
      "password authentication failed|no pg_hba.conf entry|28P01"
          + "|role \"[^\"]*\" does not exist|no password was provided";

  static final String UNREACHABLE =
      "Connection (to \\S+ )?refused|UnknownHostException|timed out|No route to host"
          + "|connection attempt failed|EOFException|connection has been closed"
          + "|terminating connection|database system is|Socket closed|Broken pipe"
          + "|Connection reset|I/O error|Failed to (connect|read next byte)"
          + "|Couldn't obtain encoding|Database connection failed|Connection is closed";

  /** The names in the texts: address, user, slot, source. */
  public static final List<Rule> RULES =
      List.of(
          new Rule(
              "no longer available on the server|has already been removed"
                  + "|can no longer get changes from replication slot"
                  + "|can no longer access replication slot"
                  + "|replication slot \"[^\"]*\" does not exist",
              ErrorCode.SOURCE_POSITION_LOST,
              "Cannot go on reading {address}: the changes after the last position are gone.",
              "Remove the source's stored offset, so that Millrace reads a new snapshot, and let the"
                  + " server keep its log longer."),
          new Rule(
              "no binary output function available for type",
              ErrorCode.TABLE_UNSUPPORTED,
              "Cannot go on reading {address}: a table of the publication was changed that has an"
                  + " array, a range or a composite of a type without a binary form, and no stream"
                  + " gets past that change.",
              "Run millrace check, which names the column and what to do; then remove the source's"
                  + " stored offset, so that Millrace reads a new snapshot."),
          new Rule(
              "certificate authentication failed|valid client certificate|Received fatal alert",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}: the server does not accept ssl-certificate.",
              "Name a certificate in ssl-certificate of source {source} that the server's"
                  + " ssl_ca_file vouches for, and whose common name is the user."),
          new Rule(
              LOGIN,
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}.",
              "Correct user and password of source {source}."),
          new Rule(
              "could not be verified by hostnameverifier|is invalid for the server certificate",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the server's certificate is of another host.",
              "Write the name that is in the certificate in hostname of source {source}, or have the"
                  + " server's certificate made anew."),
          new Rule(
              "unable to find valid certification path|Path does not chain with any of the trust"
                  + "|path validation failed",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the server's certificate is signed by none of"
                  + " ssl-root-certificate.",
              "Name a file with the certificate that has signed it in ssl-root-certificate of source"
                  + " {source}."),
          new Rule(
              "server does not support SSL",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot encrypt the connection to {address}: the server takes no encrypted"
                  + " connections.",
              "Set ssl = on there, with ssl_cert_file and ssl_key_file, or correct sslmode of source"
                  + " {source}."),
          new Rule(
              "SSL error|Could not (open|read) SSL|SSLHandshakeException",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot encrypt the connection to {address}.",
              "Correct sslmode, ssl-root-certificate, ssl-certificate and ssl-key of source"
                  + " {source}."),
          new Rule(
              "database \"[^\"]*\" does not exist",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot find database: {address}.",
              "Correct the option database of source {source}."),
          new Rule(
              "wal_level|logical decoding requires",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {address}: wal_level is not logical.",
              "Run ALTER SYSTEM SET wal_level = logical; and restart the server."),
          new Rule(
              "all replication slots are in use|number of requested standby connections exceeds",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {address}: no replication slot or sender is free.",
              "Raise max_replication_slots and max_wal_senders, or drop a slot that nobody uses with"
                  + " SELECT pg_drop_replication_slot('<name>');."),
          new Rule(
              "replication slot \"[^\"]*\" is active",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot capture {address}: another program reads replication slot {slot}.",
              "Stop the other program, or give source {source} another slot-name."),
          new Rule(
              "permission denied|must be superuser|must be owner|must have|42501",
              ErrorCode.SOURCE_RIGHTS,
              "Cannot read {address}: user {user} lacks a right.",
              "See the rights that millrace check names for source {source}."),
          new Rule(
              UNREACHABLE,
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach {address}.",
              "Start the database, or correct hostname and port of source {source}."));

  private PostgresFailures() {}

  /** The rules for a source. */
  public static FailureRules of(SourceConfig source) {
    return new FailureRules(
        RULES,
        Map.of(
            "address", PostgresAddress.of(source).toString(),
            "user", source.text("user"),
            "slot", PostgresConnector.slotName(source),
            "source", source.name()));
  }
}
