package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
    JsonNode verify = server.fetch("/api/verify");
    while (!verify.path("state").asText().equals("done")) {
      JsonNode progress = verify.path("progress");
      if (!json && !quiet) {
        System.err.printf(
            "\rComparing: %d of %d tables ",
            progress.path("done").asInt(), progress.path("total").asInt());
      }
      TimeUnit.MILLISECONDS.sleep(300);
      verify = server.fetch("/api/verify");
    }
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
