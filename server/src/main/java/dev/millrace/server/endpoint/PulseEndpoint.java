package dev.millrace.server.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code GET /api/pulse}: the figures of this moment, every second. */
public final class PulseEndpoint implements Endpoint {

  /** The figures of a moment. */
  public record Pulse(
      Instant at,
      StatusEndpoint.Freshness freshness,
      double changesPerSecond,
      @Description("Changes since the start.") long changesTotal,
      @Description("Another number when there are other tables or columns.") int catalog,
      List<SourcePulse> sources) {}

  /** How a source is at a moment. */
  public record SourcePulse(
      String name,
      StatusEndpoint.SourceState state,
      OptionalLong lagMs,
      @Description("As in the status of the source's capture lag.") Optional<String> warning) {}

  private final Beat beat;

  public PulseEndpoint(Beat beat) {
    this.beat = beat;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.GET,
            "/api/pulse",
            "pulse",
            "The figures of this moment, at once and then every second.",
            new Route.Answer.Events(Map.of("pulse", Pulse.class)))
        .saying("A client that reads too slowly misses beats; it never gets old ones.");
  }

  @Override
  public Reply handle(Request request) {
    return new Reply.Events(beat::listen);
  }
}
