package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows the newest rows of a table. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Print the rows of a table that changed last, then each new one. Ctrl-C ends.",
    footer = {"", "Example: millrace tail model.sales_order"})
public final class TailCommand implements Runnable {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "<table>", description = "For example model.item or plant.public.item.")
  private String table;

  @Option(
      names = "--rows",
      defaultValue = "10",
      description = "How many rows to begin with. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Override
  public void run() {
    RunningServer server = data.server();
    String quoted = quote(table);
    String sql =
        "SELECT * FROM " + quoted + " ORDER BY _commit_time DESC LIMIT " + Math.max(rows, 200);
    Map<String, Object> body = Map.of("queries", Map.of("tail", sql));
    try (BufferedReader events =
        new BufferedReader(
            new InputStreamReader(server.stream("/api/live", body), StandardCharsets.UTF_8))) {
      follow(events);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot follow table: " + table + ".", e);
    }
  }

  private void follow(BufferedReader events) throws IOException {
    String event = "";
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("event:")) {
        event = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        JsonNode message = RunningServer.JSON.readTree(line.substring("data:".length()).strip());
        show(event, message);
      }
    }
  }

  private void show(String event, JsonNode message) {
    switch (event) {
      case "rows" -> {
        List<JsonNode> first = new ArrayList<>();
        message.path("rows").forEach(first::add);
        for (int i = Math.min(rows, first.size()) - 1; i >= 0; i--) {
          System.out.println(first.get(i));
        }
      }
      case "diff" -> {
        List<JsonNode> fresh = new ArrayList<>();
        for (JsonNode op : message.path("ops")) {
          if (op.path(0).asText().equals("r")) {
            op.path(1).forEach(fresh::add);
          }
        }
        for (int i = fresh.size() - 1; i >= 0; i--) {
          System.out.println(fresh.get(i));
        }
      }
      case "error" ->
          throw new dev.millrace.api.MillraceException(
              dev.millrace.api.ErrorCode.SQL_INVALID,
              message.path("message").asText(),
              message.path("remedy").asText());
      default -> {
        // A ping only says that the connection lives.
      }
    }
  }

  private static String quote(String name) {
    StringBuilder quoted = new StringBuilder();
    for (String part : name.split("\\.", 3)) {
      quoted
          .append(quoted.isEmpty() ? "" : ".")
          .append('"')
          .append(part.replace("\"", "\"\""))
          .append('"');
    }
    return quoted.toString();
  }
}
