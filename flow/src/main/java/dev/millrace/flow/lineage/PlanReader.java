package dev.millrace.flow.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Goes through the nodes of a plan, from the scans to the sink. */
final class PlanReader {
  private final JsonNode plan;
  private final Map<Integer, List<Value>> made = new HashMap<>();
  private final SortedSet<Origin> rows = new TreeSet<>();

  PlanReader(String json) {
    try {
      plan = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read Flink's plan.", e);
    }
  }

  StatementLineage read(int line) {
    for (JsonNode node : plan.path("nodes")) {
      List<List<Value>> inputs = inputs(node.path("id").asInt());
      if (node.has("dynamicTableSink")) {
        return sink(node.path("dynamicTableSink"), inputs.get(0), line);
      }
      made.put(node.path("id").asInt(), columns(node, inputs));
    }
    throw new IllegalStateException("Cannot find the sink in Flink's plan.");
  }

  private List<List<Value>> inputs(int id) {
    List<List<Value>> inputs = new ArrayList<>();
    for (JsonNode edge : plan.path("edges")) {
      if (edge.path("target").asInt() == id) {
        inputs.add(made.get(edge.path("source").asInt()));
      }
    }
    return inputs;
  }

  private StatementLineage sink(JsonNode sink, List<Value> input, int line) {
    List<String> names = PlanJson.columns(sink.path("table"));
    List<ColumnLineage> columns = new ArrayList<>();
    for (String name : PlanJson.written(sink)) {
      Value value = input.get(names.indexOf(name));
      columns.add(new ColumnLineage(name, value.text(), List.copyOf(value.origins())));
    }
    TableName table = TableName.model(PlanJson.parts(sink.path("table")).get(2));
    return new StatementLineage(table, line, columns, List.copyOf(rows));
  }

  /** The columns of a node's rows. */
  private List<Value> columns(JsonNode node, List<List<Value>> inputs) {
    List<Value> columns = new ArrayList<>();
    if (node.has("scanTableSource")) {
      columns.addAll(scan(node.path("scanTableSource")));
    } else if (node.has("tuples")) {
      columns.addAll(merged(node.path("tuples"), List.of()));
    } else if (node.path("projection").isArray()) {
      node.path("projection").forEach(e -> columns.add(Expressions.value(e, inputs.get(0))));
      decide(node.path("condition"), inputs.get(0), Way.FILTER);
    } else if (node.has("projects")) {
      columns.addAll(merged(node.path("projects"), inputs.get(0)));
    } else if (node.has("functionCall")) {
      columns.addAll(called(node, inputs.get(0)));
    } else if (inputs.size() == 2 && join(node).has("leftKeys")) {
      columns.addAll(joined(join(node), inputs.get(0), inputs.get(1)));
    } else if (node.has("aggCalls")) {
      columns.addAll(grouped(node, inputs.get(0)));
    } else if (node.has("overSpec")) {
      columns.addAll(over(node.path("overSpec"), inputs.get(0)));
    } else if (node.path("type").asText().startsWith("stream-exec-union")) {
      columns.addAll(united(inputs));
    } else {
      columns.addAll(passed(node, inputs));
    }
    return toWidth(columns, PlanJson.width(node), inputs);
  }

  private static List<Value> scan(JsonNode scan) {
    List<String> parts = PlanJson.parts(scan.path("table"));
    TableName table = TableName.raw(parts.get(0), parts.get(1), parts.get(2));
    return PlanJson.scanned(scan).stream()
        .map(name -> Value.of(new Origin(table, name, Way.IDENTITY)))
        .toList();
  }

  /** Rows of expressions that become one table: fixed values, or a row made into several. */
  private static List<Value> merged(JsonNode all, List<Value> input) {
    List<List<Value>> each = new ArrayList<>();
    for (JsonNode row : all) {
      List<Value> values = new ArrayList<>();
      row.forEach(expression -> values.add(Expressions.value(expression, input)));
      each.add(values);
    }
    return united(each);
  }

  /** A table function's columns are beside those of the row that it was called with. */
  private List<Value> called(JsonNode node, List<Value> input) {
    Value call = Expressions.value(node.path("functionCall"), input);
    List<Value> columns = new ArrayList<>(input);
    while (columns.size() < PlanJson.width(node)) {
      columns.add(call);
    }
    decide(node.path("condition"), columns, Way.FILTER);
    return columns;
  }

  private static JsonNode join(JsonNode node) {
    JsonNode interval = node.path("intervalJoinSpec");
    return interval.isMissingNode() ? node.path("joinSpec") : interval.path("joinSpec");
  }

  private List<Value> joined(JsonNode join, List<Value> left, List<Value> right) {
    List<Value> both = new ArrayList<>(left);
    both.addAll(right);
    join.path("leftKeys").forEach(key -> decide(left.get(key.asInt()), Way.JOIN));
    join.path("rightKeys").forEach(key -> decide(right.get(key.asInt()), Way.JOIN));
    decide(join.path("nonEquiCondition"), both, Way.JOIN);
    String kind = join.path("joinType").asText();
    return kind.equals("SEMI") || kind.equals("ANTI") ? left : both;
  }

  private List<Value> grouped(JsonNode node, List<Value> input) {
    List<Value> columns = new ArrayList<>();
    for (JsonNode place : node.path("grouping")) {
      columns.add(input.get(place.asInt()));
      decide(input.get(place.asInt()), Way.GROUP_BY);
    }
    node.path("aggCalls").forEach(call -> columns.add(aggregate(call, input)));
    return columns;
  }

  private static Value aggregate(JsonNode call, List<Value> input) {
    List<String> arguments = new ArrayList<>();
    SortedSet<Origin> origins = new TreeSet<>();
    for (JsonNode place : call.path("argList")) {
      Value argument = input.get(place.asInt());
      arguments.add(argument.text());
      origins.addAll(argument.as(Way.AGGREGATION));
    }
    int filter = call.path("filterArg").asInt(-1);
    if (filter >= 0) {
      origins.addAll(input.get(filter).as(Way.CONDITIONAL));
    }
    String name = call.path("internalName").asText(call.path("name").asText());
    String text =
        name.replaceFirst("^\\$(.*)\\$\\d+$", "$1")
            + (call.path("distinct").asBoolean() ? "(DISTINCT " : "(")
            + (arguments.isEmpty() ? "*" : String.join(", ", arguments))
            + ")";
    return new Value(text, Value.WORD, origins);
  }

  /** The columns of aggregates over windows are behind those of the row. */
  private static List<Value> over(JsonNode spec, List<Value> input) {
    List<Value> columns = new ArrayList<>(input);
    List<Value> arguments = new ArrayList<>(input);
    spec.path("constants").forEach(c -> arguments.add(Expressions.value(c, input)));
    SortedSet<Origin> parts = new TreeSet<>();
    spec.path("partition").path("fields").forEach(f -> parts.addAll(windowed(input, f.asInt())));
    for (JsonNode group : spec.path("groups")) {
      SortedSet<Origin> window = new TreeSet<>(parts);
      sorted(group, input).forEach(value -> window.addAll(value.as(Way.WINDOW)));
      for (JsonNode call : group.path("aggCalls")) {
        Value value = aggregate(call, arguments);
        columns.add(
            new Value(value.text() + " OVER (…)", Value.WORD, value.origins()).decidedBy(window));
      }
    }
    return columns;
  }

  private static Collection<Origin> windowed(List<Value> input, int place) {
    return input.get(place).as(Way.WINDOW);
  }

  /** The columns by which a node orders. */
  private static List<Value> sorted(JsonNode node, List<Value> input) {
    List<Value> columns = new ArrayList<>();
    for (String key : List.of("orderBy", "sort")) {
      for (JsonNode field : node.path(key).path("fields")) {
        columns.add(input.get(field.path("index").asInt()));
      }
    }
    return columns;
  }

  private static List<Value> united(List<List<Value>> rows) {
    List<Value> columns = new ArrayList<>();
    for (int i = 0; i < rows.get(0).size(); i++) {
      int place = i;
      columns.add(Value.anyOf(rows.stream().map(row -> row.get(place)).toList()));
    }
    return columns;
  }

  /** Steps that leave columns as they are and may leave out rows: first rows of groups, limits. */
  private List<Value> passed(JsonNode node, List<List<Value>> inputs) {
    if (inputs.size() != 1) {
      return List.of();
    }
    List<Value> input = inputs.get(0);
    SortedSet<Origin> window = new TreeSet<>();
    node.path("partition").path("fields").forEach(f -> window.addAll(windowed(input, f.asInt())));
    node.path("uniqueKeys").forEach(key -> window.addAll(windowed(input, key.asInt())));
    boolean parted = !window.isEmpty() || node.has("rankRange");
    for (Value value : sorted(node, input)) {
      window.addAll(value.as(parted ? Way.WINDOW : Way.SORT));
    }
    rows.addAll(window);
    List<Value> columns = new ArrayList<>(input);
    if (PlanJson.width(node) == input.size() + 1) {
      columns.add(new Value("ROW_NUMBER() OVER (…)", Value.WORD, window));
    }
    return columns;
  }

  private void decide(JsonNode condition, List<Value> input, Way way) {
    if (condition.isObject()) {
      decide(Expressions.value(condition, input), way);
    }
  }

  private void decide(Value value, Way way) {
    rows.addAll(value.as(way));
  }

  /** Columns of a step that is not known: each may be made of all that came in. */
  private static List<Value> toWidth(List<Value> columns, int width, List<List<Value>> inputs) {
    List<Value> all = new ArrayList<>(columns);
    while (all.size() < width) {
      all.add(
          Value.computed("…", Value.WORD, inputs.stream().flatMap(Collection::stream).toList()));
    }
    return all.subList(0, width);
  }
}
