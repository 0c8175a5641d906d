package dev.millrace.live;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Keeps the progress of all partitions, in the transactions that apply their changes. Rows are
 * added, which takes a quarter of an update's time; now and then the old ones are dropped.
 */
final class ProgressTable {
  private static final String NAME = "_progress";
  private static final String TABLE = Database.CATALOG + ".main." + NAME;
  private static final int KEPT_BATCHES = 256;

  private final DuckDBConnection connection;
  private Optional<DuckDBAppender> appender = Optional.empty();
  private long batch;

  ProgressTable(DuckDBConnection connection) throws SQLException {
    this.connection = connection;
    Database.run(
        connection,
        "CREATE TABLE IF NOT EXISTS "
            + TABLE
            + " (topic VARCHAR, partition INTEGER, next_offset BIGINT, checked BIGINT,"
            + " repeats VARCHAR, batch BIGINT)");
    batch = Database.number(connection, "SELECT coalesce(max(batch), 0) FROM " + TABLE);
  }

  /** Resumes a partition's progress, if any is stored. */
  void load(Progress progress) throws SQLException {
    TopicPartition partition = progress.partition();
    String sql =
        "SELECT next_offset, checked, repeats FROM "
            + TABLE
            + " WHERE topic = ? AND partition = ? ORDER BY batch DESC LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, partition.topic());
      statement.setInt(2, partition.partition());
      try (ResultSet result = statement.executeQuery()) {
        if (result.next()) {
          progress.resume(result.getLong(1), result.getLong(2), result.getString(3));
        }
      }
    }
  }

  /** Stores, in the transaction that is open, how far the partitions that moved have come. */
  void save(Collection<Progress> all) throws SQLException {
    batch++;
    boolean everything = batch % KEPT_BATCHES == 0;
    if (everything) {
      Database.run(connection, "DELETE FROM " + TABLE + " WHERE batch < " + batch);
    }
    if (appender.isEmpty()) {
      appender = Optional.of(connection.createAppender(Database.CATALOG, "main", NAME));
    }
    DuckDBAppender rows = appender.get();
    for (Progress progress : all) {
      if (everything || progress.moved()) {
        rows.beginRow();
        rows.append(progress.partition().topic());
        rows.append(progress.partition().partition());
        rows.append(progress.offset());
        rows.append(progress.checked());
        rows.append(progress.save().getBytes(StandardCharsets.US_ASCII));
        rows.append(batch);
        rows.endRow();
      }
    }
    rows.flush();
  }

  /** Stores that partitions begin anew, in the transaction that is open. */
  void restart(Collection<Progress> restarted) throws SQLException {
    batch++;
    String sql = "INSERT INTO " + TABLE + " VALUES (?, ?, 0, 0, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Progress progress : restarted) {
        progress.restart();
        statement.setString(1, progress.partition().topic());
        statement.setInt(2, progress.partition().partition());
        statement.setString(3, progress.save());
        statement.setLong(4, batch);
        statement.executeUpdate();
      }
    }
  }

  /** Gives up what is not flushed; call before a transaction is rolled back. */
  void abandon() {
    Optional<DuckDBAppender> open = appender;
    appender = Optional.empty();
    open.ifPresent(
        rows -> {
          try {
            rows.close();
          } catch (SQLException e) {
            // What it held is rolled back with the transaction.
          }
        });
  }
}
