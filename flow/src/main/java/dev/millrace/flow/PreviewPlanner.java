package dev.millrace.flow;

import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.MappingFile.Statement;
import dev.millrace.flow.function.Functions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.RowKind;

/**
 * Plans the statements of previews, as {@link MappingJob} plans those of mappings: as a stream, so
 * that SQL which would not run is not previewed either.
 */
final class PreviewPlanner {
  private static final String MAIN_CATALOG = "millrace";

  private final StreamExecutionEnvironment environment;
  private final StreamTableEnvironment tables;
  private final List<PreviewTables> catalogs = new ArrayList<>();
  private final HoldBackPlanner planner;
  private final Set<String> names;
  private final String run;

  /**
   * @param model its tables
   * @param holding what holds back rows, of whichever table
   * @param raw all tables of the sources
   * @param run the name of the {@link PreviewRun}
   */
  // The newer createCatalog wants a factory found by name; ours are made for one planning.
  @SuppressWarnings("deprecation")
  PreviewPlanner(
      List<TableSchema> model, List<HoldBack> holding, Collection<TableSchema> raw, String run) {
    this.run = run;
    this.names = MappingJob.names(raw);
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.GENERIC_TYPES, true);
    configuration.setString("parallelism.default", "1");
    configuration.setString("restart-strategy.type", "none");
    environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    tables = StreamTableEnvironment.create(environment, JobSettings.sql());
    tables.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
    tables.getConfig().set("table.local-time-zone", "UTC");
    Functions.register(tables);
    PreviewTables main = new PreviewTables(MAIN_CATALOG, "model", run);
    model.forEach(table -> main.addModel(table, 0));
    tables.registerCatalog(MAIN_CATALOG, main);
    tables.useCatalog(MAIN_CATALOG);
    catalogs.add(main);
    Map<String, PreviewTables> sources = new HashMap<>();
    for (TableSchema table : raw) {
      TableName.Raw name = (TableName.Raw) table.name();
      sources
          .computeIfAbsent(name.source(), s -> new PreviewTables(s, name.schema(), run))
          .addRaw(table);
    }
    sources.forEach(tables::registerCatalog);
    planner = new HoldBackPlanner(tables, model, holding);
  }

  /**
   * Refuses what holds back rows of some tables and cannot be used.
   *
   * @throws MillraceException CONFIGURATION_INVALID, with file and line
   */
  void requireSound(Collection<TableName> written) {
    planner.requireSound(written);
  }

  /**
   * What a statement does with columns.
   *
   * @throws MillraceException MAPPING_INVALID, with file, line and column, as when it is to run
   */
  PlannedColumns columns(MappingFile mapping, Statement statement) {
    return PlannedColumns.of(compiled(mapping, statement));
  }

  /**
   * Flink's plan of a statement, as {@code CompiledPlan.asJsonString} writes it.
   *
   * @throws MillraceException MAPPING_INVALID, with file, line and column, as when it is to run
   */
  String compiled(MappingFile mapping, Statement statement) {
    try {
      return tables.compilePlanSql(statement.sql()).asJsonString();
    } catch (RuntimeException e) {
      throw new MillraceException(SqlProblems.of(mapping, statement, e, names), e);
    }
  }

  /**
   * A job of statements, with a guard around each step.
   *
   * @param statements by number
   */
  JobGraph job(String name, Map<Integer, Statement> statements) {
    Guards guards = new Guards();
    statements.forEach(
        (number, statement) -> {
          catalogs.forEach(catalog -> catalog.plan(number));
          int before = environment.getTransformations().size();
          StreamStatementSet set = tables.createStatementSet();
          planner.add(set, number, statement);
          set.attachAsDataStream();
          List<Transformation<?>> all = environment.getTransformations();
          all.subList(before, all.size()).forEach(end -> guards.note(number, end));
        });
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(name);
    guards.stand(graph, number -> new RunRejects(run, number));
    return graph.getJobGraph();
  }

  /** Notes what a statement rejects in a preview. */
  private record RunRejects(String run, int statement) implements Rejects {
    private static final long serialVersionUID = 1L;

    @Override
    public void rejected(
        RowKind kind, List<String> names, List<Optional<String>> values, String cause) {
      PreviewRun.named(run)
          .rejected(statement, kind, new PreviewRun.Rejected(names, values, cause));
    }
  }
}
