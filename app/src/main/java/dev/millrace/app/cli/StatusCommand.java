package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.server.endpoint.StatusEndpoint.SnapshotProgress;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how a running Millrace is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Show the address of a running Millrace, its parts, sources, mappings and errors.")
public final class StatusCommand implements Runnable {
  private static final String NONE = "–";
  private static final List<String> SOURCE_HEADINGS =
      List.of(
          "SOURCE",
          "CONNECTOR",
          "STATE",
          "TABLES",
          "ROWS",
          "CHANGES/S",
          "LAG MS",
          "BEHIND",
          "LOG KEPT");

  @Mixin private DataOption data;

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Override
  public void run() {
    RunningServer server = data.server();
    JsonNode status = server.fetch("/api/status");
    PrintStream out = System.out;
    if (json) {
      out.println(status.toPrettyString());
      return;
    }
    out.println("Millrace " + status.path("version").asText() + " is " + text(status, "state"));
    out.println("Address   " + server.address());
    JsonNode freshness = status.path("freshness");
    out.printf(
        "Freshness %s ms now, p50 %s ms, p99 %s ms; %.1f changes/s; %d MB resident%n%n",
        number(freshness, "now_ms"),
        number(freshness, "p50_ms"),
        number(freshness, "p99_ms"),
        status.path("changes_per_second").asDouble(),
        status.path("memory").path("resident_bytes").asLong() / 1_000_000);
    TextTable parts = new TextTable(List.of("PART", "STATE", "DETAIL"));
    status
        .path("parts")
        .forEach(p -> parts.add(List.of(text(p, "name"), text(p, "state"), text(p, "detail"))));
    parts.print(out);
    out.println();
    TextTable sources = new TextTable(SOURCE_HEADINGS);
    status.path("sources").forEach(source -> sources.add(sourceRow(source)));
    sources.print(out);
    status.path("sources").forEach(source -> printReading(source, out));
    out.println();
    TextTable mappings = new TextTable(List.of("MAPPING", "STATE"));
    status.path("mappings").forEach(m -> mappings.add(List.of(text(m, "name"), text(m, "state"))));
    mappings.print(out);
    printExpectations(server.fetch("/api/expectations").path("expectations"), out);
    for (String kind : List.of("parts", "sources", "mappings")) {
      status.path(kind).forEach(one -> printError(one, out));
    }
    status.path("sources").forEach(source -> printWarning(source, out));
  }

  /** Those that are met are but counted. */
  private static void printExpectations(JsonNode all, PrintStream out) {
    TextTable others = new TextTable(List.of("EXPECTATION", "STATE", "ROWS", "PLACE"));
    int met = 0;
    for (JsonNode one : all) {
      if (text(one, "state").equals("met")) {
        met++;
      } else {
        others.add(
            List.of(
                text(one, "text"),
                text(one, "state"),
                number(one, "violations"),
                text(one, "file") + ":" + number(one, "line")));
      }
    }
    if (!all.isEmpty()) {
      out.printf("%n%d of %d expectations are met%s.%n", met, all.size(), heldBack(all));
    }
    if (met < all.size()) {
      others.print(out);
    }
  }

  private static String heldBack(JsonNode all) {
    long rows = 0;
    boolean any = false;
    for (JsonNode one : all) {
      any |= one.path("held_back").isNumber();
      rows += one.path("held_back").asLong();
    }
    return any ? "; %d violations held back".formatted(rows) : "";
  }

  private static List<String> sourceRow(JsonNode source) {
    JsonNode lag = source.path("capture_lag");
    return List.of(
        text(source, "name"),
        text(source, "connector"),
        text(source, "state"),
        number(source, "tables"),
        number(source, "rows"),
        String.format("%.1f", source.path("changes_per_second").asDouble()),
        number(source, "lag_ms"),
        lag.isObject()
            ? SourceText.behind(lag.path("seconds").asDouble(), lag.path("bytes").asLong())
            : NONE,
        lag.isObject() ? SourceText.bytes(lag.path("retained_log_bytes").asLong()) : NONE);
  }

  private static void printReading(JsonNode source, PrintStream out) {
    JsonNode snapshot = source.path("snapshot");
    if (snapshot.isObject()) {
      out.printf(
          "%s is being read: %s%n",
          text(source, "name"),
          SourceText.reading(
              new SnapshotProgress(
                  snapshot.path("tables").asInt(),
                  snapshot.path("tables_done").asInt(),
                  snapshot.path("rows").asLong(),
                  optional(snapshot.path("rows_total")),
                  snapshot.path("percent").isNumber()
                      ? OptionalInt.of(snapshot.path("percent").asInt())
                      : OptionalInt.empty(),
                  optional(snapshot.path("seconds_left")))));
    }
  }

  private static OptionalLong optional(JsonNode number) {
    return number.isNumber() ? OptionalLong.of(number.asLong()) : OptionalLong.empty();
  }

  private static void printWarning(JsonNode source, PrintStream out) {
    String warning = source.path("capture_lag").path("warning").asText("");
    if (!warning.isEmpty()) {
      out.printf("%n%s: warning: %s%n", text(source, "name"), warning);
    }
  }

  private static void printError(JsonNode one, PrintStream out) {
    JsonNode error = one.path("error");
    if (error.isObject()) {
      String place = text(error, "source_file");
      String line = error.path("line").asInt() > 0 ? ":" + number(error, "line") : "";
      String column = error.path("column").asInt() > 0 ? ":" + number(error, "column") : "";
      out.printf(
          "%n%s: %s%s %s [%s]%n",
          text(one, "name"),
          place.isEmpty() ? "" : place + line + column + ": ",
          text(error, "message"),
          text(error, "remedy"),
          text(error, "code"));
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }

  private static String number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? Long.toString(Math.round(value.asDouble())) : NONE;
  }
}
