package dev.millrace.live;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what JSON has of DuckDB's values, as {@link RowVisitor} describes it. */
final class Scalars {
  private static final long SAFE_INTEGER = 1L << 53;

  private Scalars() {}

  /** The value of a column of the row at which a result stands. */
  static Object read(ResultSet result, int column) throws SQLException {
    Object value;
    try {
      value = result.getObject(column);
      if (value instanceof Timestamp) {
        value = result.getObject(column, LocalDateTime.class);
      }
    } catch (DateTimeException e) {
      // DuckDB's day has a 24:00, which Java's has not.
      return "24:00:00";
    }
    return of(value);
  }

  private static Object of(Object value) throws SQLException {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof LocalDateTime
        || value instanceof LocalDate
        || value instanceof LocalTime
        || value instanceof OffsetTime) {
      return seconds(value.toString());
    }
    if (value instanceof Timestamp timestamp) {
      return seconds(timestamp.toLocalDateTime().toString());
    }
    if (value instanceof Blob blob) {
      return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    return nested(value);
  }

  private static Object number(Number value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return value.intValue();
    }
    if (value instanceof Long whole) {
      return Math.abs(whole) <= SAFE_INTEGER && whole != Long.MIN_VALUE
          ? (Object) whole
          : whole.toString();
    }
    if (value instanceof BigInteger whole) {
      return whole.bitLength() <= 53 ? (Object) whole.longValue() : whole.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    double number =
        value instanceof Float f ? Double.parseDouble(f.toString()) : value.doubleValue();
    return Double.isFinite(number) ? (Object) number : Double.toString(number);
  }

  /** Java leaves out seconds that are zero. */
  private static String seconds(String iso) {
    int time = iso.indexOf('T') + 1;
    boolean short5 = iso.length() - time == 5 && iso.charAt(iso.length() - 3) == ':';
    return short5 ? iso + ":00" : iso;
  }

  private static Object nested(Object value) throws SQLException {
    if (value instanceof Array array) {
      List<Object> list = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        list.add(of(element));
      }
      return list;
    }
    if (value instanceof org.duckdb.DuckDBStruct struct) {
      return map(struct.getMap());
    }
    if (value instanceof Struct struct) {
      List<Object> list = new ArrayList<>();
      for (Object element : struct.getAttributes()) {
        list.add(of(element));
      }
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return value.toString();
  }

  private static Map<String, Object> map(Map<?, ?> from) throws SQLException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : from.entrySet()) {
      map.put(String.valueOf(entry.getKey()), of(entry.getValue()));
    }
    return map;
  }
}
