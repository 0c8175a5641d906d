package dev.millrace.api;

import java.util.List;
import java.util.Map;

/**
 * A source as configured, with references resolved and defaults filled in.
 *
 * @param name of the source
 * @param connector its kind
 * @param values by option name; a list's values are joined by commas
 */
public record SourceConfig(String name, String connector, Map<String, String> values) {

  public SourceConfig {
    values = Map.copyOf(values);
  }

  /** The value of an option, or the empty text when it has none. */
  public String text(String option) {
    return values.getOrDefault(option, "");
  }

  public int integer(String option) {
    return Integer.parseInt(text(option));
  }

  /** The number of an option that may be left out. */
  public long number(String option, long otherwise) {
    return text(option).isEmpty() ? otherwise : Long.parseLong(text(option));
  }

  public List<String> list(String option) {
    String text = text(option);
    return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
  }

  /** Never shows values: some are secret. */
  @Override
  public String toString() {
    return "source " + name + " (" + connector + ")";
  }
}
