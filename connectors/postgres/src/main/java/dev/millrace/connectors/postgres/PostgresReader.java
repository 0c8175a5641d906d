package dev.millrace.connectors.postgres;

import dev.millrace.connectors.capture.ChangeHead;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.connectors.capture.RowsOut;
import dev.millrace.connectors.capture.SnapshotSource;
import dev.millrace.connectors.postgres.PostgresSnapshots.Unit;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rows by COPY and encodes them. */
final class PostgresReader implements SnapshotSource.Reader<Unit> {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresReader.class);

  /** What opens a COPY in binary form: a signature, flags, and the length of what else there is. */
  private static final int HEADER_LENGTH = 19;

  /** What the server says when a table or a column is not there. */
  private static final List<String> CHANGED = List.of("42P01", "42703", "3F000");

  private final PostgresPoint point;
  private final int epoch;
  private final Schemas schemas;
  private final Tuple row = new Tuple();
  private final ChangeHead head = new ChangeHead();
  private volatile Connection connection;

  /** The types are asked for while a COPY keeps the other connection busy. */
  private volatile Connection typesConnection;

  private Types types;
  private Catalog.Table table;
  private TableWriter writer;

  PostgresReader(PostgresPoint point, int epoch, Schemas schemas) {
    this.point = point;
    this.epoch = epoch;
    this.schemas = schemas;
  }

  private void open() throws SQLException {
    connection = point.connect();
    typesConnection = point.connect();
    types = Types.of(typesConnection);
    head.begin(epoch, point.place(), point.micros(), "");
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one table comes again and again
  public void read(Unit unit, RowsOut out) throws SQLException, InterruptedException {
    if (connection == null) {
      open();
    }
    out.begin(unit.read(), unit.chunk().number());
    if (unit.table() != table) {
      table = unit.table();
      writer = TableWriter.of(table.relation(), table, types, schemas, unit.read().name());
    }
    Optional<String> condition = condition(unit);
    if (condition.isEmpty()) {
      out.voided(unit.read());
      return;
    }
    try {
      point.join(connection);
      copy(out, copySql(unit, condition.get()));
      boolean rewritten = isRewritten(unit);
      connection.commit();
      if (rewritten) {
        voided(unit, out);
      }
    } catch (SQLException e) {
      if (!CHANGED.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      connection.rollback();
      voided(unit, out);
    }
    out.end();
  }

  private void voided(Unit unit, RowsOut out) throws InterruptedException {
    LOGGER.info("Table {} was rewritten while it was read", unit.read().name());
    out.voided(unit.read());
  }

  /** Which rows to read, as SQL; empty when it cannot be written. */
  private Optional<String> condition(Unit unit) {
    String rows =
        unit.keys().isEmpty()
            ? unit.chunk().condition()
            : KeyCondition.of(writer.schema(), unit.keys()).orElse("");
    if (rows.isEmpty() && !unit.keys().isEmpty()) {
      return Optional.empty();
    }
    String filter = table.rowFilter().map(sql -> "(" + sql + ")").orElse("");
    String both = rows.isEmpty() || filter.isEmpty() ? rows + filter : rows + " AND " + filter;
    return Optional.of(both.isEmpty() ? "" : " WHERE " + both);
  }

  private String copySql(Unit unit, String condition) {
    return "COPY (SELECT "
        + writer.copyColumns()
        + " FROM "
        + unit.from()
        + condition
        + ") TO STDOUT (FORMAT binary)";
  }

  private void copy(RowsOut out, String sql) throws SQLException, InterruptedException {
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    head.captured(Instants.now());
    boolean[] texts = writer.copiedTexts();
    try {
      boolean first = true;
      for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
        int at = 0;
        if (first) {
          at = HEADER_LENGTH + Bytes.int32(message, HEADER_LENGTH - Integer.BYTES);
          first = false;
        }
        while (at >= 0 && at < message.length) {
          at = row.readCopyRow(message, at);
          if (at < 0) {
            break;
          }
          row.texts(texts);
          if (out.add(writer.snapshot(head, row))) {
            head.captured(Instants.now());
          }
        }
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /**
   * Whether the table has another file than the one that was cut. While COPY's lock is held that
   * cannot change any more. A table that was rewritten looks empty to a moment before.
   */
  private boolean isRewritten(Unit unit) throws SQLException {
    if (!unit.keys().isEmpty()) {
      return false;
    }
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT coalesce(pg_relation_filenode("
                    + Integer.toUnsignedString(unit.chunk().oid())
                    + "::oid)::bigint, 0)")) {
      result.next();
      return result.getLong(1) != unit.chunk().file();
    }
  }

  @Override
  public void abort() throws SQLException {
    Connection copying = connection;
    if (copying != null) {
      copying.abort(Runnable::run);
    }
    Connection asking = typesConnection;
    if (asking != null) {
      asking.abort(Runnable::run);
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
    if (typesConnection != null) {
      typesConnection.close();
    }
  }
}
