package dev.millrace.connectors.debezium;

import dev.millrace.api.Column;
import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read of PostgreSQL in one repeatable-read transaction.
 *
 * <p>Its position has epoch 0, because the source does not know the epoch of its capture: give it
 * the epoch of the changes it is compared with. A change of that epoch is in the rows exactly when
 * its position is not greater: the position's commit is the end of the last transaction in the
 * rows, its sequence is 0. Without the capture's slot, or before PostgreSQL 14, the position is
 * that of the log when the read began, and changes committed in that moment may be on either side.
 */
final class PostgresRead implements ConsistentRead {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresRead.class);
  private static final int TRIES = 50;
  private static final int ROWS_AT_ONCE = 2_000;
  private static final int EXACT_SINCE = 14;

  private final Failures failures;
  private final Connection connection;
  private final Position position;

  private PostgresRead(Failures failures, Connection connection, Position position) {
    this.failures = failures;
    this.connection = connection;
    this.position = position;
  }

  static PostgresRead open(SourceConfig source) {
    Failures failures = Failures.of(new PostgresConnector().connectConfig(source, ""));
    PostgresAddress address = PostgresAddress.of(source);
    try {
      Connection connection = address.connect();
      try {
        prepare(connection);
        return new PostgresRead(failures, connection, begin(source, address, connection));
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';"
              + " SET bytea_output = 'hex'; SET extra_float_digits = 1");
    }
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
  }

  private static Position begin(SourceConfig source, PostgresAddress address, Connection connection)
      throws SQLException {
    String slot = PostgresConnector.slotName(source);
    boolean slotIsThere = slotIsThere(connection, slot);
    connection.rollback();
    if (slotIsThere && connection.getMetaData().getDatabaseMajorVersion() >= EXACT_SINCE) {
      String publication = PostgresConnector.publicationName(source);
      try (PostgresBoundary boundary = PostgresBoundary.open(address, slot, publication)) {
        for (int tries = 0; tries < TRIES; tries++) {
          boundary.before();
          OptionalLong end = boundary.find(one(connection, "SELECT txid_current_snapshot()::text"));
          if (end.isPresent()) {
            return new Position(0, end.getAsLong(), 0);
          }
          connection.rollback();
        }
      }
    }
    LOGGER.warn("Reading {} at a position that is not exact", source);
    String lsn = one(connection, "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint::text");
    return new Position(0, Long.parseLong(lsn), 0);
  }

  private static boolean slotIsThere(Connection connection, String slot) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT 1 FROM pg_replication_slots WHERE slot_name = ?"
                + " AND database = current_database()")) {
      find.setString(1, slot);
      try (ResultSet found = find.executeQuery()) {
        return found.next();
      }
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public void read(TableSchema schema, RowSink sink, Runnable endOfRow) {
    try {
      rows((TableName.Raw) schema.name(), schema.columns(), sink, endOfRow);
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  private void rows(TableName.Raw table, List<Column> columns, RowSink sink, Runnable endOfRow)
      throws SQLException {
    Map<String, String> types = types(table);
    CellReader[] readers = new CellReader[columns.size()];
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      Column column = columns.get(i);
      String type = types.get(column.name());
      if (type != null) {
        readers[i] = PostgresCells.reader(type, column.type());
        selected.add(quoted(column.name()) + (type.equals("money") ? "::numeric" : ""));
      }
    }
    String list = selected.isEmpty() ? "" : String.join(", ", selected);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet answer =
          statement.executeQuery(
              "SELECT " + list + " FROM " + quoted(table.schema()) + "." + quoted(table.table()))) {
        while (answer.next()) {
          int place = 1;
          for (int i = 0; i < readers.length; i++) {
            if (readers[i] == null) {
              sink.putNull(i);
            } else {
              readers[i].read(answer, place++, i, sink);
            }
          }
          endOfRow.run();
        }
      }
    }
  }

  /** By column: the name of its type, that of a domain's base. */
  private Map<String, String> types(TableName.Raw table) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "WITH RECURSIVE base(oid, basic) AS (SELECT oid, oid FROM pg_type WHERE typtype <> 'd'"
                + " UNION ALL SELECT t.oid, b.basic FROM pg_type t JOIN base b ON b.oid ="
                + " t.typbasetype WHERE t.typtype = 'd') SELECT a.attname, t.typname FROM"
                + " pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON"
                + " n.oid = c.relnamespace JOIN base b ON b.oid = a.atttypid JOIN pg_type t ON"
                + " t.oid = b.basic WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT"
                + " a.attisdropped")) {
      find.setString(1, table.schema());
      find.setString(2, table.table());
      Map<String, String> types = new HashMap<>();
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          types.put(found.getString(1), found.getString(2));
        }
      }
      return types;
    }
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
