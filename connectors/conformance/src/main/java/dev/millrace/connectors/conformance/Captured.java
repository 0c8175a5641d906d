package dev.millrace.connectors.conformance;

import dev.millrace.api.SourceConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A database of a test's own, and a source that captures it. */
public interface Captured {

  /** Connects to the database itself, as the one who may do everything. */
  Connection connect() throws SQLException;

  SourceConfig source();

  /** Starts a source's task where the one before has ended. */
  Run run(SourceConfig source);

  /** In which the database's tables are, unless they say otherwise. */
  String schema();

  /** The stored offset of a table; empty when there is none. */
  Map<String, Object> offsetOf(String table);

  /** A table's raw name. */
  default String table(String name) {
    return source().name() + "." + schema() + "." + name;
  }
}
