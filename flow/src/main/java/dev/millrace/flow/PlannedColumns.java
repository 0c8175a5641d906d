package dev.millrace.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.TableName;
import dev.millrace.flow.ColumnForm.RawColumn;
import dev.millrace.flow.lineage.PlanJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a statement does with columns, read from the plan that Flink makes of it: however it is
 * written, in joins, subqueries or views.
 *
 * @param reads columns by raw table, those of conditions among them
 * @param joins columns that are compared by joins
 * @param target model table that is written
 * @param writes its columns that the statement sets
 * @param forms by column that is set: what it is made of; a column made in another way is not in it
 */
record PlannedColumns(
    Map<TableName, Set<String>> reads,
    List<Join> joins,
    TableName target,
    Set<String> writes,
    Map<String, ColumnForm> forms) {

  /** Columns of two tables that are equal in joined rows, in the same order. */
  record Join(List<RawColumn> left, List<RawColumn> right) {}

  /**
   * Reads a plan.
   *
   * @param plan as {@code CompiledPlan.asJsonString} writes it
   */
  static PlannedColumns of(String plan) {
    try {
      return new Reader(new ObjectMapper().readTree(plan)).read();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read Flink's plan.", e);
    }
  }

  /** Goes through the nodes of a plan, from the scans to the sink. */
  private static final class Reader {
    private final JsonNode plan;
    private final Map<Integer, List<ColumnForm>> columns = new HashMap<>();
    private final Map<TableName, Set<String>> reads = new LinkedHashMap<>();
    private final List<Join> joins = new ArrayList<>();

    Reader(JsonNode plan) {
      this.plan = plan;
    }

    PlannedColumns read() {
      for (JsonNode node : plan.path("nodes")) {
        List<List<ColumnForm>> inputs = inputs(node.path("id").asInt());
        if (node.has("dynamicTableSink")) {
          return sink(node.path("dynamicTableSink"), inputs.get(0));
        }
        columns.put(node.path("id").asInt(), columns(node, inputs));
      }
      throw new IllegalStateException("Cannot find the sink in Flink's plan.");
    }

    private List<List<ColumnForm>> inputs(int id) {
      List<List<ColumnForm>> inputs = new ArrayList<>();
      for (JsonNode edge : plan.path("edges")) {
        if (edge.path("target").asInt() == id) {
          inputs.add(columns.get(edge.path("source").asInt()));
        }
      }
      return inputs;
    }

    private List<ColumnForm> columns(JsonNode node, List<List<ColumnForm>> inputs) {
      int width = PlanJson.width(node);
      List<ColumnForm> made = new ArrayList<>();
      if (node.has("scanTableSource")) {
        made.addAll(scan(node.path("scanTableSource")));
      } else if (node.path("projection").isArray()) {
        node.path("projection").forEach(value -> made.add(form(value, inputs.get(0))));
      } else if (node.has("grouping")) {
        node.path("grouping").forEach(place -> made.add(inputs.get(0).get(place.asInt())));
      } else if (node.has("joinSpec") && inputs.size() == 2) {
        join(node.path("joinSpec"), inputs.get(0), inputs.get(1));
        made.addAll(inputs.get(0));
        made.addAll(inputs.get(1));
      } else if (!inputs.isEmpty()) {
        made.addAll(inputs.get(0));
        for (List<ColumnForm> other : inputs.subList(1, inputs.size())) {
          for (int i = 0; i < made.size(); i++) {
            made.set(i, i < other.size() ? made.get(i).or(other.get(i)) : ColumnForm.UNKNOWN);
          }
        }
      }
      while (made.size() < width) {
        made.add(ColumnForm.UNKNOWN);
      }
      return made.subList(0, width);
    }

    private List<ColumnForm> scan(JsonNode scan) {
      List<String> parts = PlanJson.parts(scan.path("table"));
      TableName table = TableName.raw(parts.get(0), parts.get(1), parts.get(2));
      Set<String> read = reads.computeIfAbsent(table, none -> new TreeSet<>());
      List<ColumnForm> made = new ArrayList<>();
      for (String name : PlanJson.scanned(scan)) {
        boolean own = !name.equals(FlinkTypes.POSITION) && !name.equals(FlinkTypes.COMMIT_TIME);
        if (own) {
          read.add(name);
        }
        made.add(own ? ColumnForm.of(new RawColumn(table, name)) : ColumnForm.UNKNOWN);
      }
      return made;
    }

    private void join(JsonNode join, List<ColumnForm> left, List<ColumnForm> right) {
      List<RawColumn> lefts = new ArrayList<>();
      List<RawColumn> rights = new ArrayList<>();
      for (int i = 0; i < join.path("leftKeys").size(); i++) {
        Optional<RawColumn> from = left.get(join.path("leftKeys").get(i).asInt()).column();
        Optional<RawColumn> to = right.get(join.path("rightKeys").get(i).asInt()).column();
        if (from.isPresent() && to.isPresent()) {
          lefts.add(from.get());
          rights.add(to.get());
        }
      }
      // Of a join with columns of several tables, those of each two tables.
      for (TableName from : tables(lefts)) {
        for (TableName to : tables(rights)) {
          List<RawColumn> one = new ArrayList<>();
          List<RawColumn> other = new ArrayList<>();
          for (int i = 0; i < lefts.size(); i++) {
            if (lefts.get(i).table().equals(from) && rights.get(i).table().equals(to)) {
              one.add(lefts.get(i));
              other.add(rights.get(i));
            }
          }
          if (!one.isEmpty()) {
            joins.add(new Join(one, other));
          }
        }
      }
    }

    private static List<TableName> tables(List<RawColumn> columns) {
      return columns.stream().map(RawColumn::table).distinct().toList();
    }

    private static ColumnForm form(JsonNode value, List<ColumnForm> input) {
      String kind = value.path("kind").asText();
      if (kind.equals("INPUT_REF")) {
        return input.get(value.path("inputIndex").asInt());
      }
      if (kind.equals("LITERAL")) {
        return value.path("value").isNull() || value.path("value").isMissingNode()
            ? ColumnForm.NOTHING
            : ColumnForm.of(value.path("value").asText());
      }
      List<ColumnForm> operands = new ArrayList<>();
      value.path("operands").forEach(operand -> operands.add(form(operand, input)));
      return switch (value.path("internalName").asText()) {
        case "$CAST$1", "$TRY_CAST$1" -> operands.get(0);
        case "$||$1", "$CONCAT$1" ->
            operands.stream().reduce(ColumnForm::then).orElse(ColumnForm.UNKNOWN);
        case "$COALESCE$1" -> operands.stream().reduce(ColumnForm::or).orElse(ColumnForm.UNKNOWN);
        case "$CASE$1" -> ofCase(operands);
        default -> ColumnForm.UNKNOWN;
      };
    }

    /** Operands are a condition and a value by turns, and the value of ELSE. */
    private static ColumnForm ofCase(List<ColumnForm> operands) {
      ColumnForm all = operands.get(operands.size() - 1);
      for (int i = 1; i < operands.size() - 1; i += 2) {
        all = all.or(operands.get(i));
      }
      return all;
    }

    private PlannedColumns sink(JsonNode sink, List<ColumnForm> input) {
      List<String> names = PlanJson.columns(sink.path("table"));
      Set<String> writes = new TreeSet<>();
      Map<String, ColumnForm> forms = new LinkedHashMap<>();
      for (String name : PlanJson.written(sink)) {
        ColumnForm form = input.get(names.indexOf(name));
        if (!form.equals(ColumnForm.NOTHING)) {
          writes.add(name);
          if (!form.equals(ColumnForm.UNKNOWN)) {
            forms.put(name, form);
          }
        }
      }
      TableName target = TableName.model(PlanJson.parts(sink.path("table")).get(2));
      return new PlannedColumns(reads, joins, target, writes, forms);
    }
  }
}
