package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares sources, live store and lake. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compare each captured table of each source with the live store and the lake: row count and"
          + " checksum at a common position.",
      "Exit status 1 when any differs."
    })
public final class VerifyCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() throws InterruptedException {
    RunningServer server = data.server();
    server.post("/api/verify", Map.of());
    JsonNode verify =
        server.awaitDone(
            "/api/verify", json || quiet ? Optional.empty() : Optional.of("Comparing"));
    boolean equal = verify.path("equal").asBoolean();
    if (json) {
      System.out.println(verify.toPrettyString());
    } else {
      print(verify, equal);
    }
    return equal ? 0 : 1;
  }

  private static void print(JsonNode verify, boolean equal) {
    TextTable table =
        new TextTable(
            List.of("TABLE", "SOURCE ROWS", "LIVE ROWS", "LAKE ROWS", "CHECKSUM", "RESULT"));
    for (JsonNode row : verify.path("tables")) {
      boolean same = row.path("equal").asBoolean();
      table.add(
          List.of(
              row.path("table").asText(),
              row.path("source_rows").asText("–"),
              row.path("live_rows").asText("–"),
              row.path("lake_rows").asText("–"),
              row.path("source_checksum").asText("–"),
              same ? "equal" : "DIFFERS: " + row.path("detail").asText("")));
    }
    table.print(System.out);
    System.out.println();
    System.out.println(
        equal
            ? "All " + verify.path("tables").size() + " tables are equal."
            : "Some tables differ. Run it again: a difference that stays is a fault.");
  }
}
