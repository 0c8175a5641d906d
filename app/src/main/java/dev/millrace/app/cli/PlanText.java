package dev.millrace.app.cli;

import dev.millrace.app.config.Project;
import dev.millrace.app.quality.ExpectationFiles;
import dev.millrace.app.runtime.Millrace;
import dev.millrace.flow.FlowPlan;
import dev.millrace.flow.MappingFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells what becomes of a project's mappings when it is run. */
final class PlanText {
  private PlanText() {}

  static void print(Project project, Path data, PrintStream out) {
    List<MappingFile> mappings = new ArrayList<>();
    project
        .mappings()
        .forEach((name, file) -> mappings.add(MappingFile.read(name, file, file.toString())));
    TextTable table = new TextTable(List.of("Mapping", "What happens", "Records", "About"));
    for (FlowPlan.Step step :
        FlowPlan.of(
            data.resolve(Millrace.FLOW_FOLDER),
            mappings,
            project.model().schemas(),
            ExpectationFiles.of(project).holdBacks())) {
      boolean replayed = step.outcome() == FlowPlan.Outcome.REPLAYED;
      table.add(
          List.of(
              step.mapping(),
              words(step.outcome()),
              replayed && step.records().isPresent()
                  ? String.format(Locale.ROOT, "%,d", step.records().getAsLong())
                  : "",
              step.time().map(time -> time.toSeconds() + " s").orElse("")));
    }
    if (mappings.isEmpty()) {
      out.println("The project has no mapping: `millrace suggest <source>` proposes one.");
      return;
    }
    table.print(out);
    out.println();
    out.println(
        "Rows that are replayed are made beside the old ones, which stay until all are there.");
    out.println("Whether a table has changed shows only when its mapping runs.");
  }

  private static String words(FlowPlan.Outcome outcome) {
    return switch (outcome) {
      case SAME -> "goes on where it was";
      case NEW -> "new: reads its tables from the beginning";
      case REPLAYED -> "changed: its rows are replayed";
      case CONTINUED -> "changed: goes on where it was, its events stay";
      case GONE -> "gone: does not run, its rows stay";
    };
  }
}
