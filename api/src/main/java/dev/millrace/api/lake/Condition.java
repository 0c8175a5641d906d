package dev.millrace.api.lake;

import java.util.List;

/** What must hold for a row that matters to a query. Never holds where a compared value is NULL. */
public sealed interface Condition {

  /** Holds for every row. */
  Condition ANY = new All(List.of());

  /** All of them must hold; none is needed when there are none. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** One of them must hold. */
  record OneOf(List<Condition> conditions) implements Condition {
    public OneOf {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * A column is compared with a value of its own type.
   *
   * @param column by the name that {@link LakeTable#columns} gives
   * @param value Boolean, Long for all integers, BigDecimal in the column's scale, String,
   *     LocalDate, LocalTime, LocalDateTime, or Instant
   */
  record Compare(String column, Comparison comparison, Object value) implements Condition {}

  /** How two values compare. */
  enum Comparison {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }
}
