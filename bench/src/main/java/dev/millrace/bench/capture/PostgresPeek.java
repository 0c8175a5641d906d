package dev.millrace.bench.capture;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** What the server gives of a slot without a sender: all its messages by one COPY. */
final class PostgresPeek extends OwnThread {
  private static final int HEADER = 19;
  private static final int ROW_HEADER = 6;
  private static final int AT_ONCE = 1_000;

  private final Job job;
  private volatile Connection connection;

  PostgresPeek(Job job) {
    this.job = job;
  }

  @Override
  void read(Arrivals arrivals) throws SQLException {
    connection = PostgresDatabase.connect(job);
    String sql =
        ("COPY (SELECT data FROM pg_logical_slot_peek_binary_changes('%s', NULL, NULL,"
                + " 'proto_version', '1', 'publication_names', '%s', 'binary', 'true')) TO STDOUT"
                + " (FORMAT binary)")
            .formatted(job.setting("slot"), job.setting("publication"));
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    PgOutputValues values = new PgOutputValues();
    int changes = 0;
    int skip = HEADER;
    for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
      if (row.length > skip + ROW_HEADER) {
        ByteBuffer message =
            ByteBuffer.wrap(row, skip + ROW_HEADER, row.length - skip - ROW_HEADER);
        changes += values.isChange(message) ? 1 : 0;
      }
      skip = 0;
      if (changes >= AT_ONCE) {
        arrivals.add(changes);
        changes = 0;
      }
    }
    arrivals.add(changes);
  }

  @Override
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }
}
