package dev.millrace.connectors.mqtt;

import dev.millrace.api.Option;
import dev.millrace.api.SourceConfig;
import dev.millrace.log.ConnectSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Takes the messages of an MQTT broker: Connect's plugin. */
public final class MqttSource extends SourceConnector {
  /** The name of the source. */
  static final String SOURCE = "millrace.source";

  /** The brokers of the log. */
  static final String BOOTSTRAP_SERVERS = "millrace.bootstrap.servers";

  /** The number of a task; the first is 0. */
  static final String TASK = "millrace.task";

  private Map<String, String> config = Map.of();

  /** For Connect. */
  public MqttSource() {}

  static Map<String, String> config(SourceConfig source, String bootstrapServers) {
    Map<String, String> config = new HashMap<>(source.values());
    config.putAll(ConnectSettings.ofEvents(source.name(), MqttSource.class.getName()));
    config.put("tasks.max", Integer.toString(MqttSettings.of(source).tasks()));
    config.put(SOURCE, source.name());
    config.put(BOOTSTRAP_SERVERS, bootstrapServers);
    return config;
  }

  /** The source that a task's settings describe. */
  static SourceConfig source(Map<String, String> config) {
    return new SourceConfig(config.get(SOURCE), MqttConnector.KIND, config);
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
    return MqttTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return IntStream.range(0, Math.min(maxTasks, MqttSettings.of(source(config)).tasks()))
        .mapToObj(
            number -> {
              Map<String, String> task = new HashMap<>(config);
              task.put(TASK, Integer.toString(number));
              return task;
            })
        .toList();
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
    for (Option option : MqttSettings.OPTIONS) {
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
