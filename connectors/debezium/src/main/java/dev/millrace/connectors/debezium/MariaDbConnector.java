package dev.millrace.connectors.debezium;

import dev.millrace.api.Connector;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TablePatterns;
import dev.millrace.api.explore.Exploration;
import dev.millrace.connectors.mysql.MySqlExploration;
import java.util.List;
import java.util.Map;

/** MariaDB 10.5 and later, by a snapshot and then its binlog. */
public final class MariaDbConnector implements Connector {
  static final String KIND = "debezium-mariadb";

  /** Server ids of replicas must differ; the small ones are given out by hand. */
  private static final int FIRST_SERVER_ID = 100_000_000;

  private static final int SERVER_IDS = 1_000_000_000;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Option> options() {
    return List.of(
        Option.required("hostname", Option.Type.TEXT, "The server's host name or address."),
        Option.optional("port", Option.Type.PORT, "3306", "The server's port."),
        Option.required("database", Option.Type.TEXT, "The name of the database."),
        Option.required("user", Option.Type.TEXT, "A user with rights of a replica."),
        Option.secret("password", "The user's password."),
        Option.optional(
            "tables",
            Option.Type.LIST,
            "",
            "Which tables to capture, with * for any characters, and with ! in front those to leave"
                + " out; all when nothing is given."),
        Option.optional(
            "server-id",
            Option.Type.INTEGER,
            "",
            "The id as a replica, unlike that of every other replica; made from the source's name"
                + " when left out."));
  }

  @Override
  public List<Problem> check(SourceConfig source) {
    return MariaDbCheck.run(source);
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    Map<String, String> config = DebeziumSettings.common(source, bootstrapServers);
    String history = "schema.history.internal";
    config.put("database.server.id", serverId(source));
    config.put("database.include.list", quoted(source.text("database")));
    TablePatterns tables = tables(source);
    if (!tables.all()) {
      config.put("table.include.list", tables.includeList());
    }
    config.put("millrace.type", MariaDbValues.class.getName());
    config.put("bigint.unsigned.handling.mode", "precise");
    config.put("snapshot.locking.mode", "minimal");
    config.put("connect.timeout.ms", "10000");
    // While nothing happens the server says so at eight tenths of this time.
    config.put("connect.keep.alive.interval.ms", "5000");
    config.put("driver.timezone", "UTC");
    config.put("driver.yearIsDateType", "false");
    config.put(history, "io.debezium.storage.kafka.history.KafkaSchemaHistory");
    config.put(history + ".kafka.bootstrap.servers", bootstrapServers);
    config.put(history + ".kafka.topic", "millrace.history." + source.name());
    config.put(history + ".store.only.captured.tables.ddl", "true");
    config.put(history + ".store.only.captured.databases.ddl", "true");
    config.put(history + ".skip.unparseable.ddl", "true");
    return config;
  }

  static TablePatterns tables(SourceConfig source) {
    return TablePatterns.of(source.list("tables"), source.text("database"));
  }

  private static String quoted(String database) {
    return TablePatterns.of(List.of("." + database), "").includeList().substring(2);
  }

  private static String serverId(SourceConfig source) {
    String given = source.text("server-id");
    return given.isEmpty()
        ? Integer.toString(FIRST_SERVER_ID + Math.floorMod(source.name().hashCode(), SERVER_IDS))
        : given;
  }

  @Override
  public Problem explain(SourceConfig source, String trace) {
    return Failures.of(connectConfig(source, "")).problem(trace);
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    return MariaDbRead.open(source);
  }

  @Override
  public Exploration explore(SourceConfig source) {
    return MySqlExploration.open(source);
  }
}
