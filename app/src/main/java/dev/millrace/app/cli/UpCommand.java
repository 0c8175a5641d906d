package dev.millrace.app.cli;

import dev.millrace.app.config.Project;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a project. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Run a project: capture its sources, map, keep and show them. Ctrl-C stops it in order.",
      "Started again, it goes on where it was. Mappings that were changed make",
      "their rows anew beside the old ones, which stay until all are there."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin private StartOptions options;

  @Parameters(paramLabel = "<project>", description = "Folder that holds millrace.yaml.")
  private Path folder;

  @Option(
      names = "--plan",
      description = {
        "Start nothing: say what becomes of each mapping,",
        "and roughly how long the changed ones will take."
      })
  private boolean plan;

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(options.headless());
    Project project = Project.read(folder, System.getenv());
    Path data = options.data(folder.resolve("data"));
    if (plan) {
      PlanText.print(project, data, System.out);
      return 0;
    }
    DataOption.logTo(data);
    return new Session(console, options).run(project, data, Optional.empty());
  }
}
