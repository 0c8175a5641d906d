package dev.millrace.connectors.mqtt;

import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import java.util.List;

/**
 * Looks whether a broker lets Millrace in, with a session of its own that leaves nothing behind.
 */
final class MqttCheck {
  private MqttCheck() {}

  static List<Problem> run(SourceConfig source) {
    try {
      Broker.tryOut(MqttSettings.of(source));
      return List.of();
    } catch (MillraceException e) {
      return List.of(e.problem());
    } catch (RuntimeException e) {
      return List.of(MqttFailures.of(source).problem(e));
    }
  }
}
