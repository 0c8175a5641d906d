package dev.millrace.app.config;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file as a flat set of values: {@code server: {port: 1}} is {@code server.port}. Keeps
 * where each stands, so that all that is wrong can be said at once, with lines.
 */
final class YamlFile {
  /** A value and its place. */
  private record Entry(String value, Mark keyMark, Mark valueMark) {}

  private final String name;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Problem> problems;

  /**
   * @param name of the file, as problems show it
   * @param problems takes what is wrong
   */
  YamlFile(Path file, String name, List<Problem> problems) {
    this.name = name;
    this.problems = problems;
    try {
      Node root = parse(Files.readString(file, StandardCharsets.UTF_8));
      if (root instanceof MappingNode mapping) {
        flatten("", mapping);
      } else if (root != null) {
        add(
            root.getStartMark(),
            "Cannot read " + name + ": it is no mapping.",
            "Write `key: value` lines.");
      }
    } catch (MarkedYAMLException e) {
      add(
          e.getProblemMark(),
          "Cannot read YAML: " + e.getProblem() + ".",
          "Check indentation, colons and quotes near this line.");
    } catch (IOException e) {
      problems.add(
          Problem.of(
                  ErrorCode.CONFIGURATION_INVALID,
                  "Cannot read file: " + file + ".",
                  "Make it readable, in UTF-8.")
              .at(name, 0, 0));
    }
  }

  private static Node parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(options)).compose(new java.io.StringReader(text));
  }

  private void flatten(String prefix, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      Mark mark = tuple.getKeyNode().getStartMark();
      String key = prefix + ((ScalarNode) tuple.getKeyNode()).getValue();
      Node value = tuple.getValueNode();
      if (value instanceof MappingNode inner) {
        flatten(key + ".", inner);
      } else if (entries.containsKey(key)) {
        add(mark, "Cannot take key twice: " + key + ".", "Remove one of the two.");
      } else if (value instanceof SequenceNode list) {
        String joined =
            list.getValue().stream()
                .map(item -> item instanceof ScalarNode scalar ? scalar.getValue() : "")
                .collect(Collectors.joining(","));
        entries.put(key, new Entry(joined, mark, value.getStartMark()));
      } else {
        entries.put(key, new Entry(((ScalarNode) value).getValue(), mark, value.getStartMark()));
      }
    }
  }

  /** A key that decides which options there are; reported when it is missing. */
  Optional<String> required(String key, String remedy) {
    Optional<String> value = Optional.ofNullable(entries.get(key)).map(Entry::value);
    if (value.isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONFIGURATION_INVALID, "Cannot find key: " + key + ".", remedy)
              .at(name, 1, 1));
    }
    return value;
  }

  void wrongValue(String key, String message, String remedy) {
    add(entries.get(key).valueMark(), message, remedy);
  }

  /**
   * The values of options by name, references resolved, defaults filled in. What is unknown,
   * missing or malformed is reported.
   */
  Map<String, String> values(List<Option> options, List<String> otherKeys, References references) {
    Map<String, String> values = new HashMap<>();
    List<String> known = new ArrayList<>(otherKeys);
    options.forEach(option -> known.add(option.name()));
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            String remedy =
                Suggestion.nearest(key, known)
                    .map(near -> "Did you mean " + near + "?")
                    .orElse("Known keys: " + String.join(", ", known) + ".");
            add(entry.keyMark(), "Cannot use unknown key: " + key + ".", remedy);
          }
        });
    for (Option option : options) {
      Entry entry = entries.get(option.name());
      if (entry == null) {
        if (option.required()) {
          problems.add(
              Problem.of(
                      ErrorCode.CONFIGURATION_INVALID,
                      "Cannot find required key: " + option.name() + ".",
                      "Add it: " + option.text())
                  .at(name, 1, 1));
        } else if (!option.defaultValue().isEmpty()) {
          values.put(option.name(), option.defaultValue());
        }
        continue;
      }
      int before = problems.size();
      String value =
          references.resolve(
              entry.value(), fault -> add(entry.valueMark(), fault.message(), fault.remedy()));
      if (problems.size() == before) {
        String shown = option.secret() ? "(secret)" : value;
        OptionValues.fault(option, value)
            .ifPresent(
                remedy ->
                    add(
                        entry.valueMark(),
                        "Cannot use value of " + option.name() + ": " + shown + ".",
                        remedy));
      }
      values.put(option.name(), value);
    }
    return values;
  }

  /** The keys that begin with something; they are no options, and anything may be their value. */
  List<Option> free(String prefix) {
    return entries.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> Option.optional(key, Option.Type.TEXT, "", ""))
        .toList();
  }

  private void add(Mark mark, String message, String remedy) {
    problems.add(
        Problem.of(ErrorCode.CONFIGURATION_INVALID, message, remedy)
            .at(
                name,
                mark == null ? 0 : mark.getLine() + 1,
                mark == null ? 0 : mark.getColumn() + 1));
  }
}
