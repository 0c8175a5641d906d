package dev.millrace.flow.lineage;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A column in the middle of a plan.
 *
 * @param text in short
 * @param operator that binds the text together, beside which others need parentheses; empty when it
 *     is one word
 * @param origins what it is made of
 */
record Value(String text, String operator, SortedSet<Origin> origins) {
  static final String WORD = "";

  private static final int LONGEST = 400;
  private static final Set<String> ASSOCIATIVE = Set.of("||", "AND", "OR", "+", "*");

  Value {
    text = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  static Value of(Origin column) {
    return new Value(
        column.table().table() + "." + column.column(), WORD, new TreeSet<>(List.of(column)));
  }

  static Value constant(String text) {
    return new Value(text, WORD, new TreeSet<>());
  }

  /** Made of others by a function or an operator. */
  static Value computed(String text, String operator, Collection<Value> operands) {
    SortedSet<Origin> all = new TreeSet<>();
    operands.forEach(operand -> all.addAll(operand.as(Way.TRANSFORMATION)));
    return new Value(text, operator, all);
  }

  /** The origins in a way; what was aggregated or only decided, stays so in a transformation. */
  SortedSet<Origin> as(Way way) {
    SortedSet<Origin> all = new TreeSet<>();
    for (Origin origin : origins) {
      boolean further = way == Way.TRANSFORMATION && origin.way() != Way.IDENTITY;
      boolean decided = way.direct() && !origin.way().direct();
      all.add(further || decided ? origin : origin.as(way));
    }
    return all;
  }

  /** The same value with what decides about it. */
  Value decidedBy(Collection<Origin> others) {
    SortedSet<Origin> all = new TreeSet<>(origins);
    all.addAll(others);
    return new Value(text, operator, all);
  }

  /** One or another, as rows come from here or there. */
  static Value anyOf(List<Value> all) {
    List<String> texts = all.stream().map(Value::text).distinct().toList();
    SortedSet<Origin> origins = new TreeSet<>();
    all.forEach(value -> origins.addAll(value.origins));
    return new Value(
        String.join(" or ", texts), texts.size() == 1 ? all.get(0).operator : "or", origins);
  }

  /** The text as an operand. */
  String operandOf(String other) {
    boolean plain =
        operator.equals(WORD) || (operator.equals(other) && ASSOCIATIVE.contains(operator));
    return plain ? text : "(" + text + ")";
  }
}
