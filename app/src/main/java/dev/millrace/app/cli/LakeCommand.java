package dev.millrace.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what lies in the lake. */
@Command(
    name = "lake",
    mixinStandardHelpOptions = true,
    description =
        "Show the tables of the lake: their history and current state, last commit, last upkeep.",
    subcommands = LakeUpkeepCommand.class)
public final class LakeCommand implements Runnable {
  private static final String NONE = "–";
  private static final List<String> HEADINGS =
      List.of(
          "TABLE",
          "ROWS",
          "FILES",
          "SIZE",
          "DEAD %",
          "CHANGES",
          "FILES",
          "SIZE",
          "COMMITTED",
          "UPKEEP");

  @Mixin private DataOption data;

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Override
  public void run() {
    JsonNode lake = data.server().fetch("/api/lake");
    PrintStream out = System.out;
    if (json) {
      out.println(lake.toPrettyString());
      return;
    }
    Instant now = Instant.now();
    JsonNode tables = lake.path("tables");
    out.printf(
        "Lake in %s is %s: %d tables, %s of history%n",
        lake.path("warehouse").asText(),
        lake.path("state").asText(),
        tables.size(),
        SourceText.bytes(historyBytes(tables)));
    out.printf("Rows, files and size of the current state, then of the history%n%n");
    TextTable table = new TextTable(HEADINGS);
    tables.forEach(one -> table.add(row(one, now)));
    table.print(out);
    tables.forEach(one -> printLost(one, out));
    tables.forEach(one -> printError(one.path("name").asText(), one.path("error"), out));
    if (tables.findValues("error").stream().noneMatch(JsonNode::isObject)) {
      printError("lake", lake.path("error"), out);
    }
  }

  private static long historyBytes(JsonNode tables) {
    long bytes = 0;
    for (JsonNode table : tables) {
      bytes += table.path("history").path("bytes").asLong();
    }
    return bytes;
  }

  private static List<String> row(JsonNode table, Instant now) {
    JsonNode current = table.path("current");
    JsonNode history = table.path("history");
    JsonNode upkeep = table.path("last_upkeep");
    boolean events = !current.isObject();
    return List.of(
        table.path("name").asText(),
        events ? NONE : current.path("rows").asText(),
        events ? NONE : current.path("files").asText(),
        events ? NONE : SourceText.bytes(current.path("bytes").asLong()),
        events
            ? NONE
            : String.format(Locale.ROOT, "%.1f", 100 * current.path("dead_share").asDouble()),
        history.path("changes").asText(),
        history.path("files").asText(),
        SourceText.bytes(history.path("bytes").asLong()),
        ago(table.path("last_commit_at"), now),
        upkeep.isObject()
            ? ago(upkeep.path("at"), now) + ": " + LakeUpkeepCommand.done(upkeep)
            : NONE);
  }

  private static String ago(JsonNode time, Instant now) {
    return time.isTextual() ? SourceText.ago(Instant.parse(time.asText()), now) : NONE;
  }

  private static void printLost(JsonNode table, PrintStream out) {
    long lost = table.path("lost").asLong();
    if (lost > 0) {
      out.printf(
          "%n%s: %d changes are missing: the log had given them up before the lake read them.%n",
          table.path("name").asText(), lost);
    }
  }

  private static void printError(String name, JsonNode error, PrintStream out) {
    if (error.isObject()) {
      out.printf(
          "%n%s: %s %s [%s]%n",
          name,
          error.path("message").asText(),
          error.path("remedy").asText(),
          error.path("code").asText());
    }
  }
}
