package dev.millrace.connectors.conformance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What a database is asked of the tables of {@link Situations}. */
public interface SituationSql {

  /** Statements that make an empty schema. */
  List<String> make(String schema);

  /** A statement after which tables are meant to be in a schema. */
  String enter(String schema);

  /** The columns, by table, that are captured of a schema. */
  Map<String, List<String>> tables(Connection session, String schema) throws SQLException;

  /** The rows of a table, each as the text of a list of its values' texts, in no order. */
  List<String> rows(Connection session, String schema, String table, List<String> columns)
      throws SQLException;

  /** A value of the log as the database writes it. */
  String text(Object value);
}
