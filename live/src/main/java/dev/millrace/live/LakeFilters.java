package dev.millrace.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds for each table of a query the WHERE that its rows must meet.
 *
 * <p>That is the WHERE of the SELECT in whose FROM the table stands, alone or joined. A comparison
 * there never holds for NULL, so a row that does not meet it can be left out below any join that
 * pairs rows by a condition, an outer one too. It is not so where a row's place among others
 * matters: ASOF and POSITIONAL joins, samples.
 */
final class LakeFilters {
  private static final Set<String> JOINS = Set.of("REGULAR", "CROSS");
  private static final Set<String> JOIN_TYPES =
      Set.of("INNER", "LEFT", "RIGHT", "FULL", "OUTER", "SEMI", "ANTI");

  private final IdentityHashMap<JsonNode, LakeRead.Filter> filters = new IdentityHashMap<>();

  LakeFilters(JsonNode statements) {
    visit(statements);
  }

  /** The filter of a table's node in the tree. */
  Optional<LakeRead.Filter> of(JsonNode table) {
    return Optional.ofNullable(filters.get(table));
  }

  private void visit(JsonNode node) {
    boolean filtered =
        node.path("type").asText().equals("SELECT_NODE")
            && node.path("where_clause").isObject()
            && !node.path("sample").isObject();
    if (filtered) {
      List<JsonNode> tables = new ArrayList<>();
      if (collect(node.path("from_table"), tables)) {
        for (JsonNode table : tables) {
          add(table, tables, node.path("where_clause"));
        }
      }
    }
    node.forEach(this::visit);
  }

  /** Returns false when a row of the whole may depend on rows that do not meet a condition. */
  private static boolean collect(JsonNode from, List<JsonNode> tables) {
    if (from.path("sample").isObject()) {
      return false;
    }
    if (!from.path("type").asText().equals("JOIN")) {
      tables.add(from);
      return true;
    }
    return JOINS.contains(from.path("ref_type").asText())
        && !from.path("ranking_expression").isObject()
        && JOIN_TYPES.contains(from.path("join_type").asText())
        && collect(from.path("left"), tables)
        && collect(from.path("right"), tables);
  }

  private void add(JsonNode table, List<JsonNode> all, JsonNode where) {
    boolean plain =
        table.path("type").asText().equals("BASE_TABLE")
            && table.path("column_name_alias").isEmpty();
    if (!plain) {
      return;
    }
    String name = qualifier(table);
    long same = all.stream().filter(other -> qualifier(other).equals(name)).count();
    if (same == 1) {
      filters.put(table, new LakeRead.Filter(where, name, all.size() == 1));
    }
  }

  private static String qualifier(JsonNode table) {
    String alias = table.path("alias").asText();
    return (alias.isEmpty() ? table.path("table_name").asText() : alias).toLowerCase(Locale.ROOT);
  }
}
