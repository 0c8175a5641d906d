package dev.millrace.app.config;

import dev.millrace.api.Option;
import dev.millrace.server.ServerOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms that options' values take as text. */
final class OptionValues {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private OptionValues() {}

  /** What is wrong with a value; empty when nothing is. */
  static Optional<String> fault(Option option, String value) {
    return switch (option.type()) {
      case TEXT, LIST -> Optional.empty();
      case INTEGER ->
          value.matches("-?\\d{1,9}")
              ? Optional.empty()
              : Optional.of("Write a whole number, for example 10.");
      case PORT ->
          value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535
              ? Optional.empty()
              : Optional.of("Write a port from 0 to 65535.");
      case BOOLEAN ->
          value.equals("true") || value.equals("false")
              ? Optional.empty()
              : Optional.of("Write true or false.");
      case TOKENS ->
          list(value).stream().allMatch(ServerOptions::isToken)
              ? Optional.empty()
              : Optional.of(
                  "Each needs 22 or more letters, digits, - and _: `openssl rand -hex 24` makes"
                      + " one.");
      case DURATION ->
          DURATION.matcher(value).matches()
              ? Optional.empty()
              : Optional.of("Write a number and a unit: 500ms, 10s, 5m or 1h.");
    };
  }

  static List<String> list(String value) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .toList();
  }

  static Duration duration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Cannot read duration: " + value + ".");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
