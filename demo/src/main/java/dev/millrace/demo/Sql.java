package dev.millrace.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements of one open transaction. */
final class Sql {
  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  int run(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> all(Row<T> row, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet found = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(row.read(found));
      }
      return rows;
    }
  }

  <T> Optional<T> first(Row<T> row, String sql, Object... parameters) throws SQLException {
    List<T> rows = all(row, sql, parameters);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  long number(String sql, Object... parameters) throws SQLException {
    return first(row -> row.getLong(1), sql, parameters).orElseThrow();
  }

  BigDecimal amount(String sql, Object... parameters) throws SQLException {
    return first(row -> row.getBigDecimal(1), sql, parameters).orElse(BigDecimal.ZERO);
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
