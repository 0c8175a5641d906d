package dev.millrace.app.quality;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.flow.HoldBack;
import dev.millrace.flow.MappingFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The expectations of a project: in its files {@code quality/**.sql}, {@code SELECT} statements
 * whose rows violate them, and comment lines that begin with {@code -- expect}.
 *
 * @param expectations in the order of files and lines
 * @param problems what is wrong with others
 */
public record ExpectationFiles(List<Expectation> expectations, List<Problem> problems) {
  private static final Pattern SELECT =
      Pattern.compile("(SELECT|WITH|FROM)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern READ =
      Pattern.compile("\\b(?:FROM|JOIN)\\s+(model\\.\\w+)", Pattern.CASE_INSENSITIVE);
  private static final String COMMENT = "--";
  private static final String EXPECT = "-- expect ";

  public ExpectationFiles {
    expectations = List.copyOf(expectations);
    problems = List.copyOf(problems);
  }

  /** Reads those of a project. */
  public static ExpectationFiles of(Project project) {
    List<Expectation> expectations = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Project.qualityFiles(project.folder())
        .forEach(
            (name, file) -> {
              Path shown = project.folder().relativize(file);
              MappingFile text = MappingFile.read(name, file, shown.toString().replace('\\', '/'));
              ExpectationFiles one = of(text, project.model().schemas());
              expectations.addAll(one.expectations());
              problems.addAll(one.problems());
            });
    return new ExpectationFiles(expectations, problems);
  }

  /** What holds back rows. */
  public List<HoldBack> holdBacks() {
    return expectations.stream().flatMap(one -> one.holdBack().stream()).toList();
  }

  /**
   * Reads one file.
   *
   * @param model tables that are known
   */
  static ExpectationFiles of(MappingFile file, Collection<TableSchema> model) {
    List<Expectation> expectations = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<String> lines = file.sql().lines().toList();
    ShortForms forms = new ShortForms(file.file(), model, problems);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(EXPECT)) {
        forms.read(line.substring(EXPECT.length()).strip(), i + 1).ifPresent(expectations::add);
      }
    }
    for (MappingFile.Statement statement : file.statements()) {
      if (SELECT.matcher(statement.sql()).lookingAt()) {
        READ.matcher(statement.sql())
            .results()
            .forEach(
                read ->
                    forms.known(
                        read.group(1),
                        List.of(),
                        statement.line() + lineOf(statement.sql(), read.start(1))));
        expectations.add(
            new Expectation(
                title(lines, statement),
                file.file(),
                statement.line(),
                statement.sql(),
                Expectation.Cause.CHANGES,
                Optional.empty()));
        forms.refuseHoldingBack(title(lines, statement), statement.line());
      } else {
        problems.add(
            Problem.of(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot use a statement as an expectation: it is no SELECT.",
                    "Write a SELECT of the rows that are not as they should be.")
                .at(file.file(), statement.line(), statement.column()));
      }
    }
    expectations.sort(Comparator.comparingInt(Expectation::line));
    return new ExpectationFiles(expectations, problems);
  }

  /** How many lines into a text a place is. */
  private static int lineOf(String text, int place) {
    return (int) text.substring(0, place).chars().filter(c -> c == '\n').count();
  }

  /** The comment above a statement, or else its first line. */
  private static String title(List<String> lines, MappingFile.Statement statement) {
    List<String> comment = new ArrayList<>();
    for (int i = statement.line() - 2; i >= 0; i--) {
      String line = lines.get(i).strip();
      if (!line.startsWith(COMMENT) || line.startsWith(EXPECT)) {
        break;
      }
      comment.add(0, line.substring(COMMENT.length()).strip());
    }
    return comment.isEmpty()
        ? statement.sql().lines().findFirst().orElse("")
        : String.join(" ", comment);
  }
}
