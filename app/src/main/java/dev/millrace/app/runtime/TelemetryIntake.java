package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.app.config.Project;
import dev.millrace.connectors.telemetry.Intake;
import dev.millrace.connectors.telemetry.Receipt;
import dev.millrace.connectors.telemetry.TelemetryConnector;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.server.endpoint.NotFoundException;
import dev.millrace.server.endpoint.Telemetry;
import dev.millrace.server.endpoint.TelemetryEndpoint.RefusedEvent;
import dev.millrace.server.endpoint.TelemetryEndpoint.TelemetryReceipt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hands events that devices send to the intake of their source. */
final class TelemetryIntake implements Telemetry, AutoCloseable {
  /** The tokens of each source that is sent. */
  private final Map<String, List<String>> tokens = new TreeMap<>();

  private final Map<String, Intake> intakes = new HashMap<>();
  private Log log;
  private Schemas schemas;

  /** For the sources of a project, as far as they are sent. */
  TelemetryIntake(List<Project.Source> sources) {
    sources.stream()
        .filter(source -> source.connector().isSent())
        .forEach(
            source ->
                tokens.put(source.config().name(), TelemetryConnector.tokens(source.config())));
  }

  /** The log is there. */
  synchronized void start(Log there, Schemas known) {
    log = there;
    schemas = known;
  }

  /**
   * Makes a source's intake ready, in the place of one that is broken.
   *
   * @throws MillraceException NOT_RUNNING while the log is not there, RESOURCES_EXHAUSTED when it
   *     cannot be written
   */
  synchronized Intake open(String source) {
    if (schemas == null) {
      throw new MillraceException(
          ErrorCode.NOT_RUNNING,
          "Cannot take events yet: Millrace is starting or stopping.",
          "Send them again in a few seconds.");
    }
    Intake before = intakes.get(source);
    if (before != null && !before.isBroken()) {
      return before;
    }
    if (before != null) {
      before.close();
    }
    Intake opened = Intake.open(log, schemas, source);
    intakes.put(source, opened);
    return opened;
  }

  @Override
  public boolean opens(String source, String token) {
    byte[] given = token.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    // Takes as long for a nearly right token as for a wrong one.
    for (String one : tokens.getOrDefault(source, List.of())) {
      found |= MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), given);
    }
    return found;
  }

  @Override
  public TelemetryReceipt take(String source, Form form, byte[] body, Optional<String> key) {
    if (!tokens.containsKey(source)) {
      throw new NotFoundException(
          "Cannot take events of source " + source + ": there is none that is sent.",
          tokens.isEmpty()
              ? "Write `connector: http-telemetry` into sources/"
                  + source
                  + ".yaml of the project, and start Millrace again."
              : "Send to one of: " + String.join(", ", tokens.keySet()) + ".");
    }
    Intake intake = open(source);
    Receipt receipt =
        switch (form) {
          case LINES -> intake.takeLines(body, key);
          case ARRAY -> intake.takeArray(body, key);
        };
    return new TelemetryReceipt(
        receipt.accepted(),
        receipt.refused(),
        receipt.causes().stream()
            .map(cause -> new RefusedEvent(cause.line(), cause.cause()))
            .toList(),
        receipt.repeated());
  }

  @Override
  public synchronized void close() {
    intakes.values().forEach(Intake::close);
    intakes.clear();
    schemas = null;
  }
}
