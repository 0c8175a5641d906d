package dev.millrace.app.cli;

import dev.millrace.app.config.Project;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs a project. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Run a project: capture its sources, map, keep and show them. Ctrl-C stops it in order.",
      "Started again, it goes on where it was."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin private StartOptions options;

  @Parameters(paramLabel = "<project>", description = "Folder that holds millrace.yaml.")
  private Path folder;

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(options.headless());
    Project project = Project.read(folder, System.getenv());
    Path data = options.data(folder.resolve("data"));
    DataOption.logTo(data);
    return new Session(console, options).run(project, data, Optional.empty());
  }
}
