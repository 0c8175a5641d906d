package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the lake's files in order now. */
@Command(
    name = "upkeep",
    mixinStandardHelpOptions = true,
    description = {
      "Put the files of the lake in order now: merge small files, leave dead rows out, forget old"
          + " snapshots, delete what nothing refers to. The lake does all this by itself, too.",
      "Exit status 1 when it could not be done for one of them."
    })
public final class LakeUpkeepCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(
      paramLabel = "<table>",
      description = "Names as `millrace lake` shows them; all tables if none is given.")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() throws InterruptedException {
    RunningServer server = data.server();
    server.post("/api/lake/upkeep", tables.isEmpty() ? Map.of() : Map.of("tables", tables));
    JsonNode upkeep =
        server.awaitDone(
            "/api/lake/upkeep", json || quiet ? Optional.empty() : Optional.of("Putting in order"));
    if (json) {
      System.out.println(upkeep.toPrettyString());
    } else {
      print(upkeep);
    }
    boolean failed =
        upkeep.path("tables").findValues("error").stream().anyMatch(JsonNode::isObject);
    return failed ? 1 : 0;
  }

  private static void print(JsonNode upkeep) {
    TextTable table = new TextTable(List.of("TABLE", "SECONDS", "DONE"));
    for (JsonNode one : upkeep.path("tables")) {
      JsonNode error = one.path("error");
      JsonNode done = one.path("done");
      table.add(
          List.of(
              one.path("name").asText(),
              done.isObject()
                  ? String.format(Locale.ROOT, "%.1f", done.path("seconds").asDouble())
                  : "",
              done.isObject() ? done(done) : "FAILED: " + error.path("message").asText()));
    }
    table.print(System.out);
  }

  /** What was done, in words: 8 files rewritten, 2 snapshots forgotten. */
  static String done(JsonNode upkeep) {
    List<String> parts = new ArrayList<>();
    add(parts, upkeep.path("files_rewritten").asLong(), "file", "rewritten");
    add(parts, upkeep.path("dead_rows_left_out").asLong(), "dead row", "left out");
    add(parts, upkeep.path("snapshots_forgotten").asLong(), "snapshot", "forgotten");
    add(parts, upkeep.path("files_deleted").asLong(), "file", "deleted");
    return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String noun, String verb) {
    if (count > 0) {
      parts.add(
          String.format(Locale.ROOT, "%,d %s%s %s", count, noun, count == 1 ? "" : "s", verb));
    }
  }
}
