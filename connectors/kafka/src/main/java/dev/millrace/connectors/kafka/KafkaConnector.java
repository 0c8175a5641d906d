package dev.millrace.connectors.kafka;

import dev.millrace.api.Connector;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** Topics of another Kafka. */
public final class KafkaConnector implements Connector {
  static final String KIND = "kafka";

  /** For a service loader. */
  public KafkaConnector() {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Option> options() {
    return KafkaSettings.OPTIONS;
  }

  @Override
  public List<Problem> check(SourceConfig source) {
    try {
      Messages.tryOut(KafkaSettings.of(source));
      return List.of();
    } catch (MillraceException e) {
      return List.of(e.problem());
    } catch (RuntimeException e) {
      return List.of(KafkaFailures.of(source).problem(e));
    }
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    return KafkaSource.config(source, bootstrapServers);
  }

  @Override
  public Problem explain(SourceConfig source, String trace) {
    return KafkaFailures.of(source).problem(trace);
  }

  @Override
  public boolean isReadable() {
    return false;
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    throw new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot compare " + source + ": its brokers do not keep all messages.",
        "Look at what came: SELECT * FROM " + KafkaTask.table(source.name()) + ".");
  }
}
