package dev.millrace.connectors.debezium;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Captures a database through Debezium into change records. An ordinary Kafka Connect plugin of one
 * task; {@link PostgresConnector} and {@link MariaDbConnector} write its configuration, which is
 * Debezium's with a few settings of Millrace's own ({@link DebeziumSettings}).
 */
public final class DebeziumSource extends SourceConnector {
  private Map<String, String> config = Map.of();

  @Override
  public void start(Map<String, String> config) {
    this.config = Map.copyOf(config);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return DebeziumTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(config);
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return DebeziumSettings.definition();
  }

  @Override
  public String version() {
    String version = DebeziumSource.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
