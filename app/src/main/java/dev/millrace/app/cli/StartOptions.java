package dev.millrace.app.cli;

import dev.millrace.app.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What `up` and `demo` share. */
final class StartOptions {
  @Option(
      names = "--data",
      paramLabel = "<folder>",
      description =
          "Where the state is kept. Default: that of MILLRACE_DATA, or data/ (demo: data/demo).")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      description = "Port of the web server; overrides server.port. 0 takes a free one.")
  private Integer port;

  @Option(
      names = "--for",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Stop by itself after this time, for example 60s, and print a summary.")
  private Duration time;

  @Option(names = "--headless", description = "Print plain lines only, for scripts and logs.")
  private boolean headless;

  Path data(Path standard) {
    return data == null ? standard : data;
  }

  Settings apply(Settings settings) {
    return port == null ? settings : settings.with(Settings.SERVER_PORT, Integer.toString(port));
  }

  Optional<Duration> time() {
    return Optional.ofNullable(time);
  }

  boolean headless() {
    return headless;
  }

  /** Reads 500ms, 60s, 5m or 1h. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Settings.parseDuration(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "Cannot read duration: "
                + value
                + ". Write a number and a unit: 500ms, 10s, 5m or 1h.");
      }
    }
  }
}
