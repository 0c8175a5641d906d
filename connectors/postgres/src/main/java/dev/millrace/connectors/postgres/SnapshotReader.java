package dev.millrace.connectors.postgres;

import dev.millrace.connectors.postgres.Snapshot.Unit;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the threads of a {@link Snapshot}: reads rows by COPY and encodes them. */
final class SnapshotReader implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotReader.class);
  private static final int ROWS_AT_ONCE = 1_000;
  private static final int BYTES_AT_ONCE = 256 << 10;

  /** What opens a COPY in binary form: a signature, flags, and the length of what else there is. */
  private static final int HEADER_LENGTH = 19;

  /** What the server says when a table or a column is not there. */
  private static final List<String> CHANGED = List.of("42P01", "42703", "3F000");

  private final Snapshot snapshot;
  private final Snapshot.Settings settings;
  private final Schemas schemas;
  private final Tuple row = new Tuple();
  private final ChangeHead head = new ChangeHead();
  private volatile Connection connection;

  /** The types are asked for while a COPY keeps the other connection busy. */
  private volatile Connection typesConnection;

  private Types types;
  private Catalog.Table table;
  private TableWriter writer;
  private List<Encoded> records = new ArrayList<>();
  private long recordBytes;

  SnapshotReader(Snapshot snapshot, Snapshot.Settings settings, Schemas schemas) {
    this.snapshot = snapshot;
    this.settings = settings;
    this.schemas = schemas;
  }

  @Override
  public void run() {
    try {
      for (Optional<Unit> unit = snapshot.takeUnit();
          unit.isPresent();
          unit = snapshot.takeUnit()) {
        if (connection == null) {
          open();
        }
        read(unit.get());
      }
      snapshot.readerDone();
    } catch (SQLException | RuntimeException e) {
      snapshot.fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void open() throws SQLException {
    SnapshotPoint point = snapshot.taken();
    connection = point.connect();
    typesConnection = point.connect();
    types = Types.of(typesConnection);
    head.begin(settings.epoch(), point.lsn(), point.micros(), "");
  }

  @SuppressWarnings("ReferenceEquality") // one table comes again and again
  private void read(Unit unit) throws SQLException, InterruptedException {
    if (unit.table() != table) {
      table = unit.table();
      writer = TableWriter.of(table.relation(), table, types, schemas, unit.read().name());
    }
    Optional<String> condition = condition(unit);
    if (condition.isEmpty()) {
      snapshot.put(new SnapshotEvent.Voided(unit.read()));
      return;
    }
    try {
      snapshot.taken().join(connection);
      copy(unit, copySql(unit, condition.get()));
      boolean rewritten = isRewritten(unit);
      connection.commit();
      if (rewritten) {
        voided(unit);
      }
    } catch (SQLException e) {
      if (!CHANGED.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      connection.rollback();
      voided(unit);
    }
    hand(unit, unit.keys().isEmpty());
  }

  private void voided(Unit unit) throws InterruptedException {
    LOGGER.info("Table {} was rewritten while it was read", unit.read().name());
    snapshot.put(new SnapshotEvent.Voided(unit.read()));
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

  private void copy(Unit unit, String sql) throws SQLException, InterruptedException {
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    int stride = settings.pace().stride(ROWS_AT_ONCE);
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
          Encoded record = writer.snapshot(head, row);
          records.add(record);
          recordBytes += record.key().length + record.value().length;
          if (records.size() >= stride || recordBytes >= BYTES_AT_ONCE) {
            hand(unit, false);
          }
        }
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void hand(Unit unit, boolean ends) throws InterruptedException {
    settings.pace().spend(records.size());
    snapshot.put(new SnapshotEvent.Rows(unit.read(), unit.chunk().number(), records, ends));
    records = new ArrayList<>(records.size() + 1);
    recordBytes = 0;
    head.captured(Instants.now());
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

  /** Breaks off whatever it does. */
  void abort() throws SQLException {
    Connection copying = connection;
    if (copying != null) {
      copying.abort(Runnable::run);
    }
    Connection asking = typesConnection;
    if (asking != null) {
      asking.abort(Runnable::run);
    }
  }

  private void close() {
    try {
      if (connection != null) {
        connection.close();
      }
      if (typesConnection != null) {
        typesConnection.close();
      }
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
