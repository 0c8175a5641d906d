package dev.millrace.connectors.debezium;

import dev.millrace.api.Connector;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TablePatterns;
import dev.millrace.api.explore.Exploration;
import dev.millrace.connectors.postgres.PostgresCheck;
import dev.millrace.connectors.postgres.PostgresExploration;
import dev.millrace.connectors.postgres.PostgresRead;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL 12 and later through Debezium, by a snapshot and then a logical replication slot. The
 * native connector of kind {@code postgres} is the usual way.
 */
public final class PostgresConnector implements Connector {
  static final String KIND = "debezium-postgres";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Option> options() {
    return List.of(
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
  }

  @Override
  public List<Problem> check(SourceConfig source) {
    return PostgresCheck.run(source, PostgresCheck.ColumnNames.UNLIKE_BUT_FOR_CASE);
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    Map<String, String> config = DebeziumSettings.common(source, bootstrapServers);
    config.put("database.dbname", source.text("database"));
    config.put("plugin.name", "pgoutput");
    config.put("slot.name", slotName(source));
    config.put("publication.name", publicationName(source));
    boolean given = !source.text("publication-name").isEmpty();
    config.put("publication.autocreate.mode", given ? "disabled" : "filtered");
    TablePatterns tables = tables(source);
    if (!tables.all()) {
      config.put("table.include.list", tables.includeList());
    }
    config.put("millrace.type", PostgresValues.class.getName());
    config.put("interval.handling.mode", "string");
    config.put("hstore.handling.mode", "json");
    config.put("include.unknown.datatypes", "true");
    config.put("message.prefix.exclude.list", "millrace");
    config.put("status.update.interval.ms", "5000");
    config.put("slot.max.retries", "2");
    config.put("slot.retry.delay.ms", "500");
    return config;
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
    return Failures.of(connectConfig(source, "")).problem(trace);
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    return PostgresRead.open(source, PostgresRead.Unit.TRANSACTION_END);
  }

  @Override
  public Exploration explore(SourceConfig source) {
    return PostgresExploration.open(source);
  }
}
