package dev.millrace.app.cli;

import dev.millrace.app.config.Project;
import dev.millrace.app.workbench.Workbench;
import dev.millrace.flow.PreviewReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a mapping on a sample of real rows. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description = {
      "Run a mapping on a sample of real rows before it goes live: how many rows it makes, which it"
          + " cannot make and why, what refers to nothing, which columns are left out, and the"
          + " first rows.",
      "It reads the source as `millrace suggest` does: it captures nothing, changes nothing and"
          + " needs no running Millrace. The exit status is 1 when rows are rejected or share a"
          + " key."
    },
    footer = {
      "",
      "Examples: millrace preview erp/items --project my-project",
      "          millrace preview my-project/mappings/erp/items.sql --project my-project --rows 500"
    })
public final class PreviewCommand implements Callable<Integer> {
  private static final String ENDING = ".sql";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "<mapping>",
      description = "Name of the mapping, such as erp/items, or its file.")
  private String mapping;

  @Option(
      names = "--project",
      paramLabel = "<folder>",
      defaultValue = ".",
      description = "Folder that holds millrace.yaml. Default: the current one.")
  private Path folder;

  @Option(
      names = "--rows",
      paramLabel = "<count>",
      description =
          "Rows to read of each table at most, from 1 to 20000: smaller tables are read whole, and"
              + " of others also the rows that the sample refers to. Default: 2000.")
  private int rows = Workbench.ROWS;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    if (rows < 1 || rows > Workbench.MOST_ROWS) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot read " + rows + " rows of a table. Give 1 to " + Workbench.MOST_ROWS + ".");
    }
    Workbench workbench = new Workbench(Project.read(folder, System.getenv()));
    PreviewReport report;
    try (ProgressLine progress = new ProgressLine(quiet || json)) {
      report =
          workbench.preview(
              workbench.mapping(name()), workbench.mappings().values(), rows, progress::at);
    }
    if (json) {
      System.out.println(PreviewText.json(report));
    } else {
      PreviewText.print(report);
    }
    return report.clean() ? 0 : 1;
  }

  /** The name of the mapping, also when its file was given. */
  private String name() {
    if (!mapping.endsWith(ENDING)) {
      return mapping;
    }
    Path mappings = folder.resolve("mappings").toAbsolutePath().normalize();
    Path file = Path.of(mapping).toAbsolutePath().normalize();
    String relative =
        file.startsWith(mappings)
            ? mappings.relativize(file).toString().replace('\\', '/')
            : mapping.replaceFirst("^(\\./)?mappings/", "");
    return relative.substring(0, relative.length() - ENDING.length());
  }
}
