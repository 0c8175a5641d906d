package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code POST /api/telemetry/{source}}: takes events that devices send. */
public final class TelemetryEndpoint implements Endpoint {
  /** What the paths of telemetry begin with; the name of the source follows. */
  public static final String ROOT = "/api/telemetry/";

  static final Parameter<String> SOURCE =
      Parameter.inPath("source", "Name of a source with `connector: http-telemetry`.");

  private static final Set<String> LINES =
      Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");
  private static final Set<String> ARRAY = Set.of("application/json", "application/geo+json");
  private static final int KEY_LETTERS_MAX = 200;

  /** What became of the events. */
  public record TelemetryReceipt(
      @Description("Events that are in the log.") int accepted,
      @Description("Events that are no JSON objects; they are among the dead letters.") int refused,
      @Description("Of the first ten refused.") List<RefusedEvent> causes,
      @Description("Whether they had been sent before, and nothing was written again.")
          boolean repeated) {}

  /** An event that was refused. */
  public record RefusedEvent(
      @Description("Where it begins in the body, from 1.") int line, String cause) {}

  private final Telemetry telemetry;

  public TelemetryEndpoint(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.POST,
            "/api/telemetry/{source}",
            "sendTelemetry",
            "Takes events, each a JSON object, into the table `<source>.http.message`.",
            new Route.Answer.Json(202, TelemetryReceipt.class))
        .saying(
            "The body is `application/x-ndjson`, one event a line, or `application/json`, an array"
                + " or one event; up to 16 MB, unpacked, and perhaps with `Content-Encoding: gzip`."
                + " It is answered when the events are durable. With a header `Idempotency-Key` the"
                + " same events may be sent again for a day and are written once; the answer is then"
                + " that of the first time. What is no JSON object becomes a dead letter while the"
                + " rest is taken; a body without any event is refused with 400 and the line."
                + " 429 with `Retry-After` says that events come faster than they can be written,"
                + " 413 that the body is too large, 404 that there is no such source. A source's own"
                + " tokens (its option `tokens`) open this and nothing else.")
        .with(SOURCE)
        .costing(Route.Effort.INTAKE)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.RESOURCES_EXHAUSTED, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    return new Reply.Json(
        202, telemetry.take(request.value(SOURCE), form(request), request.bytes(), key(request)));
  }

  private static Telemetry.Form form(Request request) {
    String type =
        request.header("Content-Type").replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (LINES.contains(type)) {
      return Telemetry.Form.LINES;
    }
    if (ARRAY.contains(type)) {
      return Telemetry.Form.ARRAY;
    }
    throw new MillraceException(
        ErrorCode.REQUEST_INVALID,
        "Cannot read events of type: " + (type.isEmpty() ? "none given" : type) + ".",
        "Send `Content-Type: application/x-ndjson` for one event a line, or application/json for an"
            + " array.");
  }

  private static Optional<String> key(Request request) {
    String key = request.header("Idempotency-Key");
    if (key.length() > KEY_LETTERS_MAX) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot use an Idempotency-Key of " + key.length() + " characters.",
          "Give one of at most " + KEY_LETTERS_MAX + ", a UUID for instance.");
    }
    return Optional.of(key).filter(given -> !given.isEmpty());
  }
}
