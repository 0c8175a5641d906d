package dev.millrace.app.cli;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TablePatterns;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.app.config.Project;
import dev.millrace.app.workbench.PackUse;
import dev.millrace.app.workbench.SourceMapping;
import dev.millrace.app.workbench.Workbench;
import dev.millrace.suggest.Draft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proposes a mapping for a source nobody has mapped yet. */
@Command(
    name = "suggest",
    mixinStandardHelpOptions = true,
    description = {
      "Propose a mapping of a source into the model: look at its tables, keys and some of its rows,"
          + " and write mappings/<source>/*.sql to read and correct.",
      "A source whose tables are those of a known ERP gets that ERP's ready mapping, a pack; all"
          + " others get a proposal, of which each match has a confidence and a reason.",
      "It captures nothing and changes nothing in the source; the right to read its tables is"
          + " enough. docs/mapping.md and docs/packs.md say more."
    },
    footer = {
      "",
      "Examples: millrace suggest erp --project my-project",
      "          millrace suggest erp --project my-project --dry-run --table 'sales*'"
    })
public final class SuggestCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "<source>",
      description = "Name of the source: that of its file in sources/, without .yaml.")
  private String name;

  @Option(
      names = "--project",
      paramLabel = "<folder>",
      defaultValue = ".",
      description = "Folder that holds millrace.yaml. Default: the current one.")
  private Path folder;

  @Option(
      names = "--table",
      split = ",",
      paramLabel = "<pattern>",
      description =
          "Map only these tables of the source, as table or schema.table, with * for any characters"
              + " and with ! in front those to leave out. The others may still be joined.")
  private List<String> patterns = new ArrayList<>();

  @Option(
      names = "--no-pack",
      description = "Propose a mapping even where a pack is ready for the source's tables.")
  private boolean noPack;

  @Option(
      names = "--beyond-pack",
      description =
          "Where a pack is ready, propose a mapping of what it leaves out too, in files whose names"
              + " begin with proposed-.")
  private boolean beyondPack;

  @Option(names = "--dry-run", description = "Write no file; only show what was found.")
  private boolean dryRun;

  @Option(names = "--force", description = "Write over files that are there.")
  private boolean force;

  @Option(names = "--json", description = "Print what was found as JSON, the files' text included.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    Project project = Project.read(folder, System.getenv());
    Path target = folder.resolve("mappings").resolve(name);
    SourceMapping found = look(project);
    if (!dryRun) {
      refuseToOverwrite(target, found.files());
      write(target, found.files());
    }
    if (json) {
      System.out.println(SuggestText.json(found));
      return 0;
    }
    SuggestText.print(found);
    if (found.files().isEmpty()) {
      return 1;
    }
    SuggestText.printFiles(target, found.files(), dryRun);
    if (!dryRun) {
      System.out.printf(
          "%nNext: read the files, correct them, then%n"
              + "  millrace preview %2$s/%3$s --project %1$s%n"
              + "  millrace check %1$s --connect%n  millrace up %1$s%n",
          folder, name, found.files().get(0).name());
    }
    return 0;
  }

  private SourceMapping look(Project project) {
    TablePatterns wanted = TablePatterns.of(patterns, "*");
    Predicate<SourceTable> asked =
        table -> wanted.matches(table.name().schema(), table.name().table());
    PackUse packs = noPack ? PackUse.REFUSED : beyondPack ? PackUse.AND_BEYOND : PackUse.ALONE;
    try (ProgressLine progress = new ProgressLine(quiet || json)) {
      return new Workbench(project).suggest(name, asked, packs, progress::at);
    }
  }

  private void refuseToOverwrite(Path target, List<Draft> files) {
    List<String> there =
        files.stream()
            .map(file -> target.resolve(file.name() + ".sql"))
            .filter(Files::exists)
            .map(Path::toString)
            .toList();
    if (!force && !there.isEmpty()) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot write " + String.join(", ", there) + ": there already.",
          "Give --dry-run to look only, or --force to lose what the files say now.");
    }
  }

  private static void write(Path target, List<Draft> files) {
    try {
      Files.createDirectories(target);
      for (Draft file : files) {
        Files.writeString(target.resolve(file.name() + ".sql"), file.sql());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to folder: " + target, e);
    }
  }
}
