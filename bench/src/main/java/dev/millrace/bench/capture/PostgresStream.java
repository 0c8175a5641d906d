package dev.millrace.bench.capture;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * What the protocol gives of a stream: messages of a slot in binary form by the driver's own
 * reader, the values of each found and dropped.
 */
final class PostgresStream extends OwnThread {
  private static final int AT_ONCE = 100;

  private final Job job;
  private volatile Connection connection;

  PostgresStream(Job job) {
    this.job = job;
  }

  @Override
  void read(Arrivals arrivals) throws SQLException {
    connection = PostgresDatabase.connectForReplication(job);
    PGReplicationStream stream =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(job.setting("slot"))
            .withSlotOption("proto_version", "1")
            .withSlotOption("publication_names", job.setting("publication"))
            .withSlotOption("binary", "true")
            .start();
    PgOutputValues values = new PgOutputValues();
    int changes = 0;
    while (true) {
      ByteBuffer message = stream.readPending();
      if (message == null || changes == AT_ONCE) {
        arrivals.add(changes);
        changes = 0;
      }
      if (message == null) {
        message = stream.read();
      }
      if (values.isChange(message)) {
        changes++;
      }
    }
  }

  @Override
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }
}
