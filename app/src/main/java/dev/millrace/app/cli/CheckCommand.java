package dev.millrace.app.cli;

import dev.millrace.api.Problem;
import dev.millrace.app.config.Project;
import dev.millrace.app.quality.ExpectationFiles;
import dev.millrace.flow.HoldBack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks through a project. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Check a project folder without starting anything: files, keys, values, references, mappings,"
          + " expectations.",
      "All problems are told at once, with file and line. Exit status 1 when there are any."
    })
public final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "<project>", description = "Folder that holds millrace.yaml.")
  private Path folder;

  @Option(
      names = "--connect",
      description = "Also connect to each source and check its settings and rights.")
  private boolean connect;

  @Override
  public Integer call() {
    Project project = Project.read(folder, System.getenv());
    List<Problem> problems = new ArrayList<>(project.problems());
    problems.addAll(MappingCheck.problems(project));
    ExpectationFiles expectations = ExpectationFiles.of(project);
    problems.addAll(expectations.problems());
    problems.addAll(HoldBack.problems(expectations.holdBacks(), project.model().schemas()));
    if (connect) {
      for (Project.Source source : project.sources()) {
        problems.addAll(source.connector().check(source.config()));
      }
    }
    problems.forEach(problem -> System.err.println(problem));
    if (problems.isEmpty()) {
      System.out.printf(
          "%s is sound: %d sources, %d mappings, %d expectations.%n",
          folder,
          project.sources().size(),
          project.mappings().size(),
          expectations.expectations().size());
      return 0;
    }
    System.err.println(problems.size() == 1 ? "1 problem." : problems.size() + " problems.");
    return 1;
  }
}
