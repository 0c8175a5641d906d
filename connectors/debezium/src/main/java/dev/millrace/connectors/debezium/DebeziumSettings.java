package dev.millrace.connectors.debezium;

import dev.millrace.api.SourceConfig;
import dev.millrace.log.ConnectSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The settings of {@link DebeziumSource}: Millrace's own, and Debezium's that all sources share.
 */
final class DebeziumSettings {
  /** The name of the source. */
  static final String SOURCE = "millrace.source";

  /** Which database: {@code debezium-postgres} or {@code debezium-mariadb}. */
  static final String KIND = "millrace.kind";

  /** The name of the database. */
  static final String DATABASE = "millrace.database";

  /** The brokers of the log. */
  static final String BOOTSTRAP_SERVERS = "millrace.bootstrap.servers";

  private DebeziumSettings() {}

  static ConfigDef definition() {
    return new ConfigDef()
        .define(SOURCE, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The name of the source.")
        .define(
            KIND,
            ConfigDef.Type.STRING,
            ConfigDef.Importance.HIGH,
            "The kind of database: debezium-postgres or debezium-mariadb.")
        .define(
            DATABASE, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The name of the database.")
        .define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            ConfigDef.Importance.HIGH,
            "The brokers to which the change records go.");
  }

  /** What the configurations of all sources have in common. */
  static Map<String, String> common(SourceConfig source, String bootstrapServers) {
    Map<String, String> config =
        new HashMap<>(ConnectSettings.of(source.name(), DebeziumSource.class.getName()));
    config.put(SOURCE, source.name());
    config.put(KIND, source.connector());
    config.put(DATABASE, source.text("database"));
    config.put(BOOTSTRAP_SERVERS, bootstrapServers);
    config.put("topic.prefix", source.name());
    putDatabase(source, config);
    putValues(config);
    putPace(config);
    return config;
  }

  private static void putDatabase(SourceConfig source, Map<String, String> config) {
    config.put("database.hostname", source.text("hostname"));
    config.put("database.port", source.text("port"));
    config.put("database.user", source.text("user"));
    config.put("database.password", source.text("password"));
    config.put("snapshot.mode", "initial");
    config.put("snapshot.fetch.size", "4096");
    config.put("skipped.operations", "none");
    config.put("tombstones.on.delete", "false");
  }

  private static void putValues(Map<String, String> config) {
    config.put("decimal.handling.mode", "precise");
    config.put("time.precision.mode", "adaptive_time_microseconds");
    config.put("binary.handling.mode", "bytes");
    config.put("event.converting.failure.handling.mode", "fail");
    config.put("unavailable.value.placeholder", Unsent.SETTING);
    config.put("include.schema.comments", "true");
    config.put("converters", "millrace");
  }

  private static void putPace(Map<String, String> config) {
    // Debezium spins through the last millisecond of each interval: a shorter one costs CPU when
    // idle.
    config.put("poll.interval.ms", "20");
    config.put("max.batch.size", "4096");
    config.put("max.queue.size", "16384");
    config.put("max.queue.size.in.bytes", Integer.toString(32 << 20));
    config.put("heartbeat.interval.ms", "1000");
    // The task starts Debezium anew by itself, and knows then what it has written already.
    config.put("errors.max.retries", "0");
    config.put("retriable.restart.connector.wait.ms", "500");
    config.put("executor.shutdown.timeout.ms", "4000");
  }
}
