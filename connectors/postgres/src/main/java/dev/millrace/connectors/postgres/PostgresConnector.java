package dev.millrace.connectors.postgres;

import dev.millrace.api.Connector;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TablePatterns;
import dev.millrace.api.explore.Exploration;
import dev.millrace.connectors.capture.CaptureSource;
import dev.millrace.connectors.capture.SnapshotOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL 14 and later, by its own replication protocol. */
public final class PostgresConnector implements Connector {
  static final String KIND = "postgres";

  private static final List<Option> SOURCE_OPTIONS =
      List.of(
          Option.required("hostname", Option.Type.TEXT, "The server's host name or address."),
          Option.optional("port", Option.Type.PORT, "5432", "The server's port."),
          Option.required("database", Option.Type.TEXT, "The name of the database."),
          Option.required("user", Option.Type.TEXT, "A user with the REPLICATION right."),
          Option.secret("password", "The user's password."),
          Option.optional(
              "tables",
              Option.Type.LIST,
              "",
              "Which tables to capture, as schema.table or table, with * for any characters, and with !"
                  + " in front those to leave out; all when nothing is given."),
          Option.optional(
              "slot-name",
              Option.Type.TEXT,
              "",
              "The replication slot, made when it is not there; millrace_<source> when left out."),
          Option.optional(
              "publication-name",
              Option.Type.TEXT,
              "",
              "A publication that is there already and holds the tables; when left out,"
                  + " millrace_<source> is made and kept, for which the user needs CREATE on the"
                  + " database."));

  private static final List<Option> MORE_OPTIONS =
      List.of(
          Option.optional(
              "snapshot-hostname",
              Option.Type.TEXT,
              "",
              "A standby of the server from which the tables' rows are read; from the server itself"
                  + " when left out. Changes always come from the server."),
          Option.optional(
              "snapshot-port", Option.Type.PORT, "", "The standby's port; port when left out."),
          Option.optional(
              "bulk-catch-up",
              Option.Type.BOOLEAN,
              "true",
              "Whether a long backlog is read by larger steps, several times faster than it is"
                  + " streamed; the server keeps each step in memory or a temporary file until it is"
                  + " read."),
          Option.optional(
              "sslmode",
              Option.Type.TEXT,
              "prefer",
              "How the connection is encrypted: disable, allow, prefer, require, verify-ca or"
                  + " verify-full."),
          Option.optional(
              "ssl-root-certificate",
              Option.Type.TEXT,
              "",
              "A file with the certificates that may have signed the server's."),
          Option.optional(
              "ssl-certificate", Option.Type.TEXT, "", "A file with the user's certificate."),
          Option.optional(
              "ssl-key",
              Option.Type.TEXT,
              "",
              "A file with the key of the user's certificate, PKCS-8 in DER."));

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Option> options() {
    List<Option> options = new ArrayList<>(SOURCE_OPTIONS);
    options.addAll(SnapshotOptions.OPTIONS);
    options.addAll(MORE_OPTIONS);
    return options;
  }

  @Override
  public List<Problem> check(SourceConfig source) {
    return PostgresCheck.run(source, PostgresCheck.ColumnNames.ANY);
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    return CaptureSource.config(source, PostgresSource.class, bootstrapServers);
  }

  static String slotName(SourceConfig source) {
    return orDefault(source.text("slot-name"), source);
  }

  static String publicationName(SourceConfig source) {
    return orDefault(source.text("publication-name"), source);
  }

  /** Whether Millrace makes and changes the publication. */
  static boolean ownPublication(SourceConfig source) {
    return source.text("publication-name").isEmpty();
  }

  static TablePatterns tables(SourceConfig source) {
    return TablePatterns.of(source.list("tables"), "*");
  }

  private static String orDefault(String name, SourceConfig source) {
    return name.isEmpty() ? "millrace_" + source.name() : name;
  }

  @Override
  public Problem explain(SourceConfig source, String trace) {
    return PostgresFailures.of(source).problem(trace);
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    return PostgresRead.open(source, PostgresRead.Unit.COMMIT_RECORD);
  }

  @Override
  public Exploration explore(SourceConfig source) {
    return PostgresExploration.open(source);
  }
}
