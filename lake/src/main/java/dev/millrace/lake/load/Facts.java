package dev.millrace.lake.load;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What all values of a column of text have in common. */
final class Facts {
  private static final int DIGITS_MAX = 38;

  /** In the order of preference; a decimal stands between whole and floating-point numbers. */
  private static final List<Type> CANDIDATES =
      List.of(
          Types.BooleanType.get(),
          Types.LongType.get(),
          Types.DoubleType.get(),
          Types.DateType.get(),
          Types.TimestampType.withoutZone(),
          Types.TimestampType.withZone());

  private static final int DECIMAL_BEFORE = 2;

  private final boolean[] possible = {true, true, true, true, true, true};
  private boolean decimal = true;
  private int digits;
  private int scale;
  private boolean any;

  /** A value of the column, not NULL. */
  void see(String text) {
    any = true;
    for (int i = 0; i < possible.length; i++) {
      possible[i] = possible[i] && TextValues.parse(CANDIDATES.get(i), text).isPresent();
    }
    Optional<BigDecimal> number = decimal ? TextValues.number(text) : Optional.empty();
    decimal = number.isPresent();
    if (decimal) {
      scale = Math.max(scale, number.get().scale());
      digits = Math.max(digits, number.get().precision() - number.get().scale());
    }
  }

  /** A value that is text and nothing else. */
  void seeText() {
    any = true;
    Arrays.fill(possible, false);
    decimal = false;
  }

  /** The facts of more values of the column. */
  void add(Facts other) {
    if (!other.any) {
      return;
    }
    for (int i = 0; i < possible.length; i++) {
      possible[i] &= other.possible[i];
    }
    decimal &= other.decimal;
    digits = Math.max(digits, other.digits);
    scale = Math.max(scale, other.scale);
    any = true;
  }

  /** The narrowest type that takes every value as it is; text when there is none. */
  Type type() {
    List<Type> fitting = new ArrayList<>();
    for (int i = 0; any && i < possible.length; i++) {
      if (i == DECIMAL_BEFORE && decimal && digits + scale <= DIGITS_MAX) {
        fitting.add(Types.DecimalType.of(Math.max(1, digits + scale), scale));
      }
      if (possible[i]) {
        fitting.add(CANDIDATES.get(i));
      }
    }
    return fitting.isEmpty() ? Types.StringType.get() : fitting.get(0);
  }
}
