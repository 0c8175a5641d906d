package dev.millrace.app.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${env:NAME}} and {@code ${file:path}} in values, so that no secret is in a file.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+):([^}]*)}");

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder relative paths start here
   * @param environment the process's variables
   */
  References(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * The value with its references resolved.
   *
   * @param fault is told what cannot be resolved and what to do
   */
  String resolve(String value, Consumer<Fault> fault) {
    Matcher matcher = REFERENCE.matcher(value);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      Optional<String> found = lookUp(matcher.group(1), matcher.group(2), fault);
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(found.orElse("")));
    }
    matcher.appendTail(resolved);
    return resolved.toString();
  }

  private Optional<String> lookUp(String kind, String name, Consumer<Fault> fault) {
    switch (kind) {
      case "env" -> {
        Optional<String> value = Optional.ofNullable(environment.get(name));
        if (value.isEmpty()) {
          fault.accept(
              new Fault(
                  "Cannot resolve reference: ${env:" + name + "} is not set.",
                  "Set the environment variable " + name + "."));
        }
        return value;
      }
      case "file" -> {
        Path file = folder.resolve(name);
        try {
          return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
          fault.accept(
              new Fault(
                  "Cannot resolve reference: ${file:" + name + "} cannot be read.",
                  "Write the value into the file " + file + " and make it readable."));
          return Optional.empty();
        }
      }
      default -> {
        fault.accept(
            new Fault(
                "Cannot resolve reference: ${" + kind + ":" + name + "} is of an unknown kind.",
                "Write ${env:NAME} or ${file:path}."));
        return Optional.empty();
      }
    }
  }

  /** What cannot be resolved and what to do. */
  record Fault(String message, String remedy) {}
}
