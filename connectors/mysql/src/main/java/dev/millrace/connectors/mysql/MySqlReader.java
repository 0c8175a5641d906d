package dev.millrace.connectors.mysql;

import dev.millrace.connectors.capture.ChangeHead;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.capture.RowsOut;
import dev.millrace.connectors.capture.SnapshotSource;
import dev.millrace.connectors.mysql.MySqlSnapshots.Unit;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rows by queries and encodes them. */
final class MySqlReader implements SnapshotSource.Reader<Unit> {
  private static final Logger LOGGER = LoggerFactory.getLogger(MySqlReader.class);

  /**
   * What the server says when a table is not there, has not its columns, or was changed since the
   * moment at which it is read.
   */
  private static final Set<Integer> CHANGED = Set.of(1146, 1054, 1412, 1049);

  private final MySqlPoint point;
  private final int epoch;
  private final Schemas schemas;
  private final ChangeHead head = new ChangeHead();
  private volatile Connection view;
  private TableSpec table;
  private SnapshotWriter writer;

  MySqlReader(MySqlPoint point, int epoch, Schemas schemas) {
    this.point = point;
    this.epoch = epoch;
    this.schemas = schemas;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one table comes again and again
  public void read(Unit unit, RowsOut out) throws SQLException, InterruptedException {
    if (view == null) {
      view = point.view();
      head.begin(epoch, point.place(), point.micros(), "");
    }
    out.begin(unit.read(), unit.chunk());
    if (unit.table() != table) {
      table = unit.table();
      writer = new SnapshotWriter(unit.read().name(), table, schemas);
    }
    Optional<String> condition =
        unit.keys().isEmpty()
            ? Optional.of(unit.condition())
            : KeyCondition.of(writer.schema(), unit.keys());
    if (condition.isEmpty()) {
      out.voided(unit.read());
      return;
    }
    try (Statement marks = view.createStatement()) {
      // A table that was read is locked against changes of its form until the transaction is over,
      // or goes back to before it was read.
      marks.execute("SAVEPOINT before_chunk");
      rows(out, condition.get());
      marks.execute("ROLLBACK TO SAVEPOINT before_chunk");
    } catch (SQLException e) {
      if (!CHANGED.contains(e.getErrorCode())) {
        throw e;
      }
      LOGGER.info("Table {} was changed while it was read", unit.read().name());
      out.voided(unit.read());
    }
    out.end();
  }

  private void rows(RowsOut out, String condition) throws SQLException, InterruptedException {
    String sql =
        "SELECT "
            + writer.selected()
            + " FROM "
            + KeyRanges.name(table)
            + (condition.isEmpty() ? "" : " WHERE " + condition);
    head.captured(Instants.now());
    RowQuery.run(
        view,
        sql,
        row -> {
          if (out.add(writer.encode(head, row))) {
            head.captured(Instants.now());
          }
        });
  }

  @Override
  public void abort() throws SQLException {
    Connection reading = view;
    if (reading != null) {
      reading.abort(Runnable::run);
    }
  }

  /** The view is closed with its moment. */
  @Override
  public void close() {}
}
