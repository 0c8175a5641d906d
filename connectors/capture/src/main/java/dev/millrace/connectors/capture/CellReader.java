package dev.millrace.connectors.capture;

import dev.millrace.api.ColumnType;
import dev.millrace.api.RowSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Takes one value from a query's answer to a column of a row. */
@FunctionalInterface
public interface CellReader {

  /**
   * Takes a value.
   *
   * @param place in the answer, from 1
   * @param column of the row
   */
  void read(ResultSet answer, int place, int column, RowSink sink) throws SQLException;

  /** Reads the text of a value that is not empty. */
  static CellReader ofText(TextReader reader) {
    return (answer, place, column, sink) -> {
      String text = answer.getString(place);
      if (text == null) {
        sink.putNull(column);
      } else {
        reader.put(text, column, sink);
      }
    };
  }

  /** Puts what a text says. */
  @FunctionalInterface
  interface TextReader {
    void put(String text, int column, RowSink sink);
  }

  static void putText(String text, int column, RowSink sink) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    sink.putText(column, utf8, 0, utf8.length);
  }

  static void putDecimal(String text, ColumnType type, int column, RowSink sink) {
    BigInteger unscaled = new BigDecimal(text).setScale(type.scale()).unscaledValue();
    if (type.isCompactDecimal()) {
      sink.putDecimal(column, unscaled.longValueExact());
    } else {
      sink.putDecimal(column, unscaled);
    }
  }
}
