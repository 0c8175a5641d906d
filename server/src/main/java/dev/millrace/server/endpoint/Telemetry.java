package dev.millrace.server.endpoint;

import dev.millrace.server.endpoint.TelemetryEndpoint.TelemetryReceipt;
import java.util.Optional;

/** Takes events that devices send. Any thread may call any method. */
public interface Telemetry {

  /** How events stand in a body. */
  enum Form {
    /** One a line. */
    LINES,
    /** As a JSON array, or one alone. */
    ARRAY
  }

  /** Whether a token lets its bearer send events of a source. */
  boolean opens(String source, String token);

  /**
   * Writes events; returns when they are durable.
   *
   * @param key of the sender's for all of them; sent again with the same, nothing is written
   * @throws NotFoundException when there is no such source
   * @throws BusyException when the log is behind
   */
  TelemetryReceipt take(String source, Form form, byte[] body, Optional<String> key);
}
