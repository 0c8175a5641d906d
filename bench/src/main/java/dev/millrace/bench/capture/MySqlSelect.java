package dev.millrace.bench.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the protocol gives of a snapshot: a SELECT by one connection in binary form, streamed and
 * decoded to objects.
 */
final class MySqlSelect extends OwnThread {
  private static final Logger LOGGER = LoggerFactory.getLogger(MySqlSelect.class);
  private static final int ROWS_AT_ONCE = 1_000;

  private final Job job;
  private volatile Connection connection;

  MySqlSelect(Job job) {
    this.job = job;
  }

  @Override
  void read(Arrivals arrivals) throws SQLException {
    String url = job.setting("url");
    connection =
        DriverManager.getConnection(
            url + (url.contains("?") ? "&" : "?") + "useServerPrepStmts=true",
            job.setting("user"),
            job.setting("password"));
    // Made of all values, so that the decoding cannot be left out.
    int hash = 0;
    int rows = 0;
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM " + job.setting("table"))) {
      select.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet found = select.executeQuery()) {
        int[] types = types(found);
        Object[] row = new Object[types.length];
        while (found.next()) {
          for (int i = 0; i < types.length; i++) {
            row[i] = value(found, i + 1, types[i]);
          }
          hash = 31 * hash + Arrays.hashCode(row);
          if (++rows == ROWS_AT_ONCE) {
            arrivals.add(rows);
            rows = 0;
          }
        }
      }
    }
    LOGGER.info("Hash of all values: {}", hash);
    arrivals.add(rows);
  }

  private static int[] types(ResultSet found) throws SQLException {
    int[] types = new int[found.getMetaData().getColumnCount()];
    for (int i = 0; i < types.length; i++) {
      types[i] = found.getMetaData().getColumnType(i + 1);
    }
    return types;
  }

  private static Object value(ResultSet row, int column, int type) throws SQLException {
    return switch (type) {
      case Types.BIGINT -> row.getLong(column);
      case Types.INTEGER -> row.getInt(column);
      case Types.BIT, Types.BOOLEAN, Types.TINYINT -> row.getBoolean(column);
      case Types.DECIMAL -> row.getBigDecimal(column);
      case Types.TIMESTAMP -> row.getObject(column, LocalDateTime.class);
      case Types.DATE -> row.getObject(column, LocalDate.class);
      default -> row.getString(column);
    };
  }

  @Override
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }
}
