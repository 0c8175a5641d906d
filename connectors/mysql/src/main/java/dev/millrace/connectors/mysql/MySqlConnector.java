package dev.millrace.connectors.mysql;

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
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** MySQL 8.0 and later and MariaDB 10.6 and later, by the binary log. */
public final class MySqlConnector implements Connector {
  static final String KIND = "mysql";

  private static final List<Option> SOURCE_OPTIONS =
      List.of(
          Option.required("hostname", Option.Type.TEXT, "The server's host name or address."),
          Option.optional("port", Option.Type.PORT, "3306", "The server's port."),
          Option.required("database", Option.Type.TEXT, "The name of the database."),
          Option.required("user", Option.Type.TEXT, "A user with the rights of a replica."),
          Option.secret("password", "The user's password."),
          Option.optional(
              "tables",
              Option.Type.LIST,
              "",
              "Which tables to capture, as table or database.table, with * for any characters, and"
                  + " with ! in front those to leave out; all of the database when nothing is"
                  + " given."),
          Option.optional(
              "server-id",
              Option.Type.INTEGER,
              "",
              "The id as a replica, unlike that of every other replica; made from the source's name"
                  + " when left out."));

  private static final List<Option> MORE_OPTIONS =
      List.of(
          Option.optional(
              "snapshot-hostname",
              Option.Type.TEXT,
              "",
              "A replica of the server, by GTIDs, from which the tables' rows are read; from the"
                  + " server itself when left out. Changes always come from the server."),
          Option.optional(
              "snapshot-port", Option.Type.PORT, "", "The replica's port; port when left out."),
          Option.optional(
              "sslmode",
              Option.Type.TEXT,
              "preferred",
              "How the connection is encrypted: disabled, preferred, required, verify-ca or"
                  + " verify-identity."),
          Option.optional(
              "ssl-root-certificate",
              Option.Type.TEXT,
              "",
              "A PEM file with the certificates that may have signed the server's."),
          Option.optional(
              "ssl-certificate", Option.Type.TEXT, "", "A PEM file with the user's certificate."),
          Option.optional(
              "ssl-key",
              Option.Type.TEXT,
              "",
              "A PEM file with the key of the user's certificate."));

  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of("mysql", "sys", "information_schema", "performance_schema");

  /** Server ids of replicas must differ; the small ones are given out by hand. */
  private static final int FIRST_SERVER_ID = 100_000_000;

  private static final int SERVER_IDS = 1_000_000_000;

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
    return MySqlCheck.run(source);
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    return CaptureSource.config(source, MySqlSource.class, bootstrapServers);
  }

  /** Takes the tables that are captured, by database and name. */
  static BiPredicate<String, String> wanted(SourceConfig source) {
    List<String> given = source.list("tables");
    boolean anyNamed = given.stream().anyMatch(pattern -> !pattern.startsWith("!"));
    List<String> all = anyNamed ? given : Stream.concat(Stream.of("*"), given.stream()).toList();
    TablePatterns patterns = TablePatterns.of(all, source.text("database"));
    return (schema, table) -> !SYSTEM_SCHEMAS.contains(schema) && patterns.matches(schema, table);
  }

  static long serverId(SourceConfig source) {
    return source.number(
        "server-id", FIRST_SERVER_ID + (long) Math.floorMod(source.name().hashCode(), SERVER_IDS));
  }

  @Override
  public Problem explain(SourceConfig source, String trace) {
    return MySqlFailures.of(source).problem(trace);
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    return MySqlRead.open(source);
  }

  @Override
  public Exploration explore(SourceConfig source) {
    return MySqlExploration.open(source);
  }
}
