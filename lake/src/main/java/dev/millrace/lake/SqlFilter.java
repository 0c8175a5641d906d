package dev.millrace.lake;

import dev.millrace.api.lake.Condition;
import dev.millrace.api.lake.Condition.Compare;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Says a query's condition in Iceberg's words, by which files are left out. What cannot be said
 * holds for every row, so that no file is left out for it.
 */
final class SqlFilter {
  private final Schema schema;
  private final Function<String, Optional<String>> fields;

  /**
   * @param fields gives the field that has a column's values; empty when no single one has
   */
  SqlFilter(Schema schema, Function<String, Optional<String>> fields) {
    this.schema = schema;
    this.fields = fields;
  }

  Expression of(Condition condition) {
    if (condition instanceof Condition.All all) {
      return all.conditions().stream()
          .map(this::of)
          .reduce(Expressions.alwaysTrue(), Expressions::and);
    }
    if (condition instanceof Condition.OneOf some) {
      return some.conditions().stream()
          .map(this::of)
          .reduce(Expressions.alwaysFalse(), Expressions::or);
    }
    return comparison((Compare) condition);
  }

  private Expression comparison(Compare compare) {
    Optional<String> field = fields.apply(compare.column());
    if (field.isEmpty()) {
      return Expressions.alwaysTrue();
    }
    String name = field.get();
    Object value = literal(compare.value());
    Expression expression =
        switch (compare.comparison()) {
          case EQUAL -> Expressions.equal(name, value);
          case LESS -> Expressions.lessThan(name, value);
          case LESS_OR_EQUAL -> Expressions.lessThanOrEqual(name, value);
          case GREATER -> Expressions.greaterThan(name, value);
          case GREATER_OR_EQUAL -> Expressions.greaterThanOrEqual(name, value);
        };
    try {
      Binder.bind(schema.asStruct(), expression, true);
      return expression;
    } catch (ValidationException e) {
      // The field's type has no such value.
      return Expressions.alwaysTrue();
    }
  }

  private static Object literal(Object value) {
    if (value instanceof LocalDate date) {
      return (int) date.toEpochDay();
    }
    if (value instanceof LocalTime time) {
      return time.toNanoOfDay() / 1_000;
    }
    if (value instanceof LocalDateTime time) {
      return micros(time.toInstant(ZoneOffset.UTC));
    }
    if (value instanceof Instant instant) {
      return micros(instant);
    }
    if (value instanceof Long
        || value instanceof String
        || value instanceof Boolean
        || value instanceof BigDecimal) {
      return value;
    }
    throw new IllegalArgumentException("Cannot compare a column with a " + value.getClass());
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
