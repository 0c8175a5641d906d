package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableSchema;
import dev.millrace.model.DdlStatement.PlacedColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model of a project: the tables of {@link Model}, the columns that the project adds to them,
 * and tables of its own.
 *
 * @param tables all of them, Millrace's first; without what has a problem
 * @param problems what is wrong in the project's files, all at once, with file and line
 */
public record ProjectModel(List<ModelTable> tables, List<Problem> problems) {
  private static final List<Column> LEAD =
      List.of(
          new Column("source_system", ColumnType.TEXT, false, ""),
          new Column("source_key", ColumnType.TEXT, false, ""),
          new Column("source_position", ColumnType.TEXT, true, ""),
          new Column("updated_at", ColumnType.INSTANT, true, ""));

  public ProjectModel {
    tables = List.copyOf(tables);
    problems = List.copyOf(problems);
  }

  /** The model of a project without files of its own. */
  public static ProjectModel standard() {
    return of(Map.of());
  }

  /**
   * Reads what a project adds.
   *
   * @param files texts by name, the names as problems show them: {@code model/pumps.sql}
   */
  public static ProjectModel of(Map<String, String> files) {
    return new Reading().read(files);
  }

  /** The tables' columns and keys. */
  public List<TableSchema> schemas() {
    return tables.stream().map(ModelTable::schema).toList();
  }

  /** Puts the model together, table by table. */
  private static final class Reading {
    private final Map<String, ModelTable> tables = new LinkedHashMap<>();
    private final Map<String, Problem.Place> own = new LinkedHashMap<>();
    private final Map<String, Problem.Place> added = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    ProjectModel read(Map<String, String> files) {
      Model.tables().forEach(table -> tables.put(table.schema().name().table(), table));
      List<DdlStatement> statements = new ArrayList<>();
      files.forEach(
          (file, sql) -> {
            DdlParser parser = new DdlParser(file, sql);
            statements.addAll(parser.parse());
            problems.addAll(parser.problems());
          });
      // Tables first: a column may be added in a file that comes before its table's.
      for (DdlStatement statement : statements) {
        if (statement instanceof DdlStatement.Create create) {
          create(create);
        }
      }
      for (DdlStatement statement : statements) {
        if (statement instanceof DdlStatement.Add add) {
          add(add);
        }
      }
      return new ProjectModel(List.copyOf(tables.values()), problems);
    }

    private void create(DdlStatement.Create create) {
      String name = create.table().table();
      if (own.containsKey(name)) {
        complain(
            create.place(),
            "Cannot create table " + create.table() + ": " + own.get(name) + " creates it too.",
            "Rename one of them, or put their columns together.");
      } else if (tables.containsKey(name)) {
        complain(
            create.place(),
            "Cannot create table " + create.table() + ": the model has one of this name.",
            "Rename yours, or add your columns to it: ALTER TABLE " + create.table() + " ADD (…).");
      } else if (!hasLead(create.definition().schema())) {
        complain(
            create.place(),
            "Cannot use table "
                + create.table()
                + ": it is not keyed as the model's tables are, by source and key.",
            "Begin it with source_system STRING NOT NULL, source_key STRING NOT NULL,"
                + " source_position STRING, updated_at TIMESTAMP_LTZ(6), and end it with PRIMARY KEY"
                + " (source_system, source_key) NOT ENFORCED.");
      } else {
        own.put(name, create.place());
        tables.put(name, create.definition());
      }
    }

    private static boolean hasLead(TableSchema schema) {
      boolean keyed = schema.key().equals(List.of("source_system", "source_key"));
      return keyed
          && schema.columns().size() >= LEAD.size()
          && schema.columns().stream()
              .limit(LEAD.size())
              .map(column -> new Column(column.name(), column.type(), column.nullable(), ""))
              .toList()
              .equals(LEAD);
    }

    private void add(DdlStatement.Add add) {
      ModelTable table = tables.get(add.table().table());
      if (table == null) {
        Optional<String> near = Suggestion.nearest(add.table().table(), tables.keySet());
        complain(
            add.place(),
            "Cannot add columns to " + add.table() + ": there is no such table.",
            near.map(name -> "Did you mean model." + name + "?")
                .orElse("Create it, or look it up in docs/reference/model.md."));
        return;
      }
      List<Column> columns = new ArrayList<>(table.schema().columns());
      for (PlacedColumn next : add.columns()) {
        if (isNew(add, next, table.schema())) {
          columns.add(next.column());
          added.put(add.table() + "." + next.column().name(), next.place());
        }
      }
      TableSchema schema = table.schema().withColumns(columns);
      String ddl = table.ddl() + add.text() + ";\n";
      tables.put(add.table().table(), new ModelTable(schema, table.comment(), ddl));
    }

    private boolean isNew(DdlStatement.Add add, PlacedColumn next, TableSchema schema) {
      String name = next.column().name();
      if (schema.indexOf(name).isEmpty()) {
        return true;
      }
      Problem.Place before = added.get(add.table() + "." + name);
      complain(
          next.place(),
          "Cannot add column "
              + name
              + " to "
              + add.table()
              + ": "
              + (before == null ? "it has one of this name." : before + " adds it too."),
          "Rename yours, or use the one that is there.");
      return false;
    }

    private void complain(Problem.Place place, String message, String remedy) {
      problems.add(new Problem(ErrorCode.CONFIGURATION_INVALID, message, remedy, place));
    }
  }
}
