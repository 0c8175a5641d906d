package dev.millrace.app.workbench;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.app.config.Project;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.Preview;
import dev.millrace.flow.PreviewReport;
import dev.millrace.model.Model;
import dev.millrace.model.ModelTable;
import dev.millrace.model.References;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tries out a project's mappings; it needs no running Millrace. Safe for use by several threads.
 */
public final class Workbench {
  /** So many rows of a table show what a mapping makes of it, and are read in a moment. */
  public static final int ROWS = 2_000;

  public static final int MOST_ROWS = 50_000;

  private final Project project;

  public Workbench(Project project) {
    this.project = project;
  }

  /**
   * A source of the project.
   *
   * @throws MillraceException with what is wrong in its file, or that there is none
   */
  public Project.Source source(String name) {
    String file = "sources/" + name + ".yaml";
    for (Problem problem : project.problems()) {
      if (problem.place().file().equals(file)) {
        throw new MillraceException(problem);
      }
    }
    List<String> names = project.sources().stream().map(source -> source.config().name()).toList();
    return project.sources().stream()
        .filter(source -> source.config().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MillraceException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot find source: " + name + ".",
                    Suggestion.nearest(name, names)
                        .map(near -> "Did you mean " + near + "?")
                        .orElse(
                            "Write "
                                + project.folder().resolve(file)
                                + "; docs/getting-started.md shows one.")));
  }

  /**
   * The mapping of a file.
   *
   * @param name such as {@code erp/items}
   * @throws MillraceException when there is none
   */
  public MappingFile mapping(String name) {
    if (!project.mappings().containsKey(name)) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot find mapping: " + name + ".",
          Suggestion.nearest(name, project.mappings().keySet())
              .map(near -> "Did you mean " + near + "?")
              .orElse("`millrace suggest <source>` writes one."));
    }
    return read(name);
  }

  private MappingFile read(String name) {
    return MappingFile.read(name, project.mappings().get(name), "mappings/" + name + ".sql");
  }

  /**
   * Runs a mapping on a sample of its sources' rows.
   *
   * @param mapping may be one that no file has yet
   * @param rows that are read of each table at most
   * @throws MillraceException MAPPING_INVALID, with its place, when it cannot run; or when a source
   *     cannot be read
   */
  public PreviewReport preview(MappingFile mapping, int rows, Preview.Progress progress) {
    List<TableSchema> model = Model.tables().stream().map(ModelTable::schema).toList();
    List<MappingFile> others = new ArrayList<>();
    for (String name : project.mappings().keySet()) {
      if (!name.equals(mapping.name())) {
        others.add(read(name));
      }
    }
    Set<String> names = new TreeSet<>();
    for (TableName table : mapping.reads()) {
      names.add(((TableName.Raw) table).source());
    }
    Map<String, Exploration> looks = new LinkedHashMap<>();
    try {
      for (String name : names) {
        Project.Source source = source(name);
        looks.put(name, source.connector().explore(source.config()));
      }
      return new Preview(model, References.of(model), rows).of(mapping, others, looks, progress);
    } finally {
      looks.values().forEach(Exploration::close);
    }
  }
}
