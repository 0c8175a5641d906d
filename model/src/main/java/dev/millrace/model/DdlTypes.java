package dev.millrace.model;

import dev.millrace.api.ColumnType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The types a column of the model may have, as Flink's SQL writes them. */
final class DdlTypes {
  static final String KNOWN =
      "Write STRING, INT, BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP(6), TIMESTAMP_LTZ(6) or"
          + " DECIMAL(precision, scale) with at most "
          + ColumnType.MAX_PRECISION
          + " digits.";

  private DdlTypes() {}

  /**
   * The type, if the model takes it.
   *
   * @param sizes the numbers in its parentheses
   */
  static Optional<ColumnType> of(String word, List<Integer> sizes) {
    String type = word.toUpperCase(Locale.ROOT);
    if (sizes.isEmpty()) {
      return switch (type) {
        case "STRING" -> Optional.of(ColumnType.TEXT);
        case "INT" -> Optional.of(ColumnType.INT32);
        case "BIGINT" -> Optional.of(ColumnType.INT64);
        case "DOUBLE" -> Optional.of(ColumnType.FLOAT64);
        case "BOOLEAN" -> Optional.of(ColumnType.BOOLEAN);
        case "DATE" -> Optional.of(ColumnType.DATE);
        default -> Optional.empty();
      };
    }
    if (sizes.equals(List.of(6))) {
      return switch (type) {
        case "TIMESTAMP" -> Optional.of(ColumnType.TIMESTAMP);
        case "TIMESTAMP_LTZ" -> Optional.of(ColumnType.INSTANT);
        default -> Optional.empty();
      };
    }
    return type.equals("DECIMAL") && sizes.size() == 2
        ? decimal(sizes.get(0), sizes.get(1))
        : Optional.empty();
  }

  private static Optional<ColumnType> decimal(int precision, int scale) {
    boolean possible =
        precision >= 1 && precision <= ColumnType.MAX_PRECISION && scale <= precision;
    return possible ? Optional.of(ColumnType.decimal(precision, scale)) : Optional.empty();
  }
}
