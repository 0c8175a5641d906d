package dev.millrace.live;

import dev.millrace.api.Column;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.duckdb.DuckDBConnection;

/** A source whose tables stand still. */
final class HeldSource implements SourceHold {
  private final Database database;
  private final Feed feed;
  private final Hold hold;

  HeldSource(Database database, Feed feed, Hold hold) {
    this.database = database;
    this.feed = feed;
    this.hold = hold;
  }

  @Override
  public void advance(Position position, Duration idle) {
    feed.holds().advance(hold, position, idle);
  }

  @Override
  public Snapshot snapshot() {
    try {
      DuckDBConnection connection = database.connection();
      Database.run(connection, "BEGIN TRANSACTION READ ONLY");
      // The first read fixes the moment.
      Database.number(connection, "SELECT count(*) FROM " + Database.CATALOG + ".main._progress");
      return new StoredSnapshot(feed, connection);
    } catch (SQLException e) {
      throw unreadable("its tables", e);
    }
  }

  @Override
  public void close() {
    feed.holds().release(hold);
  }

  private static IllegalStateException unreadable(String what, SQLException e) {
    return new IllegalStateException(
        "Cannot read the live store: " + what + ": " + DuckErrors.message(e), e);
  }

  private static final class StoredSnapshot implements Snapshot {
    /** Rows read at a time, so that DuckDB holds no whole table. */
    private static final long CHUNK = 100_000;

    private final Feed feed;
    private final DuckDBConnection connection;

    StoredSnapshot(Feed feed, DuckDBConnection connection) {
      this.feed = feed;
      this.connection = connection;
    }

    @Override
    public void read(TableName table, TableSchema schema, RowSink sink, Runnable endOfRow) {
      Optional<StoredTable> stored = feed.table(table);
      if (stored.isEmpty()) {
        return;
      }
      Layout layout = stored.get().layout();
      StringJoiner columns = new StringJoiner(", ");
      for (Column column : schema.columns()) {
        OptionalInt place = layout.schema().indexOf(column.name());
        String name = place.isPresent() ? layout.column(place.getAsInt()) : "NULL";
        String cast = "CAST(" + name + " AS " + Layout.sqlType(column.type()) + ")";
        columns.add(StoredRows.expression(cast, column.type()));
      }
      try {
        String from = " FROM " + layout.storedName();
        long end = Database.number(connection, "SELECT coalesce(max(rowid), -1)" + from);
        for (long first = 0; first <= end; first += CHUNK) {
          String where = " WHERE rowid BETWEEN " + first + " AND " + (first + CHUNK - 1);
          read("SELECT " + columns + from + where, schema, sink, endOfRow);
        }
      } catch (SQLException e) {
        throw unreadable(table.toString(), e);
      }
    }

    private void read(String sql, TableSchema schema, RowSink sink, Runnable endOfRow)
        throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          StoredRows.put(result, 1, schema.columns(), sink);
          endOfRow.run();
        }
      }
    }

    @Override
    public void close() {
      try {
        Database.run(connection, "ROLLBACK");
        connection.close();
      } catch (SQLException e) {
        throw unreadable("end of the read", e);
      }
    }
  }
}
