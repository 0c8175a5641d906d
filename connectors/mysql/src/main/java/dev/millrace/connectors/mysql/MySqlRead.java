package dev.millrace.connectors.mysql;

import dev.millrace.api.Column;
import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.SnapshotSource.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read of a server in one transaction with a consistent view.
 *
 * <p>Its position has epoch 0, because the source does not know the epoch of its capture: give it
 * the epoch of the changes it is compared with. With MariaDB, a change of that epoch is in the rows
 * exactly when its position is not greater; with MySQL, changes committed in the moment at which
 * the read began may be on either side. Only tables of engines with transactions are read
 * consistently.
 */
final class MySqlRead implements ConsistentRead {
  private static final Logger LOGGER = LoggerFactory.getLogger(MySqlRead.class);

  private final FailureRules failures;
  private final MySqlPoint point;
  private final Connection view;

  private MySqlRead(FailureRules failures, MySqlPoint point, Connection view) {
    this.failures = failures;
    this.point = point;
    this.view = view;
  }

  static MySqlRead open(SourceConfig source) {
    FailureRules failures = MySqlFailures.of(source);
    MySqlAddress address = MySqlAddress.of(source);
    try (Connection connection = address.connect()) {
      BinlogServer server = BinlogServer.of(connection);
      MySqlPoint point = MySqlPoint.take(address, server, server.log(), 1, Waiting.NOBODY);
      return new MySqlRead(failures, point, point.view());
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MillraceException(failures.problem(e), e);
    }
  }

  /** All transactions that begin before the place are in the rows. */
  @Override
  public Position position() {
    return new Position(0, point.place(), 0);
  }

  @Override
  public void read(TableSchema schema, RowSink sink, Runnable endOfRow) {
    try {
      rows(view, schema, "", sink, endOfRow);
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MillraceException(failures.problem(e), e);
    }
  }

  /**
   * Reads rows of a table.
   *
   * @param rest what follows the table's name in the query: which rows
   */
  static void rows(
      Connection view, TableSchema schema, String rest, RowSink sink, Runnable endOfRow)
      throws SQLException, InterruptedException {
    TableName.Raw table = (TableName.Raw) schema.name();
    List<Column> columns = schema.columns();
    List<ColumnSpec> now = ColumnSpec.ofCatalog(view, table.schema(), table.table());
    WireValue[] readers = new WireValue[columns.size()];
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      Column column = columns.get(i);
      Optional<ColumnSpec> spec =
          now.stream().filter(one -> one.name().equals(column.name())).findFirst();
      if (spec.isPresent()) {
        readers[i] = MySqlCells.reader(spec.get(), column.type());
        selected.add(MySqlCells.selected(spec.get(), column.type()));
      }
    }
    String sql =
        "SELECT "
            + (selected.isEmpty() ? "1" : String.join(", ", selected))
            + " FROM "
            + MySqlAddress.quoted(table.schema())
            + "."
            + MySqlAddress.quoted(table.table())
            + rest;
    RowQuery.run(
        view,
        sql,
        row -> {
          int place = 0;
          for (int i = 0; i < readers.length; i++) {
            if (readers[i] == null) {
              sink.putNull(i);
            } else {
              row.put(place++, readers[i], i, sink);
            }
          }
          endOfRow.run();
        });
  }

  @Override
  public void close() {
    try {
      point.close();
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
