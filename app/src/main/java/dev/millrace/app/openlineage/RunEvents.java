package dev.millrace.app.openlineage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.Column;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.openlineage.Datasets.Dataset;
import dev.millrace.app.runtime.Version;
import dev.millrace.flow.lineage.ColumnLineage;
import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.flow.lineage.Origin;
import dev.millrace.flow.lineage.StatementLineage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes events of OpenLineage 2-0-2: a mapping is a job, and each time that it runs, until it
 * stops, fails or is planned anew, is a run.
 */
final class RunEvents {
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final String PRODUCER = "urn:millrace:" + Version.CURRENT;

  /** Of every raw row, but of no table of the source. */
  private static final Set<String> MILLRACES_OWN = Set.of("_position", "_commit_time");

  private final ObjectMapper json = new ObjectMapper();
  private final Datasets datasets;
  private final String namespace;
  private final Function<TableName, Optional<TableSchema>> schemas;

  /** What may be told of a run. */
  enum Turn {
    START,
    COMPLETE,
    FAIL
  }

  /**
   * @param namespace of the jobs
   * @param schemas gives the columns of a table, as they are now
   */
  RunEvents(
      Datasets datasets, String namespace, Function<TableName, Optional<TableSchema>> schemas) {
    this.datasets = datasets;
    this.namespace = namespace;
    this.schemas = schemas;
  }

  /**
   * An event of a mapping.
   *
   * @param sql of the mapping
   * @param problem why it failed
   */
  ObjectNode event(
      Turn turn,
      UUID run,
      Instant time,
      MappingLineage mapping,
      String sql,
      Optional<Problem> problem) {
    ObjectNode event = json.createObjectNode();
    event.put("eventType", turn.name());
    event.put("eventTime", time.toString());
    event.put("producer", PRODUCER);
    event.put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent");
    ObjectNode runNode = event.putObject("run").put("runId", run.toString());
    ObjectNode runFacets = runNode.putObject("facets");
    problem.ifPresent(
        why ->
            facet(runFacets, "errorMessage", "1-0-1", "ErrorMessageRunFacet")
                .put("message", why.message() + " " + why.remedy())
                .put("programmingLanguage", "SQL"));
    ObjectNode job =
        event.putObject("job").put("namespace", namespace).put("name", mapping.mapping());
    ObjectNode jobFacets = job.putObject("facets");
    facet(jobFacets, "jobType", "2-0-3", "JobTypeJobFacet")
        .put("processingType", "STREAMING")
        .put("integration", "MILLRACE")
        .put("jobType", "MAPPING");
    facet(jobFacets, "sql", "1-1-0", "SQLJobFacet").put("query", sql).put("dialect", "flink");
    inputs(event.putArray("inputs"), mapping);
    outputs(event.putArray("outputs"), mapping);
    return event;
  }

  private void inputs(ArrayNode inputs, MappingLineage mapping) {
    SortedSet<TableName> tables = new TreeSet<>();
    for (StatementLineage statement : mapping.statements()) {
      statement.rows().forEach(origin -> tables.add(origin.table()));
      statement
          .columns()
          .forEach(column -> column.origins().forEach(origin -> tables.add(origin.table())));
    }
    tables.forEach(table -> dataset(inputs, table));
  }

  private void outputs(ArrayNode outputs, MappingLineage mapping) {
    Map<TableName, List<StatementLineage>> byTable = new LinkedHashMap<>();
    mapping
        .statements()
        .forEach(
            statement ->
                byTable.computeIfAbsent(statement.table(), t -> new ArrayList<>()).add(statement));
    byTable.forEach(
        (table, statements) -> {
          ObjectNode lineage =
              facet(dataset(outputs, table), "columnLineage", "1-2-0", "ColumnLineageDatasetFacet");
          columns(lineage, statements);
        });
  }

  /** A table of several statements has each column's origins of them all. */
  private void columns(ObjectNode lineage, List<StatementLineage> statements) {
    Map<String, Map<Origin, String>> columns = new LinkedHashMap<>();
    Map<Origin, String> rows = new LinkedHashMap<>();
    for (StatementLineage statement : statements) {
      for (ColumnLineage column : statement.columns()) {
        Map<Origin, String> origins =
            columns.computeIfAbsent(column.column(), name -> new LinkedHashMap<>());
        column.origins().forEach(origin -> origins.put(origin, column.expression()));
      }
      statement.rows().forEach(origin -> rows.put(origin, ""));
    }
    ObjectNode fields = lineage.putObject("fields");
    columns.forEach(
        (column, origins) ->
            inputFields(fields.putObject(column).putArray("inputFields"), origins));
    inputFields(lineage.putArray("dataset"), rows);
  }

  /** Each column once, with all the ways it goes. */
  private void inputFields(ArrayNode fields, Map<Origin, String> origins) {
    Map<String, ArrayNode> transformations = new LinkedHashMap<>();
    origins.forEach(
        (origin, expression) -> {
          if (MILLRACES_OWN.contains(origin.column())) {
            return;
          }
          transformations
              .computeIfAbsent(
                  origin.table() + "." + origin.column(),
                  none -> {
                    Dataset dataset = datasets.of(origin.table());
                    return fields
                        .addObject()
                        .put("namespace", dataset.namespace())
                        .put("name", dataset.name())
                        .put("field", origin.column())
                        .putArray("transformations");
                  })
              .addObject()
              .put("type", origin.way().direct() ? "DIRECT" : "INDIRECT")
              .put("subtype", origin.way().name())
              .put("description", expression)
              .put("masking", false);
        });
  }

  /** A table with its columns; its facets. */
  private ObjectNode dataset(ArrayNode all, TableName table) {
    Dataset dataset = datasets.of(table);
    ObjectNode facets =
        all.addObject()
            .put("namespace", dataset.namespace())
            .put("name", dataset.name())
            .putObject("facets");
    schemas
        .apply(table)
        .ifPresent(
            schema ->
                fields(
                    facet(facets, "schema", "1-1-1", "SchemaDatasetFacet").putArray("fields"),
                    schema.columns()));
    return facets;
  }

  private static void fields(ArrayNode fields, Collection<Column> columns) {
    for (Column column : columns) {
      ObjectNode field =
          fields.addObject().put("name", column.name()).put("type", column.type().toString());
      if (!column.comment().isEmpty()) {
        field.put("description", column.comment());
      }
    }
  }

  private static ObjectNode facet(ObjectNode facets, String name, String version, String type) {
    return facets
        .putObject(name)
        .put("_producer", PRODUCER)
        .put("_schemaURL", SPEC + "facets/" + version + "/" + type + ".json#/$defs/" + type);
  }
}
