package dev.millrace.flow.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads the expressions of a plan: what they are made of, and how they look. */
final class Expressions {
  private Expressions() {}

  /**
   * The value of an expression.
   *
   * @param input the columns of the rows that it is computed over
   */
  static Value value(JsonNode expression, List<Value> input) {
    return switch (expression.path("kind").asText()) {
      case "INPUT_REF" -> input.get(expression.path("inputIndex").asInt());
      case "LITERAL" -> Value.constant(literal(expression));
      case "FIELD_ACCESS" -> field(expression, input);
      default -> call(expression, input);
    };
  }

  private static Value field(JsonNode expression, List<Value> input) {
    JsonNode of = expression.path("expr");
    if (of.path("kind").asText().equals("CORREL_VARIABLE")) {
      return input.get(PlanJson.fields(of.path("type")).indexOf(expression.path("name").asText()));
    }
    Value row = value(of, input);
    return Value.computed(
        row.operandOf(".") + "." + expression.path("name").asText(), Value.WORD, List.of(row));
  }

  private static String literal(JsonNode literal) {
    JsonNode value = literal.path("value");
    if (value.isNull() || value.isMissingNode()) {
      return "NULL";
    }
    SqlType type = SqlType.of(literal.path("type"));
    if (type.name().startsWith("INTERVAL")) {
      boolean months = type.name().contains("YEAR") || type.name().contains("MONTH");
      return "INTERVAL " + value.asText() + (months ? " MONTHS" : " MILLISECONDS");
    }
    return type.isText() ? quoted(value) : value.asText();
  }

  private static String quoted(JsonNode value) {
    return value.isTextual() ? "'" + value.asText().replace("'", "''") + "'" : value.asText();
  }

  private static Value call(JsonNode call, List<Value> input) {
    String name = name(call);
    List<JsonNode> given = new ArrayList<>();
    call.path("operands").forEach(given::add);
    if (name.equals("SEARCH")) {
      return search(value(given.get(0), input), given.get(1).path("sarg"));
    }
    List<Value> operands = new ArrayList<>();
    for (JsonNode operand : given) {
      // Symbols are settings of a function, such as which side TRIM trims.
      if (!operand.has("symbol")) {
        operands.add(value(operand, input));
      }
    }
    return switch (name) {
      case "CAST", "TRY_CAST" -> cast(name, call, given.get(0), operands.get(0));
      case "CASE" -> choice(operands);
      default -> computed(name, call.path("syntax").asText(), operands);
    };
  }

  /** {@code $CONCAT$1} is Flink's own; functions of a user have plain names. */
  private static String name(JsonNode call) {
    for (String key : List.of("internalName", "systemName", "catalogName")) {
      if (call.has(key)) {
        return call.path(key).asText().replaceFirst("^\\$(.*)\\$\\d+$", "$1");
      }
    }
    return call.path("kind").asText();
  }

  private static Value cast(String name, JsonNode call, JsonNode given, Value operand) {
    SqlType to = SqlType.of(call.path("type"));
    if (to.holds(SqlType.of(given.path("type"))) || operand.text().equals("NULL")) {
      return operand;
    }
    return Value.computed(
        name + "(" + operand.text() + " AS " + to + ")", Value.WORD, List.of(operand));
  }

  /** Operands are a condition and a value by turns, and the value of ELSE. */
  private static Value choice(List<Value> operands) {
    StringBuilder text = new StringBuilder("CASE");
    List<Value> values = new ArrayList<>();
    SortedSet<Origin> conditions = new TreeSet<>();
    int last = operands.size() - 1;
    for (int i = 0; i < last; i += 2) {
      conditions.addAll(operands.get(i).as(Way.CONDITIONAL));
      values.add(operands.get(i + 1));
      text.append(" WHEN ").append(operands.get(i).text());
      text.append(" THEN ").append(operands.get(i + 1).text());
    }
    values.add(operands.get(last));
    text.append(" ELSE ").append(operands.get(last).text()).append(" END");
    return Value.computed(text.toString(), Value.WORD, values).decidedBy(conditions);
  }

  private static Value computed(String name, String syntax, List<Value> operands) {
    List<String> texts = operands.stream().map(operand -> operand.operandOf(name)).toList();
    return switch (syntax) {
      case "POSTFIX" -> Value.computed(String.join(" ", texts) + " " + name, name, operands);
      case "PREFIX" -> {
        String between = Character.isLetter(name.charAt(0)) ? " " : "";
        yield Value.computed(name + between + String.join(" ", texts), name, operands);
      }
      case "BINARY" -> Value.computed(String.join(" " + name + " ", texts), name, operands);
      default ->
          Character.isLetter(name.charAt(0))
              ? function(name, operands)
              : Value.computed(String.join(" " + name + " ", texts), name, operands);
    };
  }

  private static Value function(String name, List<Value> operands) {
    List<String> texts = operands.stream().map(Value::text).toList();
    return Value.computed(name + "(" + String.join(", ", texts) + ")", Value.WORD, operands);
  }

  /** A value looked for in ranges, most often of one value each. */
  private static Value search(Value value, JsonNode sarg) {
    List<String> points = new ArrayList<>();
    List<String> ranges = new ArrayList<>();
    for (JsonNode range : sarg.path("ranges")) {
      JsonNode lower = range.path("lower");
      JsonNode upper = range.path("upper");
      if (lower.equals(upper) && lower.has("value")) {
        points.add(quoted(lower.path("value")));
      } else {
        List<String> sides = new ArrayList<>();
        side(value, lower, ">", sides);
        side(value, upper, "<", sides);
        ranges.add(String.join(" AND ", sides));
      }
    }
    if (!points.isEmpty()) {
      ranges.add(0, value.operandOf("IN") + " IN (" + String.join(", ", points) + ")");
    }
    return Value.computed(
        String.join(" OR ", ranges), ranges.size() == 1 ? "IN" : "OR", List.of(value));
  }

  private static void side(Value value, JsonNode bound, String sign, List<String> sides) {
    if (bound.has("value")) {
      String equal = bound.path("boundType").asText().equals("CLOSED") ? "=" : "";
      sides.add(value.operandOf(sign) + " " + sign + equal + " " + quoted(bound.path("value")));
    }
  }
}
