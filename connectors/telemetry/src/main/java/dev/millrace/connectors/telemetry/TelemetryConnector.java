package dev.millrace.connectors.telemetry;

import dev.millrace.api.Connector;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** Events that are sent to {@code POST /api/telemetry/<source>}. */
public final class TelemetryConnector implements Connector {
  /** Its kind. */
  public static final String KIND = "http-telemetry";

  private static final Option TOKENS =
      Option.secrets(
          "tokens",
          "Tokens with which devices may send events of this source, and do nothing else, each of 22"
              + " or more letters, digits, - and _; the server's own token may too.");

  /** For a service loader. */
  public TelemetryConnector() {}

  /** The tokens with which devices may send. */
  public static List<String> tokens(SourceConfig source) {
    return source.list(TOKENS.name());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Option> options() {
    return List.of(TOKENS);
  }

  @Override
  public List<Problem> check(SourceConfig source) {
    return List.of();
  }

  @Override
  public boolean isSent() {
    return true;
  }

  @Override
  public Map<String, String> connectConfig(SourceConfig source, String bootstrapServers) {
    throw new IllegalStateException("Nothing captures " + source + ": it is sent.");
  }

  @Override
  public Problem explain(SourceConfig source, String trace) {
    return Problem.of(
        ErrorCode.SOURCE_FAILED,
        "Cannot take the events of " + source + ".",
        "See the log for the cause.");
  }

  @Override
  public boolean isReadable() {
    return false;
  }

  @Override
  public ConsistentRead openConsistentRead(SourceConfig source) {
    throw new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot read " + source + " a second time: what was sent is in the log alone.",
        "Look at what came: SELECT * FROM " + Intake.table(source.name()) + ".");
  }
}
