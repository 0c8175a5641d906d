package dev.millrace.app.config;

import dev.millrace.api.Connector;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.Suggestion;
import dev.millrace.model.ProjectModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A project folder: {@code millrace.yaml}, {@code sources/*.yaml}, {@code model/*.sql}, {@code
 * mappings/**.sql} and {@code quality/**.sql}.
 *
 * @param folder where it is
 * @param settings of the process
 * @param sources as configured, without those that have problems
 * @param model the tables that mappings write, with what the project adds to them
 * @param mappings files by name, such as {@code plant/items}
 * @param problems all that is wrong in the folder
 */
public record Project(
    Path folder,
    Settings settings,
    List<Source> sources,
    ProjectModel model,
    Map<String, Path> mappings,
    List<Problem> problems) {

  /** A source and the connector that reads it. */
  public record Source(SourceConfig config, Connector connector) {}

  private static final Set<String> TAKEN_NAMES =
      Set.of("model", "main", "temp", "system", "memory", "lake", "live", "unified", "millrace");

  public Project {
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
  }

  /** The same project with other settings. */
  public Project with(Settings other) {
    return new Project(folder, other, sources, model, mappings, problems);
  }

  /** The connectors on the class path, by kind. */
  public static Map<String, Connector> connectors() {
    Map<String, Connector> connectors = new TreeMap<>();
    ServiceLoader.load(Connector.class)
        .forEach(connector -> connectors.put(connector.kind(), connector));
    return connectors;
  }

  /**
   * Reads a folder. What is wrong is in {@link #problems}, all of it at once.
   *
   * @param environment resolves {@code ${env:NAME}}
   * @throws MillraceException when there is no such folder
   */
  public static Project read(Path folder, Map<String, String> environment) {
    if (!Files.isRegularFile(folder.resolve("millrace.yaml"))) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot find a project: " + folder + " has no millrace.yaml.",
          "Give the folder that holds it; demo/project shows what a project looks like.");
    }
    List<Problem> problems = new ArrayList<>();
    References references = new References(folder, environment);
    YamlFile runtime = new YamlFile(folder.resolve("millrace.yaml"), "millrace.yaml", problems);
    List<Option> options = new ArrayList<>(Settings.OPTIONS);
    options.addAll(runtime.free(Settings.LAKE_CATALOG));
    Settings settings = new Settings(runtime.values(options, List.of(), references));
    List<Source> sources = new ArrayList<>();
    for (Path file : files(folder.resolve("sources"), ".yaml")) {
      source(file, folder.relativize(file).toString(), references, problems)
          .ifPresent(sources::add);
    }
    ProjectModel model = model(folder);
    problems.addAll(model.problems());
    return new Project(folder, settings, sources, model, mappingFiles(folder), problems);
  }

  /**
   * The mappings that are in a project's folder now, by name.
   *
   * @param folder of the project
   */
  public static Map<String, Path> mappingFiles(Path folder) {
    return sqlFiles(folder.resolve("mappings"));
  }

  /**
   * The files that say what is expected of rows, by name.
   *
   * @param folder of the project
   */
  public static Map<String, Path> qualityFiles(Path folder) {
    return sqlFiles(folder.resolve("quality"));
  }

  private static Map<String, Path> sqlFiles(Path folder) {
    Map<String, Path> all = new TreeMap<>();
    for (Path file : files(folder, ".sql")) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      all.put(name.substring(0, name.length() - ".sql".length()), file);
    }
    return all;
  }

  private static ProjectModel model(Path folder) {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files(folder.resolve("model"), ".sql")) {
      try {
        String name = folder.relativize(file).toString().replace('\\', '/');
        texts.put(name, Files.readString(file, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read file of the model: " + file, e);
      }
    }
    return ProjectModel.of(texts);
  }

  private static Optional<Source> source(
      Path file, String shown, References references, List<Problem> problems) {
    int before = problems.size();
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.length() - ".yaml".length());
    if (!name.matches("[a-z][a-z0-9_]*") || TAKEN_NAMES.contains(name)) {
      problems.add(
          Problem.of(
                  ErrorCode.CONFIGURATION_INVALID,
                  "Cannot name a source: " + name + ".",
                  "Rename the file: lower-case letters, digits and _, beginning with a letter, and"
                      + " none of "
                      + String.join(", ", TAKEN_NAMES.stream().sorted().toList())
                      + ".")
              .at(shown, 0, 0));
    }
    YamlFile yaml = new YamlFile(file, shown, problems);
    if (problems.size() > before) {
      return Optional.empty();
    }
    Map<String, Connector> connectors = connectors();
    String kinds = String.join(", ", connectors.keySet());
    Optional<String> kind =
        yaml.required("connector", "Add `connector:` with one of: " + kinds + ".");
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Connector connector = connectors.get(kind.get());
    if (connector == null) {
      yaml.wrongValue(
          "connector",
          "Cannot find connector: " + kind.get() + ".",
          Suggestion.nearest(kind.get(), connectors.keySet())
              .map(near -> "Did you mean " + near + "?")
              .orElse("Known connectors: " + kinds + "."));
      return Optional.empty();
    }
    List<Option> options = connector.options();
    Map<String, String> values = yaml.values(options, List.of("connector"), references);
    return problems.size() > before
        ? Optional.empty()
        : Optional.of(new Source(new SourceConfig(name, connector.kind(), values), connector));
  }

  private static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list folder: " + folder, e);
    }
  }
}
