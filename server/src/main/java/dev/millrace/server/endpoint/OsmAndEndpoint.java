package dev.millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code /api/telemetry/{source}/osmand}: takes a position from a device that speaks the OsmAnd
 * protocol, as Traccar's clients do.
 */
public final class OsmAndEndpoint implements Endpoint {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Opens the door; it is no part of the event. */
  private static final String TOKEN = "token";

  private final Telemetry telemetry;
  private final Route.Method method;

  private OsmAndEndpoint(Telemetry telemetry, Route.Method method) {
    this.telemetry = telemetry;
    this.method = method;
  }

  public static OsmAndEndpoint byGet(Telemetry telemetry) {
    return new OsmAndEndpoint(telemetry, Route.Method.GET);
  }

  public static OsmAndEndpoint byPost(Telemetry telemetry) {
    return new OsmAndEndpoint(telemetry, Route.Method.POST);
  }

  @Override
  public Route route() {
    return Route.of(
            method,
            "/api/telemetry/{source}/osmand",
            method == Route.Method.GET ? "osmandByGet" : "osmand",
            "Takes a position as the OsmAnd protocol has it (Traccar Client, OsmAnd, many trackers).",
            new Route.Answer.Json(200, TelemetryEndpoint.TelemetryReceipt.class))
        .saying(
            "The parameters, of the address or of a form, become one event of"
                + " `<source>.http.message`: a JSON object of texts. `id` or `deviceid` must be"
                + " given; usual are `lat`, `lon`, `timestamp`, `speed` (knots), `bearing`,"
                + " `altitude`, `accuracy`, `batt`. `token`, for devices that cannot send a header,"
                + " is one of the source's `tokens`.")
        .with(TelemetryEndpoint.SOURCE)
        .costing(Route.Effort.INTAKE)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.RESOURCES_EXHAUSTED, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    Map<String, String> event = new TreeMap<>(request.query());
    if (request.header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
      addForm(new String(request.bytes(), StandardCharsets.UTF_8), event);
    }
    event.remove(TOKEN);
    if (!event.containsKey("id") && !event.containsKey("deviceid")) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot take a position: parameter id is missing.",
          "Give the device's identifier as id or deviceid.");
    }
    return Reply.ok(
        telemetry.take(
            request.value(TelemetryEndpoint.SOURCE),
            Telemetry.Form.ARRAY,
            json(event),
            Optional.empty()));
  }

  private static void addForm(String form, Map<String, String> event) {
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        event.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot read a form: " + text + ".",
          "Write % as %25, and & within values as %26.",
          e);
    }
  }

  private static byte[] json(Map<String, String> event) {
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a map of texts as JSON.", e);
    }
  }
}
