package dev.millrace.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Suggestion;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.api.lake.LakeTables;
import dev.millrace.live.LakeRead.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds where a query names tables of the lake, and which ones it means. */
final class LakeNames {
  private static final String FORM =
      "Write lake.model.<table>, lake.<source>.<table> or lake.<source>.\"<schema>.<table>\".";

  private final String sql;
  private final LakeTables lake;
  private final JsonNode statements;
  private final SqlTokens tokens;
  private final LakeFilters filters;
  private final Map<TimeTravel.Clause, JsonNode> times;
  private final List<LakeRead> reads = new ArrayList<>();
  private final Map<String, LakeTable> found = new HashMap<>();

  /** The names by which tables are read. */
  private final Set<List<String>> paths = new LinkedHashSet<>();

  private final Set<JsonNode> described = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param times the expressions of the times that were taken out of the query
   */
  LakeNames(
      String sql, LakeTables lake, JsonNode statements, Map<TimeTravel.Clause, JsonNode> times) {
    this.sql = sql;
    this.lake = lake;
    this.statements = statements;
    this.tokens = new SqlTokens(sql);
    this.filters = new LakeFilters(statements);
    this.times = new LinkedHashMap<>(times);
  }

  /**
   * All reads that were noted.
   *
   * @throws MillraceException SQL_INVALID when a time was asked for elsewhere than behind a table
   */
  List<LakeRead> reads() {
    for (TimeTravel.Clause clause : times.keySet()) {
      throw QueryErrors.invalid(
          "FOR TIMESTAMP AS OF stands behind something else than a table",
          "Write it right behind the table's name, before its alias.",
          sql,
          bytes(clause.start()));
    }
    return List.copyOf(reads);
  }

  /** Where columns are written as {@code model.item.name}: what comes before the table. */
  List<Part> qualifiers() {
    List<Part> qualifiers = new ArrayList<>();
    if (!reads.isEmpty()) {
      qualifiers(statements, qualifiers);
    }
    return qualifiers;
  }

  private void qualifiers(JsonNode node, List<Part> found) {
    JsonNode names = node.path("column_names");
    Optional<List<String>> path =
        paths.stream().filter(before -> isBehind(before, names)).findFirst();
    int first = path.isPresent() ? tokens.startingAt(character(node)) : -1;
    if (first >= 0) {
      int table = first + 2 * (path.get().size() - 1);
      found.add(new Part(tokens.get(first).start(), tokens.get(table).start()));
    }
    node.forEach(child -> qualifiers(child, found));
  }

  /** Whether a column is written behind the name of its table. */
  private static boolean isBehind(List<String> table, JsonNode names) {
    if (table.size() < 2 || names.size() <= table.size()) {
      return false;
    }
    for (int i = 0; i < table.size(); i++) {
      if (!names.get(i).asText().equalsIgnoreCase(table.get(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isLakes(List<String> path) {
    return path.size() > 1 && path.get(0).equalsIgnoreCase(LakeTables.CATALOG);
  }

  /** Notes that a table is described, not read; called before the table itself is met. */
  void described(JsonNode show) {
    JsonNode from = show.at("/query/from_table");
    if (from.path("query_location").asInt(-1) < 0) {
      described.add(from);
    }
  }

  /**
   * Notes a table of the lake.
   *
   * @throws MillraceException SQL_INVALID when there is none of that name, or several
   */
  void read(JsonNode node, List<String> path) {
    if (path.size() != 3) {
      throw invalid(node, "Table " + String.join(".", path) + " does not exist", FORM);
    }
    String key = path.get(1) + "\0" + path.get(2);
    LakeTable table = found.get(key);
    if (table == null) {
      table = only(node, path, lake.find(path.get(1), path.get(2)));
      found.put(key, table);
    }
    add(node, table, path);
  }

  /** Whether the past of a table is asked for. */
  boolean isPast(JsonNode node) {
    int first = first(node);
    return node.path("at_clause").isObject()
        || (first >= 0 && clauseBehind(lastOfName(first)).isPresent());
  }

  /** Notes a table of the store whose past is asked for, which the lake has. */
  void readPast(JsonNode node, TableName name, List<String> path) {
    LakeTable table = found.get(name.toString());
    if (table == null) {
      table =
          lake.find(name)
              .orElseThrow(
                  () ->
                      invalid(
                          node,
                          "The past of " + name + " is not in the lake yet",
                          "Try again in a few seconds, when its changes are committed there."));
      found.put(name.toString(), table);
    }
    add(node, table, path);
  }

  /**
   * Notes an event table, whose rows are in the lake alone.
   *
   * @throws MillraceException SQL_INVALID when there is no lake
   */
  void readEvents(JsonNode node, TableSchema events, List<String> path) {
    if (lake == LakeTables.NONE) {
      throw invalid(
          node,
          "Table " + events.name() + " is an event table, which is in the lake, and there is none",
          "Ask where Millrace runs with its lake.");
    }
    LakeTable table =
        found.computeIfAbsent(
            events.name().toString(),
            any -> lake.find(events.name()).orElseGet(() -> new EmptyEvents(events)));
    add(node, table, path);
  }

  private LakeTable only(JsonNode node, List<String> path, List<LakeTable> tables) {
    if (tables.size() == 1) {
      return tables.get(0);
    }
    String name = String.join(".", path);
    if (tables.size() > 1) {
      List<String> names = tables.stream().map(LakeTable::name).toList();
      throw invalid(
          node,
          "Table " + name + " may be " + String.join(" or ", names),
          "Write " + names.get(0) + ".");
    }
    Optional<String> near =
        Suggestion.nearest(name, lake.all().stream().map(LakeTable::name).toList());
    throw invalid(
        node,
        "Table " + name + " does not exist",
        near.map(n -> "Did you mean " + n + "?").orElse(FORM));
  }

  private void add(JsonNode node, LakeTable table, List<String> path) {
    paths.add(path);
    boolean alone = described.contains(node);
    int first = alone ? firstDescribed(path) : first(node);
    if (first < 0) {
      throw invalid(node, "Table " + table.name() + " cannot be read here", "Name it in a FROM.");
    }
    int last = lastOfName(first);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(tokens.get(first).start(), tokens.get(last).end()));
    Optional<JsonNode> time = time(node, last, parts);
    boolean named = alone || !node.path("alias").asText().isEmpty();
    reads.add(
        new LakeRead(
            table,
            parts,
            alone ? "FROM " : "",
            named ? "" : " AS " + tokens.text(last),
            time,
            filters.of(node)));
  }

  private Optional<JsonNode> time(JsonNode node, int last, List<Part> parts) {
    Optional<TimeTravel.Clause> clause = clauseBehind(last);
    if (clause.isPresent()) {
      return Optional.of(times.remove(clause.get()));
    }
    JsonNode at = node.path("at_clause");
    if (!at.isObject()) {
      return Optional.empty();
    }
    if (!at.path("unit").asText().equalsIgnoreCase("timestamp")) {
      throw invalid(node, "Only a time can be asked for", "Write AT (TIMESTAMP => '…').");
    }
    int start = last + 1;
    while (!tokens.are(start, "AT", "(")) {
      start++;
    }
    parts.add(new Part(tokens.get(start).start(), tokens.get(tokens.closing(start + 1)).end()));
    return Optional.of(at.path("expr"));
  }

  private Optional<TimeTravel.Clause> clauseBehind(int token) {
    int from = tokens.get(token).end();
    int to = token + 1 < tokens.size() ? tokens.get(token + 1).start() : sql.length();
    return times.keySet().stream()
        .filter(clause -> clause.start() >= from && clause.end() <= to)
        .findFirst();
  }

  private int first(JsonNode node) {
    return tokens.startingAt(character(node));
  }

  private int lastOfName(int first) {
    int last = first;
    while (tokens.are(last + 1, ".")) {
      last += 2;
    }
    return last;
  }

  /** DuckDB does not say where the table of a DESCRIBE stands. */
  private int firstDescribed(List<String> path) {
    for (int i = 1; i < tokens.size(); i++) {
      boolean behind =
          tokens.are(i - 1, "DESCRIBE")
              || tokens.are(i - 1, "DESC")
              || tokens.are(i - 1, "SHOW")
              || tokens.are(i - 1, "SUMMARIZE");
      if (behind && lastOfName(i) == i + 2 * path.size() - 2 && isNamed(i, path)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isNamed(int first, List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      String text = tokens.text(first + 2 * i);
      boolean quoted = text.startsWith("\"");
      String name = quoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
      if (!name.equalsIgnoreCase(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private MillraceException invalid(JsonNode node, String message, String remedy) {
    return QueryErrors.invalid(message, remedy, sql, node.path("query_location").asInt(-1));
  }

  /** DuckDB counts bytes of UTF-8. */
  private int character(JsonNode node) {
    int bytes = node.path("query_location").asInt(-1);
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    return bytes < 0 || bytes > utf8.length
        ? -1
        : new String(utf8, 0, bytes, StandardCharsets.UTF_8).length();
  }

  private int bytes(int character) {
    return sql.substring(0, character).getBytes(StandardCharsets.UTF_8).length;
  }
}
