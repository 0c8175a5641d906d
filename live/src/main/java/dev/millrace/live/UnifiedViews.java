package dev.millrace.live;

import static dev.millrace.live.Database.literal;
import static dev.millrace.live.Database.quoted;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model's tables with one row for all rows that are the same. A table {@code model.item} has
 * such a view, {@code unified.item}, when there is a table {@code model.item_identity} that says of
 * rows which one stands for them, {@code lead_system} and {@code lead_key}, and their {@code place}
 * in the group. A row that is not in it stands for itself. Each value is taken from the first row
 * of the group that has one.
 */
final class UnifiedViews {
  /** The catalog in which the views stand. */
  static final String CATALOG = "unified";

  private static final Logger LOGGER = LoggerFactory.getLogger(UnifiedViews.class);
  private static final String IDENTITY = "_identity";
  private static final List<String> KEY = List.of("source_system", "source_key");

  /** What is newest of a group, not what its first row has. */
  private static final Set<String> NEWEST = Set.of("updated_at", Layout.COMMIT_TIME);

  private static final List<Column> ADDED =
      List.of(
          new Column("_members", ColumnType.INT32, false, "How many rows it is made of."),
          new Column(
              "_sources",
              ColumnType.TEXT,
              false,
              "The sources of these rows, with a comma between two, the one whose row stands for"
                  + " all first."));

  private final Database database;
  private volatile Map<String, Unified> views = Map.of();

  /**
   * A view.
   *
   * @param schema its columns, under the name of the table that it shows
   * @param tables that it reads
   */
  private record Unified(TableSchema schema, Set<TableName> tables) {}

  UnifiedViews(Database database) {
    this.database = database;
  }

  /** Makes the views that are missing, and anew those whose table has other columns now. */
  synchronized void renew(Iterable<StoredTable> tables) {
    Map<TableName, TableSchema> model = new LinkedHashMap<>();
    for (StoredTable table : tables) {
      if (table.name() instanceof TableName.Model) {
        model.put(table.name(), table.shown());
      }
    }
    Map<String, Unified> renewed = new LinkedHashMap<>();
    for (TableSchema table : model.values()) {
      TableName identity = TableName.model(table.name().table() + IDENTITY);
      if (model.containsKey(identity) && table.key().equals(KEY)) {
        view(table, identity).ifPresent(view -> renewed.put(table.name().table(), view));
      }
    }
    views = Map.copyOf(renewed);
  }

  private Optional<Unified> view(TableSchema table, TableName identity) {
    Unified known = views.get(table.name().table());
    List<Column> columns = new ArrayList<>(table.columns());
    columns.addAll(ADDED);
    TableSchema schema = table.withColumns(columns);
    if (known != null && known.schema().equals(schema)) {
      return Optional.of(known);
    }
    try (DuckDBConnection connection = database.connection()) {
      Database.run(connection, "ATTACH IF NOT EXISTS ':memory:' AS " + CATALOG);
      Database.run(connection, definition(table, identity));
      return Optional.of(new Unified(schema, Set.of(table.name(), identity)));
    } catch (SQLException e) {
      LOGGER.error("Cannot show {} unified", table.name(), e);
      return Optional.empty();
    }
  }

  /** Rows that are alone as they are, then one row for each group. */
  private static String definition(TableSchema table, TableName identity) {
    StringJoiner alone = new StringJoiner(", ");
    StringJoiner together = new StringJoiner(", ");
    List<String> names = new ArrayList<>(table.columns().stream().map(Column::name).toList());
    names.add(Layout.COMMIT_TIME);
    for (String name : names) {
      String column = quoted(name);
      alone.add("t." + column);
      if (name.equals("source_system")) {
        together.add("m.lead_system AS " + column);
      } else if (name.equals("source_key")) {
        together.add("m.lead_key AS " + column);
      } else if (NEWEST.contains(name)) {
        together.add("max(t." + column + ") AS " + column);
      } else {
        together.add("arg_min(t." + column + ", m.place) AS " + column);
      }
    }
    alone.add("1 AS _members").add("t.source_system AS _sources");
    together
        .add("count(*)::INTEGER AS _members")
        .add("string_agg(t.source_system, " + literal(", ") + " ORDER BY m.place) AS _sources");
    String rows = "model.main." + quoted(table.name().table());
    String same = "model.main." + quoted(identity.table());
    return """
        CREATE OR REPLACE VIEW %s.main.%s AS
        SELECT %s FROM %s AS t ANTI JOIN %s AS m USING (source_system, source_key)
        UNION ALL
        SELECT %s FROM %s AS t JOIN %s AS m USING (source_system, source_key)
        GROUP BY m.lead_system, m.lead_key
        """
        .formatted(CATALOG, quoted(table.name().table()), alone, rows, same, together, rows, same);
  }

  /** The tables behind a view that a name means; none when it means no view. */
  Set<TableName> behind(List<String> path) {
    boolean whole = path.size() == 3 && path.get(1).equalsIgnoreCase("main");
    if ((path.size() != 2 && !whole) || !path.get(0).equalsIgnoreCase(CATALOG)) {
      return Set.of();
    }
    String wanted = path.get(path.size() - 1);
    return views.entrySet().stream()
        .filter(view -> view.getKey().equalsIgnoreCase(wanted))
        .findFirst()
        .map(view -> view.getValue().tables())
        .orElse(Set.of());
  }

  /** The columns of the views, under the names of the tables that they show. */
  List<TableSchema> all() {
    return views.values().stream()
        .map(Unified::schema)
        .sorted((left, right) -> left.name().compareTo(right.name()))
        .toList();
  }
}
