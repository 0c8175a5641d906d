package dev.millrace.app.cli;

import dev.millrace.app.config.Project;
import dev.millrace.demo.Demo;
import dev.millrace.demo.DemoOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs the demo's project with the demo's databases and their business. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run demo/project on two real ERPs: PostgreSQL and MariaDB with two years of seeded history and"
          + " business going on. Ctrl-C stops everything.",
      "It goes on where it was at the next start; --data another folder begins anew."
    })
public final class DemoCommand implements Callable<Integer> {
  @Mixin private StartOptions options;

  @Option(
      names = "--rate",
      converter = RateConverter.class,
      defaultValue = "60",
      description = "ERP transactions a minute, 0 to 2000. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Same seed, same data. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--plant-port",
      converter = PortConverter.class,
      defaultValue = "0",
      description = "Port of the plant ERP's PostgreSQL; 0 takes a free one.")
  private int plantPort;

  @Option(
      names = "--distribution-port",
      converter = PortConverter.class,
      defaultValue = "0",
      description = "Port of the distribution ERP's MariaDB; 0 takes a free one.")
  private int distributionPort;

  @Option(
      names = "--project",
      paramLabel = "<folder>",
      description = "Another project on the same two ERPs. Default: demo/project.")
  private Path folder;

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.of(options.headless());
    Path data = options.data(DataOption.standard("demo"));
    DataOption.logTo(data);
    DemoOptions demoOptions =
        DemoOptions.defaults()
            .seed(seed)
            .ratePerMinute(rate)
            .plantPort(plantPort)
            .distributionPort(distributionPort);
    console.say("Starting two ERPs (made on first use) …");
    try (Demo demo =
        Demo.start(data.toAbsolutePath().resolve("erps"), demoOptions, console::ready)) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.putAll(demo.environment());
      Project project = Project.read(projectFolder(), environment);
      return new Session(console, options).run(project, data, Optional.of(demo));
    }
  }

  private Path projectFolder() {
    return folder != null
        ? folder
        : Path.of(System.getenv().getOrDefault("MILLRACE_HOME", "."), "demo", "project");
  }

  /** Reads how many transactions a minute the demo makes. */
  static final class RateConverter implements ITypeConverter<Integer> {
    private static final int GREATEST = 2_000;

    @Override
    public Integer convert(String value) {
      if (value.matches("\\d{1,4}") && Integer.parseInt(value) <= GREATEST) {
        return Integer.valueOf(value);
      }
      throw new TypeConversionException(
          "Cannot make so many transactions a minute: " + value + ". Give 0 to " + GREATEST + ".");
    }
  }
}
