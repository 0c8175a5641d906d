package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.flow.MappingFile.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs a mapping on a sample of real rows, before it goes live: in a small Flink of its own, on
 * rows that are read from the sources by {@link Exploration}. It captures nothing, writes nothing
 * and needs no running Millrace.
 */
public final class Preview {
  private static final String KEY = "source_key";

  private final List<TableSchema> model;
  private final Map<TableName, Map<String, List<TableName>>> references;
  private final List<HoldBack> holding;
  private final int rows;

  /** A statement and what it does with columns. */
  record Planned(int number, MappingFile mapping, Statement statement, PlannedColumns columns) {}

  /** What is told while it works. */
  public interface Progress {
    /**
     * A step.
     *
     * @param step what is done, such as {@code Reading rows}
     * @param done of {@code all}
     * @param all the steps of this kind
     */
    void at(String step, int done, int all);
  }

  /**
   * @param model its tables
   * @param references by table of the model and column: the tables that it refers to
   * @param holding what holds back rows, of whichever table: they are among the rejected
   * @param rows so many are read of each table at most, and those that they refer to
   */
  public Preview(
      List<TableSchema> model,
      Map<TableName, Map<String, List<TableName>>> references,
      List<HoldBack> holding,
      int rows) {
    this.model = List.copyOf(model);
    this.references = Map.copyOf(references);
    this.holding = List.copyOf(holding);
    this.rows = rows;
  }

  /**
   * Runs a mapping on a sample.
   *
   * @param others mappings of the project: they say what rows can be referred to; one of the same
   *     name is passed over
   * @param sources by name, those that the mapping reads; they stay open
   * @throws MillraceException MAPPING_INVALID, with file, line and column, when it cannot run; or
   *     when a connection is lost
   */
  public PreviewReport of(
      MappingFile mapping,
      Collection<MappingFile> others,
      Map<String, Exploration> sources,
      Progress progress) {
    MappingJob.requireStatements(mapping);
    progress.at("Reading the catalog", 0, 1);
    Map<TableName, SourceTable> known = new TreeMap<>();
    sources.values().forEach(s -> s.tables().forEach(table -> known.put(table.name(), table)));
    requireTables(mapping, known);
    progress.at("Planning", 0, 1);
    List<Problem> problems = new ArrayList<>();
    PreviewSample sample;
    List<Planned> own;
    List<Planned> keys;
    List<TableSchema> raw = known.values().stream().map(SourceTable::schema).toList();
    PreviewPlanner planner = new PreviewPlanner(model, holding, raw, "");
    own = plan(planner, mapping);
    planner.requireSound(mapping.writes());
    keys = keys(planner, own, others, known.keySet(), problems);
    sample = sample(own, keys, known, sources, progress);
    try (PreviewRun run = PreviewRun.open(sample.rows(), sample.columns());
        PreviewCluster cluster = PreviewCluster.start()) {
      progress.at("Running the mapping", 0, 1);
      run(cluster, new PreviewPlanner(model, holding, raw, run.name()), mapping.name(), own)
          .ifPresent(
              failure -> {
                throw new MillraceException(MappingRun.problem(mapping, Jobs.rootMessage(failure)));
              });
      if (!keys.isEmpty()) {
        progress.at("Looking up what is referred to", 0, 1);
        run(cluster, new PreviewPlanner(model, holding, raw, run.name()), "references", keys)
            .ifPresent(
                failure -> {
                  problems.add(unknownReferences(Jobs.rootMessage(failure)));
                  keys.clear();
                });
      }
      return new PreviewFindings(model, references, sample, run, own, keys)
          .report(mapping, known, problems);
    }
  }

  private static void requireTables(MappingFile mapping, Map<TableName, SourceTable> known) {
    for (TableName table : mapping.reads()) {
      if (!known.containsKey(table)) {
        List<String> names = known.keySet().stream().map(TableName::toString).toList();
        throw new MillraceException(
            Problem.of(
                    ErrorCode.MAPPING_INVALID,
                    "Cannot use mapping "
                        + mapping.name()
                        + ": its source has no table "
                        + table
                        + ".",
                    Suggestion.nearest(table.toString(), names)
                        .map(near -> "Did you mean " + near + "?")
                        .orElse(
                            "Mend the name, let the user see the table, or add it to the source's"
                                + " tables."))
                .at(mapping.file(), mapping.lineOf(table.toString()), 0));
      }
    }
  }

  private static List<Planned> plan(PreviewPlanner planner, MappingFile mapping) {
    List<Planned> planned = new ArrayList<>();
    for (Statement statement : mapping.statements()) {
      planned.add(
          new Planned(planned.size(), mapping, statement, planner.columns(mapping, statement)));
    }
    return planned;
  }

  /** The statements of other mappings that fill what the mapping's rows refer to. */
  private List<Planned> keys(
      PreviewPlanner planner,
      List<Planned> own,
      Collection<MappingFile> others,
      Set<TableName> known,
      List<Problem> problems) {
    Set<TableName> wanted = new HashSet<>();
    for (Planned statement : own) {
      Map<String, List<TableName>> all =
          references.getOrDefault(statement.columns().target(), Map.of());
      statement.columns().writes().forEach(c -> wanted.addAll(all.getOrDefault(c, List.of())));
    }
    List<Planned> keys = new ArrayList<>();
    for (MappingFile other : others) {
      if (other.name().equals(own.get(0).mapping().name())) {
        continue;
      }
      for (Statement statement : other.statements()) {
        MappingFile alone =
            new MappingFile(other.name(), other.file(), other.sql(), List.of(statement));
        if (alone.writes().stream().anyMatch(wanted::contains)
            && known.containsAll(alone.reads())) {
          try {
            int number = own.size() + keys.size();
            keys.add(new Planned(number, other, statement, planner.columns(other, statement)));
          } catch (MillraceException e) {
            problems.add(e.problem());
          }
        }
      }
    }
    return keys;
  }

  private PreviewSample sample(
      List<Planned> own,
      List<Planned> keys,
      Map<TableName, SourceTable> known,
      Map<String, Exploration> sources,
      Progress progress) {
    Map<TableName, Set<String>> columns = new LinkedHashMap<>();
    List<Planned> all = new ArrayList<>(own);
    all.addAll(keys);
    for (Planned statement : all) {
      statement
          .columns()
          .reads()
          .forEach(
              (table, read) ->
                  columns.computeIfAbsent(table, none -> new LinkedHashSet<>()).addAll(read));
    }
    Set<TableName> needed = new HashSet<>();
    own.forEach(statement -> needed.addAll(statement.columns().reads().keySet()));
    Map<TableName, SampledTable> tables = new LinkedHashMap<>();
    columns.forEach(
        (name, read) -> {
          progress.at("Reading rows", tables.size(), columns.size());
          Exploration source = sources.get(((TableName.Raw) name).source());
          SampledTable table = new SampledTable(known.get(name), source, read, rows);
          if (needed.contains(name)) {
            table.read();
          } else {
            table.readIfSmall();
          }
          tables.put(name, table);
        });
    PreviewSample sample = new PreviewSample(tables);
    all.forEach(statement -> statement.columns().joins().forEach(sample::follow));
    own.forEach(statement -> followReferences(statement, all, sample));
    progress.at("Reading what rows refer to", 0, 1);
    sample.complete();
    return sample;
  }

  private void followReferences(Planned statement, List<Planned> all, PreviewSample sample) {
    Map<String, ColumnForm> forms = statement.columns().forms();
    references
        .getOrDefault(statement.columns().target(), Map.of())
        .forEach(
            (column, targets) ->
                all.stream()
                    .filter(other -> targets.contains(other.columns().target()))
                    .map(other -> Optional.ofNullable(other.columns().forms().get(KEY)))
                    .flatMap(Optional::stream)
                    .forEach(
                        key -> sample.follow(forms.getOrDefault(column, ColumnForm.UNKNOWN), key)));
  }

  private static Optional<Throwable> run(
      PreviewCluster cluster, PreviewPlanner planner, String name, List<Planned> statements) {
    Map<Integer, Statement> numbered = new HashMap<>();
    statements.forEach(one -> numbered.put(one.number(), one.statement()));
    return cluster.run(planner.job("preview of " + name, numbered));
  }

  private static Problem unknownReferences(String reason) {
    return Problem.of(
        ErrorCode.MAPPING_INVALID,
        "Cannot tell what is there of other mappings' rows: " + reason + ".",
        "Preview the mappings that fill the tables which are referred to.");
  }
}
