package dev.millrace.lake.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads values that are written as text; what would change its meaning is not taken. */
final class TextValues {
  /** Leading zeros and a plus are part of a text, not of a number. */
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
  private static final Pattern FLOAT =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?");
  private static final Pattern ZONED =
      Pattern.compile(TIME.pattern() + " ?(Z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})");

  private TextValues() {}

  /**
   * The value, in the form of Iceberg's generic records.
   *
   * @return empty when the text is no such value, or not without loss
   */
  static Optional<Object> parse(Type type, String text) {
    try {
      return Optional.ofNullable(value(type, text));
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The number, when the text is one without an exponent; a minus before zero would be lost. */
  static Optional<BigDecimal> number(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(text);
    return text.startsWith("-") && value.signum() == 0 ? Optional.empty() : Optional.of(value);
  }

  private static Object value(Type type, String text) {
    return switch (type.typeId()) {
      case STRING -> text;
      case BOOLEAN -> bool(text);
      case INTEGER -> WHOLE.matcher(text).matches() ? (Object) Integer.parseInt(text) : null;
      case LONG -> WHOLE.matcher(text).matches() ? (Object) Long.parseLong(text) : null;
      case FLOAT -> {
        float value = Float.parseFloat(text);
        yield isSame(text, Float.toString(value)) ? (Object) value : null;
      }
      case DOUBLE -> {
        double value = Double.parseDouble(text);
        yield isSame(text, Double.toString(value)) ? (Object) value : null;
      }
      case DECIMAL -> decimal((Types.DecimalType) type, text);
      case DATE -> DATE.matcher(text).matches() ? LocalDate.parse(text) : null;
      case TIME -> LocalTime.parse(text);
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? zoned(text) : timestamp(text);
      case UUID -> java.util.UUID.fromString(text);
      default -> null;
    };
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  /** Whether the shortest way to write a floating-point number says what the text says. */
  private static boolean isSame(String text, String shortest) {
    return FLOAT.matcher(text).matches()
        && !(text.startsWith("-") && new BigDecimal(text).signum() == 0)
        && new BigDecimal(text).compareTo(new BigDecimal(shortest)) == 0;
  }

  private static BigDecimal decimal(Types.DecimalType type, String text) {
    Optional<BigDecimal> number = number(text);
    if (number.isEmpty()) {
      return null;
    }
    BigDecimal value = number.get().setScale(type.scale(), RoundingMode.UNNECESSARY);
    return value.precision() <= type.precision() ? value : null;
  }

  private static LocalDateTime timestamp(String text) {
    return TIME.matcher(text).matches() ? LocalDateTime.parse(text.replace(' ', 'T')) : null;
  }

  private static OffsetDateTime zoned(String text) {
    if (!ZONED.matcher(text).matches()) {
      return null;
    }
    String iso = text.substring(0, 10) + "T" + text.substring(11).replace(" ", "");
    if (!iso.endsWith("Z")) {
      int sign = Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
      String offset = iso.substring(sign + 1).replace(":", "");
      iso =
          iso.substring(0, sign + 1)
              + offset.substring(0, 2)
              + ":"
              + (offset.length() == 4 ? offset.substring(2) : "00");
    }
    return OffsetDateTime.parse(iso).withOffsetSameInstant(java.time.ZoneOffset.UTC);
  }
}
