package dev.millrace.connectors.mqtt;

import dev.millrace.api.Connector;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** MQTT brokers: 3.1.1 and 5. */
public final class MqttConnector implements Connector {
  static final String KIND = "mqtt";

  /** For a service loader. */
  public MqttConnector() {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Option> options() {
    return MqttSettings.OPTIONS;
  }

  @Override
  public List<Problem> check(SourceConfig source) {
    return MqttCheck.run(source);
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    return MqttSource.config(source, bootstrapServers);
  }

  @Override
  public Problem explain(SourceConfig source, String trace) {
    return MqttFailures.of(source).problem(trace);
  }

  @Override
  public boolean isReadable() {
    return false;
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    throw new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot read " + source + " a second time: a broker keeps no messages.",
        "Look at what came: SELECT * FROM " + MqttTask.table(source.name()) + ".");
  }
}
