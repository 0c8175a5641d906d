package dev.millrace.app.workbench;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.app.config.Project;
import dev.millrace.app.quality.ExpectationFiles;
import dev.millrace.flow.HoldBack;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.Preview;
import dev.millrace.flow.PreviewReport;
import dev.millrace.model.References;
import dev.millrace.model.pack.Packs;
import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.suggest.Suggester;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Tries out a project's mappings; it needs no running Millrace. Safe for use by several threads.
 */
public final class Workbench {
  /** So many rows of a table show what a mapping makes of it, and are read in a moment. */
  public static final int ROWS = 2_000;

  public static final int MOST_ROWS = 20_000;

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
    Map<String, MappingFile> mappings = mappings();
    if (!mappings.containsKey(name)) {
      throw new MillraceException(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot find mapping: " + name + ".",
          Suggestion.nearest(name, mappings.keySet())
              .map(near -> "Did you mean " + near + "?")
              .orElse("`millrace suggest <source>` writes one."));
    }
    return mappings.get(name);
  }

  /** The mappings as their files are now, by name. */
  public Map<String, MappingFile> mappings() {
    Map<String, MappingFile> mappings = new TreeMap<>();
    Project.mappingFiles(project.folder())
        .forEach((name, file) -> mappings.put(name, MappingFile.read(name, file, shown(name))));
    return mappings;
  }

  /** A mapping's file as problems show it, relative to the project. */
  static String shown(String name) {
    return "mappings/" + name + ".sql";
  }

  /**
   * The mapping of a known ERP, or a proposed one.
   *
   * @param wanted takes the tables that may feed the model; the others may be joined
   * @throws MillraceException when the source cannot be read, or has no tables
   */
  public SourceMapping suggest(
      String name, Predicate<SourceTable> wanted, PackUse packs, Suggester.Progress progress) {
    Project.Source source = source(name);
    progress.at("Reading the catalog", 0, 1);
    try (Exploration look = source.connector().explore(source.config())) {
      List<SourceTable> tables = look.tables();
      if (tables.isEmpty()) {
        throw new MillraceException(
            ErrorCode.SOURCE_SETTINGS,
            "Cannot find a table in source " + name + ".",
            "Correct the options database and tables in sources/"
                + name
                + ".yaml, or let the user see the tables.");
      }
      Optional<RecognisedPack> pack =
          packs == PackUse.REFUSED
              ? Optional.empty()
              : Packs.recognise(
                  name, tables.stream().filter(wanted).map(SourceTable::schema).toList());
      if (pack.isPresent() && packs == PackUse.ALONE) {
        return new SourceMapping(pack, Optional.empty());
      }
      Suggester.Result proposed =
          new Suggester(project.model().tables())
              .suggest(
                  name,
                  look,
                  tables,
                  (table, target) ->
                      wanted.test(table) && pack.filter(one -> isOf(one, table, target)).isEmpty(),
                  progress);
      return new SourceMapping(pack, Optional.of(proposed));
    }
  }

  private static boolean isOf(RecognisedPack pack, SourceTable table, String target) {
    return pack.reads().contains(table.name()) || pack.fills().contains(target);
  }

  /**
   * Runs a mapping on a sample of its sources' rows.
   *
   * @param mapping may be one that no file has yet
   * @param others say what its rows may refer to
   * @param rows that are read of each table at most
   * @throws MillraceException MAPPING_INVALID, with its place, when it cannot run; or when a source
   *     cannot be read
   */
  public PreviewReport preview(
      MappingFile mapping, Collection<MappingFile> others, int rows, Preview.Progress progress) {
    List<TableSchema> model = project.model().schemas();
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
      List<HoldBack> holding = ExpectationFiles.of(project).holdBacks();
      return new Preview(model, References.of(model), holding, rows)
          .of(mapping, others, looks, progress);
    } finally {
      looks.values().forEach(Exploration::close);
    }
  }
}
