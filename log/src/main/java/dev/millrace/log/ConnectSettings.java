package dev.millrace.log;

import java.util.HashMap;
import java.util.Map;

/** What the configurations of all of Millrace's connectors say to Kafka Connect. */
public final class ConnectSettings {
  private static final String BYTE_ARRAYS =
      "org.apache.kafka.connect.converters.ByteArrayConverter";

  private ConnectSettings() {}

  /**
   * The settings of a connector of one task, whose tables are tables of rows.
   *
   * @param source the name of the source, which is the connector's
   * @param connectorClass the name of the plugin's class
   */
  public static Map<String, String> of(String source, String connectorClass) {
    return of(source, connectorClass, Log.tableTopicConfig());
  }

  /** The same for a connector whose tables are event tables. */
  public static Map<String, String> ofEvents(String source, String connectorClass) {
    return of(source, connectorClass, Log.eventTopicConfig());
  }

  private static Map<String, String> of(
      String source, String connectorClass, Map<String, String> topicConfig) {
    Map<String, String> config = new HashMap<>();
    config.put("name", source);
    config.put("connector.class", connectorClass);
    config.put("tasks.max", "1");
    config.put("key.converter", BYTE_ARRAYS);
    config.put("value.converter", BYTE_ARRAYS);
    config.put("errors.tolerance", "none");
    config.put("topic.creation.default.replication.factor", "-1");
    config.put("topic.creation.default.partitions", "1");
    topicConfig.forEach((name, value) -> config.put("topic.creation.default." + name, value));
    config.put("topic.creation.groups", "progress");
    config.put("topic.creation.progress.include", Progress.TOPIC.replace(".", "\\."));
    config.put("topic.creation.progress.replication.factor", "-1");
    config.put("topic.creation.progress.partitions", "1");
    config.put("topic.creation.progress.cleanup.policy", "compact");
    // A change is sent as soon as it is there; what comes meanwhile goes along.
    config.put("producer.override.linger.ms", "0");
    config.put("producer.override.acks", "all");
    config.put("producer.override.batch.size", "262144");
    // What is on its way is bounded, by native connectors to far less; one record must fit.
    config.put(
        "producer.override.buffer.memory", Integer.toString(Log.RECORD_BYTES_MAX + (1 << 20)));
    config.put("producer.override.max.request.size", Integer.toString(Log.RECORD_BYTES_MAX));
    return config;
  }
}
