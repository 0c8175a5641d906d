package dev.millrace.connectors.kafka;

import dev.millrace.api.Option;
import dev.millrace.api.SourceConfig;
import dev.millrace.log.ConnectSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Takes the messages of another Kafka's topics: Connect's plugin. */
public final class KafkaSource extends SourceConnector {
  /** The name of the source. */
  static final String SOURCE = "millrace.source";

  /** The brokers of the log. */
  static final String BOOTSTRAP_SERVERS = "millrace.bootstrap.servers";

  private Map<String, String> config = Map.of();

  /** For Connect. */
  public KafkaSource() {}

  static Map<String, String> config(SourceConfig source, String bootstrapServers) {
    Map<String, String> config = new HashMap<>(source.values());
    config.putAll(ConnectSettings.ofEvents(source.name(), KafkaSource.class.getName()));
    config.put(SOURCE, source.name());
    config.put(BOOTSTRAP_SERVERS, bootstrapServers);
    return config;
  }

  /** The source that a task's settings describe. */
  static SourceConfig source(Map<String, String> config) {
    return new SourceConfig(config.get(SOURCE), KafkaConnector.KIND, config);
  }

  static String version(Class<?> plugin) {
    String version = plugin.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public void start(Map<String, String> settings) {
    config = Map.copyOf(settings);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return KafkaTask.class;
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
                "The brokers to which the records go.");
    for (Option option : KafkaSettings.OPTIONS) {
      definition.define(
          option.name(),
          option.secret() ? ConfigDef.Type.PASSWORD : ConfigDef.Type.STRING,
          option.required() ? ConfigDef.NO_DEFAULT_VALUE : option.defaultValue(),
          option.required() ? ConfigDef.Importance.HIGH : ConfigDef.Importance.MEDIUM,
          option.text());
    }
    return definition;
  }

  @Override
  public String version() {
    return version(getClass());
  }
}
