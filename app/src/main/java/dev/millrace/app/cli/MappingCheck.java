package dev.millrace.app.cli;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.MappingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be said of mappings without their sources: whether the tables they name can exist. */
final class MappingCheck {
  private static final Pattern SOURCE_FILE = Pattern.compile("sources/(.*)\\.ya?ml");

  private MappingCheck() {}

  static List<Problem> problems(Project project) {
    Set<String> model =
        project.model().schemas().stream()
            .map(table -> table.name().toString())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> sources = sources(project);
    List<TableSchema> schemas = project.model().schemas();
    List<Problem> problems = new ArrayList<>();
    project
        .mappings()
        .forEach(
            (name, file) -> {
              MappingFile mapping =
                  MappingFile.read(name, file, project.folder().relativize(file).toString());
              check(mapping, model, sources, problems);
              MappingKind.mixture(mapping, schemas).ifPresent(problems::add);
            });
    return problems;
  }

  /** Those that have a file: what is wrong with the file is told once, and not by its mappings. */
  private static Set<String> sources(Project project) {
    Set<String> sources = new TreeSet<>();
    project.sources().forEach(source -> sources.add(source.config().name()));
    for (Problem problem : project.problems()) {
      Matcher file = SOURCE_FILE.matcher(problem.place().file());
      if (file.matches()) {
        sources.add(file.group(1));
      }
    }
    return sources;
  }

  private static void check(
      MappingFile mapping, Set<String> model, Set<String> sources, List<Problem> problems) {
    if (mapping.writes().isEmpty()) {
      problems.add(
          problem(
              mapping,
              "INSERT",
              "Cannot use mapping " + mapping.name() + ": it writes no table of the model.",
              "Write INSERT INTO model.<table> SELECT … statements."));
    }
    for (TableName table : mapping.writes()) {
      if (!model.contains(table.toString())) {
        problems.add(
            problem(
                mapping,
                table.toString(),
                "Cannot find table: " + table + ".",
                Suggestion.nearest(table.toString(), model)
                    .map(near -> "Did you mean " + near + "?")
                    .orElse("docs/reference/model.md lists the model's tables.")));
      }
    }
    for (TableName table : mapping.reads()) {
      String source = ((TableName.Raw) table).source();
      if (!sources.contains(source)) {
        problems.add(
            problem(
                mapping,
                table.toString(),
                "Cannot find source: " + source + ".",
                Suggestion.nearest(source, sources)
                    .map(near -> "Did you mean " + near + "?")
                    .orElse("Add sources/" + source + ".yaml.")));
      }
    }
  }

  private static Problem problem(MappingFile mapping, String word, String message, String remedy) {
    int at = mapping.sql().indexOf(word);
    int line = at < 0 ? 1 : (int) mapping.sql().substring(0, at).lines().count();
    return Problem.of(ErrorCode.MAPPING_INVALID, message, remedy)
        .at(mapping.file(), Math.max(line, 1), 0);
  }
}
