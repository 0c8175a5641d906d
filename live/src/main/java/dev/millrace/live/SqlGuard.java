package dev.millrace.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTables;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a query may run. DuckDB's own parser gives its syntax tree; in it only nodes,
 * tables and table functions that are known to be harmless may occur. A read-only transaction and
 * DuckDB's locked settings stand behind this.
 */
final class SqlGuard {
  private static final int LONGEST_QUERY = 256 << 10;

  private static final Set<String> QUERY_NODES =
      Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");

  private static final Set<String> TABLE_REFERENCES =
      Set.of(
          "BASE_TABLE",
          "SUBQUERY",
          "JOIN",
          "TABLE_FUNCTION",
          "EXPRESSION_LIST",
          "EMPTY",
          "PIVOT",
          "SHOW_REF");

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "unnest",
          "range",
          "generate_series",
          "generate_subscripts",
          "repeat",
          "repeat_row",
          "regexp_split_to_table",
          "json_each",
          "json_tree",
          SearchFunction.NAME,
          "duckdb_functions",
          "duckdb_keywords",
          "pg_timezone_names");

  /** Functions that change something, wait, or tell of the process. */
  private static final Pattern FORBIDDEN_FUNCTION =
      Pattern.compile(
          "current_setting|getvariable|getenv|nextval|currval|setval|setseed|write_log|sleep_ms"
              + "|pg_sleep|get_block_size|json_serialize_plan|json_execute_serialized_sql"
              + "|query|query_table|glob|which_secret|sniff_csv|seq_scan|summary"
              + "|__internal.*|read_.*|duckdb_(?!functions$|keywords$).*|pragma_.*|parquet_.*"
              + "|arrow_scan.*|enable_.*|disable_.*|.*checkpoint|.*external_resource.*"
              + "|test_.*|truncate_.*");

  /**
   * A query that may run.
   *
   * @param sql as it was, without times in words that DuckDB does not know
   * @param tables of the store that it reads
   * @param lake the places where it reads tables of the lake
   * @param qualifiers what stands before the names of these tables where columns are meant
   */
  record Approved(
      String sql, Set<TableName> tables, List<LakeRead> lake, List<LakeRead.Part> qualifiers) {}

  private final Tables tables;
  private final LakeTables lake;

  /** The tables that queries may read. */
  interface Tables {
    /** The table that a name means, in upper or lower case. */
    java.util.Optional<TableName> find(List<String> path);

    /** The event table of a name, which is in the lake alone; empty when it is none. */
    java.util.Optional<TableSchema> events(TableName name);

    /** The tables that a view shows, when a name means one; otherwise none. */
    Set<TableName> behind(List<String> path);

    /** Names to suggest instead of an unknown one, the nearest first. */
    List<TableName> like(List<String> path);
  }

  SqlGuard(Tables tables, LakeTables lake) {
    this.tables = tables;
    this.lake = lake;
  }

  /**
   * Approves a query.
   *
   * @throws MillraceException SQL_INVALID or SQL_FORBIDDEN
   */
  Approved approve(SqlParser parser, String written) throws SQLException {
    if (written.length() > LONGEST_QUERY || written.indexOf('\0') >= 0) {
      throw forbidden(
          "a query of " + written.length() + " characters", "Write at most " + LONGEST_QUERY + ".");
    }
    TimeTravel travel = TimeTravel.of(written);
    String sql = travel.sql();
    JsonNode statements = statements(parser, sql);
    Map<TimeTravel.Clause, JsonNode> times = new LinkedHashMap<>();
    for (TimeTravel.Clause clause : travel.clauses()) {
      times.put(clause, time(parser, clause, sql));
    }
    Walk walk = new Walk(sql, new LakeNames(sql, lake, statements, times));
    walk.findNames(statements);
    walk.check(statements);
    times.values().forEach(walk::check);
    return new Approved(
        sql, Set.copyOf(walk.read), walk.lakeNames.reads(), walk.lakeNames.qualifiers());
  }

  private static JsonNode time(SqlParser parser, TimeTravel.Clause clause, String sql)
      throws SQLException {
    try {
      return statements(parser, "SELECT " + clause.time()).at("/0/node/select_list/0");
    } catch (MillraceException e) {
      // The place that it names is one in the clause.
      int place = sql.substring(0, clause.start()).getBytes(StandardCharsets.UTF_8).length;
      throw new MillraceException(QueryErrors.at(e.problem(), sql, place), e);
    }
  }

  /** The syntax tree of one SELECT. */
  private static JsonNode statements(SqlParser parser, String sql) throws SQLException {
    JsonNode tree =
        parser
            .parse(sql)
            .orElseThrow(
                () -> forbidden("a query nested so deeply", "Write it with fewer levels."));
    JsonNode statements = tree.path("statements");
    if (tree.path("error").asBoolean()) {
      String message = tree.path("error_message").asText();
      if (message.contains("Only SELECT")) {
        throw forbidden("anything but SELECT", "Write one SELECT query.");
      }
      throw QueryErrors.invalid(message, sql, tree.path("position").asInt(-1));
    }
    if (statements.size() != 1) {
      throw forbidden(statements.size() + " statements at once", "Write one SELECT query.");
    }
    return statements;
  }

  private static MillraceException forbidden(String what, String remedy) {
    return new MillraceException(
        ErrorCode.SQL_FORBIDDEN, "Cannot run " + what + " on the live store.", remedy);
  }

  /** One look through a syntax tree. */
  private final class Walk {
    private final String sql;
    private final Set<String> commonTables = new HashSet<>();
    private final Set<TableName> read = new LinkedHashSet<>();
    private final LakeNames lakeNames;

    Walk(String sql, LakeNames lakeNames) {
      this.sql = sql;
      this.lakeNames = lakeNames;
    }

    /** Finds the names that WITH gives. */
    void findNames(JsonNode node) {
      if (node.isObject()) {
        for (JsonNode entry : node.path("cte_map").path("map")) {
          addCommonTable(entry.path("key").asText());
        }
        if (node.path("type").asText().equals("RECURSIVE_CTE_NODE")
            || node.path("type").asText().equals("CTE_NODE")) {
          addCommonTable(node.path("cte_name").asText());
        }
      }
      node.forEach(this::findNames);
    }

    private void addCommonTable(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      // Where the name is out of scope it would mean a table of DuckDB's own.
      if (lower.startsWith("pg_")
          || lower.startsWith("duckdb_")
          || lower.startsWith("pragma_")
          || lower.startsWith("sqlite_")
          || lower.startsWith("_")) {
        throw forbidden("WITH " + name, "Give it a name that DuckDB does not use.");
      }
      commonTables.add(lower);
    }

    void check(JsonNode node) {
      if (node.isObject()) {
        String type = node.path("type").asText("");
        if (type.endsWith("_NODE") && !QUERY_NODES.contains(type)) {
          throw forbidden("anything but SELECT", "Write one SELECT query.");
        }
        if (node.has("ref_type") || isTableReference(node)) {
          checkReference(node, type);
        }
        if (node.has("function_name")) {
          checkFunction(node);
        }
      }
      node.forEach(this::check);
    }

    private static boolean isTableReference(JsonNode node) {
      return node.has("sample") && node.has("alias") && node.has("type");
    }

    private void checkReference(JsonNode node, String type) {
      if (!TABLE_REFERENCES.contains(type)) {
        throw forbidden("a query with " + type, "Read tables of Millrace only.");
      }
      switch (type) {
        case "BASE_TABLE" -> checkTable(node);
        case "TABLE_FUNCTION" -> {
          String name = functionName(node.path("function"));
          if (!TABLE_FUNCTIONS.contains(name)) {
            throw forbidden("table function " + name, "Read tables of Millrace only.");
          }
        }
        case "SHOW_REF" -> {
          if (!node.path("query").isObject()) {
            throw forbidden("SHOW", "Read information_schema.tables instead.");
          }
          lakeNames.described(node);
        }
        default -> {
          // The parts of the others are looked at by themselves.
        }
      }
    }

    private void checkFunction(JsonNode node) {
      String name = functionName(node);
      if (FORBIDDEN_FUNCTION.matcher(name).matches()) {
        throw forbidden("function " + name, "Read tables of Millrace only.");
      }
    }

    private static String functionName(JsonNode function) {
      return function.path("function_name").asText().toLowerCase(Locale.ROOT);
    }

    private void checkTable(JsonNode node) {
      List<String> path = path(node);
      String last = path.get(path.size() - 1);
      if (path.size() == 1 && commonTables.contains(last.toLowerCase(Locale.ROOT))) {
        return;
      }
      if (path.size() == 2 && path.get(0).equalsIgnoreCase("information_schema")) {
        return;
      }
      if (LakeNames.isLakes(path)) {
        lakeNames.read(node, path);
        return;
      }
      Set<TableName> behind = tables.behind(path);
      if (!behind.isEmpty()) {
        checkView(node, path);
        read.addAll(behind);
        return;
      }
      TableName name = tables.find(path).orElseThrow(() -> unknown(node, path));
      java.util.Optional<TableSchema> events = tables.events(name);
      if (events.isPresent()) {
        lakeNames.readEvents(node, events.get(), path);
      } else if (lakeNames.isPast(node)) {
        lakeNames.readPast(node, name, path);
      } else {
        read.add(name);
      }
    }

    private void checkView(JsonNode node, List<String> path) {
      if (lakeNames.isPast(node)) {
        throw QueryErrors.invalid(
            "The past of " + String.join(".", path) + " is not kept",
            "Ask for that of the model's tables: which rows are the same is in their"
                + " _identity tables.",
            sql,
            node.path("query_location").asInt(-1));
      }
    }

    private static List<String> path(JsonNode node) {
      List<String> path = new java.util.ArrayList<>();
      for (String part : List.of("catalog_name", "schema_name", "table_name")) {
        String name = node.path(part).asText();
        if (!name.isEmpty()) {
          path.add(name);
        }
      }
      return path;
    }

    private MillraceException unknown(JsonNode node, List<String> path) {
      String name = String.join(".", path);
      List<TableName> like = tables.like(path);
      String remedy =
          like.isEmpty()
              ? "Write <source>.<schema>.<table> or model.<table>."
              : "Did you mean " + like.get(0) + "?";
      return QueryErrors.invalid(
          "Table " + name + " does not exist", remedy, sql, node.path("query_location").asInt(-1));
    }
  }
}
