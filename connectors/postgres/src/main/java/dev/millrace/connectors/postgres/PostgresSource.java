package dev.millrace.connectors.postgres;

import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Captures a PostgreSQL database into change records. An ordinary Kafka Connect plugin of one task;
 * its settings are the options of {@link PostgresConnector} and some of its own.
 */
public final class PostgresSource extends SourceConnector {
  /** The name of the source. */
  static final String SOURCE = "millrace.source";

  /** The brokers of the log. */
  static final String BOOTSTRAP_SERVERS = "millrace.bootstrap.servers";

  /** After how many seconds without a word the server is taken for lost; for tests. */
  static final String PATIENCE_SECONDS = "millrace.patience.seconds";

  private Map<String, String> config = Map.of();

  /** The source that a task's settings describe. */
  static SourceConfig source(Map<String, String> config) {
    return new SourceConfig(config.get(SOURCE), PostgresConnector.KIND, config);
  }

  @Override
  public void start(Map<String, String> config) {
    this.config = Map.copyOf(config);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PostgresTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(config);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    ConfigDef definition =
        new ConfigDef()
            .define(
                SOURCE, ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The name of the source.")
            .define(
                BOOTSTRAP_SERVERS,
                ConfigDef.Type.STRING,
                ConfigDef.Importance.HIGH,
                "The brokers to which the change records go.");
    new PostgresConnector()
        .options()
        .forEach(
            option ->
                definition.define(
                    option.name(),
                    option.secret() ? ConfigDef.Type.PASSWORD : ConfigDef.Type.STRING,
                    option.required() ? ConfigDef.NO_DEFAULT_VALUE : option.defaultValue(),
                    option.required() ? ConfigDef.Importance.HIGH : ConfigDef.Importance.MEDIUM,
                    option.text()));
    return definition;
  }

  @Override
  public String version() {
    String version = PostgresSource.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
