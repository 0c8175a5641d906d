package dev.millrace.connectors.postgres;

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

/** What PostgreSQL is asked of situations' tables. */
final class PostgresSituationSql implements SituationSql {

  @Override
  public List<String> make(String schema) {
    return List.of("CREATE SCHEMA " + schema);
  }

  @Override
  public String enter(String schema) {
    return "SET search_path = " + schema + ", public";
  }

  @Override
  public Map<String, List<String>> tables(Connection session, String schema) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Statement statement = session.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid ="
                    + " c.oid WHERE c.relnamespace = '"
                    + schema
                    + "'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND"
                    + " a.attnum > 0 AND NOT a.attisdropped AND (a.attgenerated = '' OR"
                    + " (a.attgenerated = 's' AND current_setting('server_version_num')::int >="
                    + " 180000)) AND c.relpersistence = 'p' ORDER BY 1, a.attnum")) {
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
    String name = schema + "." + Catalog.quoted(table);
    String texts =
        columns.stream()
            .map(Catalog::quoted)
            .map(
                ("CASE WHEN pg_typeof(%1$s)::text LIKE '%%[]' THEN to_json(%1$s)::text"
                        + " ELSE %1$s::text END")
                    ::formatted)
            .collect(Collectors.joining(", "));
    try (Statement statement = session.createStatement();
        ResultSet found =
            statement.executeQuery(
                ("SELECT %1$s FROM %2$s WHERE tableoid = %3$s::regclass OR %3$s::regclass IN"
                        + " (SELECT partrelid FROM pg_partitioned_table)")
                    .formatted(texts, name, "'" + name.replace("'", "''") + "'"))) {
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
    String text = String.valueOf(value);
    return text.startsWith("0x") ? "\\" + text.substring(1) : text;
  }
}
