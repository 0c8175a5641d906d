package dev.millrace.connectors.mysql;

import dev.millrace.connectors.conformance.SituationSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What MySQL and MariaDB are asked of situations' tables, each of which has a database. */
final class MySqlSituationSql implements SituationSql {

  @Override
  public List<String> make(String schema) {
    return List.of("DROP DATABASE IF EXISTS " + schema, "CREATE DATABASE " + schema);
  }

  @Override
  public String enter(String schema) {
    return "USE " + schema;
  }

  @Override
  public Map<String, List<String>> tables(Connection session, String schema) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Statement statement = session.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                    + " JOIN information_schema.tables t ON t.table_schema = c.table_schema"
                    + " AND t.table_name = c.table_name WHERE c.table_schema = '"
                    + schema
                    + "' AND t.table_type = 'BASE TABLE' AND c.extra NOT LIKE '%VIRTUAL%'"
                    + " ORDER BY c.table_name, c.ordinal_position")) {
      while (found.next()) {
        tables
            .computeIfAbsent(found.getString(1), name -> new ArrayList<>())
            .add(found.getString(2));
      }
    }
    return tables;
  }

  @Override
  public List<String> rows(Connection session, String schema, String table, List<String> columns)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    String names = columns.stream().map(MySqlSituationSql::quoted).collect(Collectors.joining(","));
    try (Statement statement = session.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT " + names + " FROM " + quoted(schema) + "." + quoted(table))) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          row.add(String.valueOf(found.getString(i)));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  @Override
  public String text(Object value) {
    return String.valueOf(value);
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
