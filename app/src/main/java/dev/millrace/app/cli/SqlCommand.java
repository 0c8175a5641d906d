package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the live store. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Ask the live store of a running Millrace; reads only.",
    footer = {
      "",
      "Example: millrace sql \"SELECT status, count(*) FROM model.sales_order GROUP BY 1\""
    })
public final class SqlCommand implements Runnable {
  /** How an answer is printed. */
  enum Format {
    TABLE,
    JSON,
    CSV,
    ARROW
  }

  @Mixin private DataOption data;

  @Parameters(paramLabel = "<query>", description = "One SELECT in DuckDB's SQL.")
  private String query;

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      description = "One of: ${COMPLETION-CANDIDATES} (any case). Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "Most rows to show. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public void run() {
    RunningServer server = data.server();
    if (format == Format.TABLE) {
      print(server.post("/api/sql", Map.of("sql", query, "limit", limit)));
      return;
    }
    String form = format.name().toLowerCase(java.util.Locale.ROOT);
    try (InputStream answer =
        server.stream("/api/sql", Map.of("sql", query, "limit", limit, "format", form))) {
      answer.transferTo(System.out);
      System.out.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot read the answer.", e);
    }
  }

  private static void print(JsonNode answer) {
    List<String> headings = new ArrayList<>();
    answer.path("columns").forEach(column -> headings.add(column.path("name").asText()));
    TextTable table = new TextTable(headings);
    for (JsonNode row : answer.path("rows")) {
      List<String> cells = new ArrayList<>();
      row.forEach(cell -> cells.add(cell.isNull() ? "NULL" : cell.asText(cell.toString())));
      table.add(cells);
    }
    table.print(System.out);
    System.out.printf(
        "%d rows in %d ms%s%n",
        answer.path("row_count").asInt(),
        answer.path("elapsed_ms").asInt(),
        answer.path("truncated").asBoolean() ? " (there are more: raise --limit)" : "");
  }
}
