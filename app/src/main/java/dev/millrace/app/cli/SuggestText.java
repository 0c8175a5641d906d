package dev.millrace.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.app.workbench.SourceMapping;
import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.suggest.Draft;
import dev.millrace.suggest.Proposal;
import dev.millrace.suggest.Proposal.ColumnMatch;
import dev.millrace.suggest.Proposal.Doubt;
import dev.millrace.suggest.Proposal.TableMatch;
import dev.millrace.suggest.Suggester;
import java.nio.file.Path;
import java.util.List;

/** What `millrace suggest` says. */
final class SuggestText {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int LEFT_SHOWN = 30;

  private SuggestText() {}

  static void print(SourceMapping found) {
    found.pack().ifPresent(SuggestText::print);
    found.proposed().ifPresent(SuggestText::print);
  }

  private static void print(RecognisedPack pack) {
    System.out.printf(
        "These are the tables of %s %s: version %d of the pack %s maps %d tables of the model from"
            + " %d of the source.%n",
        pack.title(),
        pack.variant(),
        pack.version(),
        pack.name(),
        pack.fills().size(),
        pack.reads().size());
    if (!pack.leftOut().isEmpty()) {
      System.out.println("\nLeft out, since the source has not what it is made of:");
      pack.leftOut().forEach(one -> System.out.println("  " + one));
    }
    System.out.println(
        "\nGive --beyond-pack to have the other tables' mapping proposed too, or --no-pack to have"
            + " all proposed.");
  }

  private static void print(Suggester.Result found) {
    Proposal proposal = found.proposal();
    found.problems().forEach(problem -> System.err.println("! " + problem));
    if (proposal.tables().isEmpty()) {
      System.out.println(
          "No table of the source is likely to be one of the model. Write the mapping by hand:"
              + " docs/mapping.md shows how.");
    } else {
      TextTable table =
          new TextTable(List.of("MODEL", "SOURCE", "SURE", "COLUMNS", "NOT USED", "WHY"));
      for (TableMatch match : proposal.tables()) {
        table.add(
            List.of(
                match.target(),
                match.source().name().schema() + "." + match.source().name().table(),
                percent(match.confidence()),
                Long.toString(match.columns().stream().map(ColumnMatch::target).distinct().count()),
                Integer.toString(match.unmapped().size()),
                match.reason()));
      }
      table.print(System.out);
    }
    if (!proposal.doubts().isEmpty()) {
      System.out.println("\nLeft out, and perhaps wrongly:");
      for (Doubt doubt : proposal.doubts()) {
        System.out.printf(
            "  %s = %s, %s: %s%n",
            doubt.target(), doubt.source(), percent(doubt.confidence()), doubt.reason());
      }
    }
    if (!proposal.left().isEmpty()) {
      List<String> names =
          proposal.left().stream().map(table -> table.name().table()).limit(LEFT_SHOWN).toList();
      int more = proposal.left().size() - names.size();
      System.out.printf(
          "%nNot used: %s%s%n", String.join(", ", names), more > 0 ? " and " + more + " more" : "");
    }
  }

  static void printFiles(Path folder, List<Draft> files, boolean dryRun) {
    System.out.println();
    for (Draft file : files) {
      System.out.printf(
          "%s %s%n", dryRun ? "Would write" : "Wrote", folder.resolve(file.name() + ".sql"));
    }
  }

  private static String percent(double confidence) {
    return (int) Math.floor(100 * confidence) + " %";
  }

  static String json(SourceMapping found) {
    ObjectNode all = JSON.createObjectNode();
    found
        .pack()
        .ifPresent(
            pack -> {
              ObjectNode one = all.putObject("pack");
              one.put("name", pack.name()).put("erp", pack.title()).put("release", pack.variant());
              one.put("version", pack.version());
              pack.fills().stream().sorted().forEach(one.putArray("maps")::add);
              pack.leftOut().forEach(one.putArray("left_out")::add);
            });
    found.proposed().ifPresent(proposed -> proposal(all, proposed));
    ObjectNode files = all.putObject("files");
    found.files().forEach(file -> files.put(file.name() + ".sql", file.sql()));
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON.", e);
    }
  }

  private static void proposal(ObjectNode all, Suggester.Result found) {
    ArrayNode tables = all.putArray("tables");
    for (TableMatch match : found.proposal().tables()) {
      ObjectNode table = tables.addObject();
      table.put("model", match.target());
      table.put("source", match.source().name().toString());
      table.put("rows_estimated", match.source().rows());
      table.put("confidence", match.confidence());
      table.put("reason", match.reason());
      ArrayNode columns = table.putArray("columns");
      for (ColumnMatch column : match.columns()) {
        columns
            .addObject()
            .put("model", column.target())
            .put("table", column.source().toString())
            .put("column", column.column())
            .put("confidence", column.confidence())
            .put("reason", column.reason());
      }
      doubts(table.putArray("perhaps"), match.doubts());
      match.unmapped().forEach(table.putArray("not_used")::add);
    }
    doubts(all.putArray("perhaps"), found.proposal().doubts());
    ArrayNode left = all.putArray("not_used");
    found.proposal().left().forEach(table -> left.add(table.name().toString()));
    ArrayNode problems = all.putArray("problems");
    found.problems().forEach(problem -> problems.add(problem.toString()));
  }

  private static void doubts(ArrayNode list, List<Doubt> doubts) {
    for (Doubt doubt : doubts) {
      list.addObject()
          .put("model", doubt.target())
          .put("source", doubt.source())
          .put("confidence", doubt.confidence())
          .put("reason", doubt.reason());
    }
  }
}
