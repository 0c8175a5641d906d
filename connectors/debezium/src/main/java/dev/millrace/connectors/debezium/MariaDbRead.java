package dev.millrace.connectors.debezium;

import dev.millrace.api.Column;
import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.CellReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read of MariaDB in one transaction with a consistent snapshot, whose place in the binlog the
 * server itself tells.
 *
 * <p>Its position has epoch 0, because the source does not know the epoch of its capture: give it
 * the epoch of the changes it is compared with. A change of that epoch is in the rows exactly when
 * its position is not greater. Only tables of engines with transactions are read consistently.
 */
final class MariaDbRead implements ConsistentRead {
  private static final Logger LOGGER = LoggerFactory.getLogger(MariaDbRead.class);
  private static final int ROWS_AT_ONCE = 2_000;

  private final FailureRules failures;
  private final Connection connection;
  private final Position position;

  private MariaDbRead(FailureRules failures, Connection connection, Position position) {
    this.failures = failures;
    this.connection = connection;
    this.position = position;
  }

  static MariaDbRead open(SourceConfig source) {
    FailureRules failures = Failures.of(new MariaDbConnector().connectConfig(source, ""));
    try {
      Connection connection = MariaDbAddress.of(source).connect();
      try {
        return new MariaDbRead(failures, connection, begin(connection));
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  private static Position begin(Connection connection) throws SQLException {
    String file = "";
    long place = 0;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      try (ResultSet status = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
        while (status.next()) {
          switch (status.getString(1).toLowerCase(java.util.Locale.ROOT)) {
            case "binlog_snapshot_file" -> file = status.getString(2);
            case "binlog_snapshot_position" -> place = status.getLong(2);
            default -> {
              // The GTID is of no use here.
            }
          }
        }
      }
    }
    if (file.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot read the database at a position: its binlog is off.",
          "Start the server with --log-bin --binlog-format=ROW --binlog-row-image=FULL.");
    }
    return new Position(0, MariaDbPositions.commit(file, place), 0);
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
    Map<String, MariaDbCells.Source> sources = columns(table);
    CellReader[] readers = new CellReader[columns.size()];
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      Column column = columns.get(i);
      MariaDbCells.Source source = sources.get(column.name());
      if (source != null) {
        readers[i] = MariaDbCells.reader(source, column.type());
        selected.add(MariaDbCells.selected(source, MariaDbAddress.quoted(column.name())));
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet answer =
          statement.executeQuery(
              "SELECT "
                  + String.join(", ", selected)
                  + " FROM "
                  + MariaDbAddress.quoted(table.schema())
                  + "."
                  + MariaDbAddress.quoted(table.table()))) {
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

  private Map<String, MariaDbCells.Source> columns(TableName.Raw table) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT column_name, data_type, is_nullable, numeric_precision FROM"
                + " information_schema.columns WHERE table_schema = ? AND table_name = ?")) {
      find.setString(1, table.schema());
      find.setString(2, table.table());
      Map<String, MariaDbCells.Source> columns = new HashMap<>();
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          columns.put(
              found.getString(1),
              new MariaDbCells.Source(
                  found.getString(2), found.getString(3).equals("YES"), found.getInt(4)));
        }
      }
      return columns;
    }
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
