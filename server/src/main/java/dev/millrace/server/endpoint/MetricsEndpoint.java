package dev.millrace.server.endpoint;

import dev.millrace.server.endpoint.ExpectationsEndpoint.ExpectationFindings;
import dev.millrace.server.endpoint.ExpectationsEndpoint.Expectations;
import dev.millrace.server.endpoint.ExpectationsEndpoint.Verdict;
import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.MappingState;
import dev.millrace.server.endpoint.StatusEndpoint.Part;
import dev.millrace.server.endpoint.StatusEndpoint.PartState;
import dev.millrace.server.endpoint.StatusEndpoint.Source;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import dev.millrace.server.endpoint.StatusEndpoint.Status;
import dev.millrace.server.endpoint.StatusEndpoint.Tracking;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code GET /api/metrics}: the numbers of the status for a monitoring system. What is not known
 * has no line.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus' text
 *     format</a>
 */
public final class MetricsEndpoint implements Endpoint {
  private static final String FORM = "text/plain; version=0.0.4; charset=utf-8";
  private static final Set<SourceState> AT_WORK =
      EnumSet.of(SourceState.SNAPSHOT, SourceState.STREAMING);

  private final Platform platform;

  public MetricsEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.GET,
            "/api/metrics",
            "metrics",
            "The numbers of the status, as Prometheus and OpenTelemetry collectors read them.",
            new Route.Answer.Text(FORM))
        .saying("All are gauges. What a connector does not tell has no line.");
  }

  @Override
  public Reply handle(Request request) {
    return new Reply.Text(FORM, text(platform.status(), platform.expectations()));
  }

  private static String text(Status status, Expectations expectations) {
    Gauges gauges = new Gauges();
    gauges.add(
        "millrace_info", "Which version runs: always 1.", Map.of("version", status.version()), 1);
    gauges.add(
        "millrace_heap_bytes", "Heap in use.", Map.of(), (double) status.memory().heapBytes());
    gauges.add(
        "millrace_resident_bytes",
        "Memory of the process.",
        Map.of(),
        (double) status.memory().residentBytes());
    gauges.add(
        "millrace_changes_per_second",
        "Changes captured of all sources.",
        Map.of(),
        status.changesPerSecond());
    freshness(gauges, "0.5", status.freshness().p50Ms());
    freshness(gauges, "0.99", status.freshness().p99Ms());
    for (Part part : status.parts()) {
      gauges.add(
          "millrace_part_running",
          "1 when a part of the process runs, else 0.",
          Map.of("part", part.name()),
          part.state() == PartState.RUNNING ? 1 : 0);
    }
    for (MappingState mapping : status.mappings()) {
      gauges.add(
          "millrace_mapping_running",
          "1 when a mapping runs, else 0.",
          Map.of("mapping", mapping.name()),
          mapping.state() == PartState.RUNNING ? 1 : 0);
    }
    status.sources().forEach(source -> add(gauges, source));
    status.tracking().ifPresent(tracking -> add(gauges, tracking));
    expectations.expectations().forEach(expectation -> add(gauges, expectation));
    return gauges.text();
  }

  private static void add(Gauges gauges, Tracking tracking) {
    gauges.add(
        "millrace_positions_sensors",
        "Sensors that have reported where they are.",
        Map.of(),
        tracking.sensors());
    gauges.add(
        "millrace_positions_readings",
        "Readings with a position since the start.",
        Map.of(),
        (double) tracking.readings());
    gauges.add(
        "millrace_positions_refused",
        "Readings since the start that tell of no sensor, place and time.",
        Map.of(),
        (double) tracking.refused());
  }

  private static void freshness(Gauges gauges, String quantile, OptionalLong millis) {
    if (millis.isPresent()) {
      gauges.add(
          "millrace_freshness_seconds",
          "From a commit in a source to its visibility in the live store, in the last minute.",
          Map.of("quantile", quantile),
          millis.getAsLong() / 1_000.0);
    }
  }

  private static void add(Gauges gauges, ExpectationFindings expectation) {
    Map<String, String> labels =
        new TreeMap<>(
            Map.of(
                "expectation",
                expectation.text(),
                "place",
                expectation.file() + ":" + expectation.line()));
    if (expectation.state() == Verdict.MET || expectation.state() == Verdict.VIOLATED) {
      gauges.add(
          "millrace_expectation_violations",
          "Rows that are not as expected.",
          labels,
          (double) expectation.violations());
    }
    if (expectation.heldBack().isPresent()) {
      gauges.add(
          "millrace_expectation_held_back",
          "Rows that do not come into the model because they are not as expected.",
          labels,
          (double) expectation.heldBack().getAsLong());
    }
  }

  private static void add(Gauges gauges, Source source) {
    Map<String, String> labels =
        new TreeMap<>(Map.of("source", source.name(), "connector", source.connector()));
    gauges.add(
        "millrace_source_running",
        "1 when a source is read, its rows or its changes, else 0.",
        labels,
        AT_WORK.contains(source.state()) ? 1 : 0);
    gauges.add(
        "millrace_source_rows", "Rows alive in a source's tables.", labels, (double) source.rows());
    gauges.add(
        "millrace_source_changes_per_second",
        "Changes captured of a source.",
        labels,
        source.changesPerSecond());
    if (source.captureLag().isPresent()) {
      CaptureLag lag = source.captureLag().get();
      gauges.add(
          "millrace_source_lag_seconds",
          "Since when the capture has not had all that had happened.",
          labels,
          lag.seconds());
      gauges.add(
          "millrace_source_lag_bytes",
          "Bytes of the source's log that are not captured yet.",
          labels,
          (double) lag.bytes());
      gauges.add(
          "millrace_source_retained_log_bytes",
          "Bytes of its log that the source keeps for the capture.",
          labels,
          (double) lag.retainedLogBytes());
    }
    if (source.snapshot().isPresent()) {
      gauges.add(
          "millrace_source_snapshot_rows",
          "Rows read so far, while a source's rows are being read.",
          labels,
          (double) source.snapshot().get().rows());
    }
  }

  /** Gathers the lines of each gauge, which must stand together. */
  private static final class Gauges {
    private final Map<String, StringBuilder> gauges = new TreeMap<>();

    void add(String name, String help, Map<String, String> labels, double value) {
      StringBuilder lines =
          gauges.computeIfAbsent(
              name,
              fresh ->
                  new StringBuilder("# HELP %1$s %2$s\n# TYPE %1$s gauge\n".formatted(name, help)));
      lines.append(name);
      String between = "{";
      for (Map.Entry<String, String> label : labels.entrySet()) {
        lines.append(between).append(label.getKey()).append("=\"");
        lines.append(escaped(label.getValue())).append('"');
        between = ",";
      }
      lines.append(labels.isEmpty() ? "" : "}").append(' ').append(number(value)).append('\n');
    }

    private static String escaped(String value) {
      return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    String text() {
      return String.join("", gauges.values());
    }
  }
}
