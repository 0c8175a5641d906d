package dev.millrace.connectors.capture;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.log.ConnectSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Captures a database into change records. An ordinary Kafka Connect plugin of one task; its
 * settings are the options of its {@link Connector} and some of its own.
 */
public abstract class CaptureSource extends SourceConnector {
  /** The name of the source. */
  private static final String SOURCE = "millrace.source";

  /** The brokers of the log. */
  static final String BOOTSTRAP_SERVERS = "millrace.bootstrap.servers";

  /** After how many seconds without a word the server is taken for lost; for tests. */
  public static final String PATIENCE_SECONDS = "millrace.patience.seconds";

  private Map<String, String> config = Map.of();

  private final Connector connector;
  private final Class<? extends CaptureTask> task;

  /**
   * For a connector's plugin.
   *
   * @param task what captures
   */
  protected CaptureSource(Connector connector, Class<? extends CaptureTask> task) {
    this.connector = connector;
    this.task = task;
  }

  /** The source that a task's settings describe. */
  static SourceConfig source(String kind, Map<String, String> config) {
    return new SourceConfig(config.get(SOURCE), kind, config);
  }

  /** The settings of a plugin that captures a source into the log of some brokers. */
  public static Map<String, String> config(
      SourceConfig source, Class<? extends CaptureSource> plugin, String bootstrapServers) {
    Map<String, String> config = new HashMap<>(source.values());
    config.putAll(ConnectSettings.of(source.name(), plugin.getName()));
    config.put(SOURCE, source.name());
    config.put(BOOTSTRAP_SERVERS, bootstrapServers);
    return config;
  }

  @Override
  public void start(Map<String, String> config) {
    this.config = Map.copyOf(config);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return task;
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
    connector
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
    return version(getClass());
  }

  static String version(Class<?> plugin) {
    String version = plugin.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
