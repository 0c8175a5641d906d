package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The server's side of a replication stream: messages come, confirmations go. It is read as COPY
 * and not by the driver's replication stream, because that keeps the server's signs of life to
 * itself and confirms by itself.
 */
final class WalSender implements AutoCloseable {
  /** In front of each message: its kind, two log sequence numbers and a time. */
  static final int MESSAGE_OFFSET = 25;

  private static final int STATUS_LENGTH = 34;

  /** What the server says when another process has the slot. */
  private static final String TAKEN = "55006";

  private static final Duration TAKEN_PATIENCE = Duration.ofSeconds(6);
  private static final Duration NAP = Duration.ofMillis(200);

  private final Connection connection;
  private final CopyDual copy;
  private final byte[] status = new byte[STATUS_LENGTH];

  private WalSender(Connection connection, CopyDual copy) {
    this.connection = connection;
    this.copy = copy;
  }

  /**
   * Begins to read a slot. Waits a moment for one that is taken: the server may not have noticed
   * yet that its last reader is gone.
   */
  static WalSender start(StreamReader.Settings settings, long lsn) throws SQLException {
    long deadline = System.nanoTime() + TAKEN_PATIENCE.toNanos();
    while (true) {
      try {
        return open(settings, lsn);
      } catch (SQLException e) {
        if (!TAKEN.equals(e.getSQLState()) || System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(NAP.toNanos());
      }
    }
  }

  private static WalSender open(StreamReader.Settings settings, long lsn) throws SQLException {
    Connection connection = settings.address().connectForReplication();
    try {
      Executor sameThread = Runnable::run;
      // The server gives a sign of life when half of its patience has passed without one of ours,
      // so that a silence of twice its patience is a broken connection. No shorter silence could
      // be told from one in the middle of a message.
      int patienceMillis = (int) settings.patience().toMillis();
      connection.setNetworkTimeout(sameThread, patienceMillis);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET wal_sender_timeout = " + patienceMillis / 2);
      }
      String sql =
          "START_REPLICATION SLOT %s LOGICAL %s (proto_version '2', streaming 'on', %s)"
              .formatted(
                  Catalog.quoted(settings.slot()),
                  LogSequenceNumber.valueOf(lsn).asString(),
                  options(settings.publication()));
      CopyDual copy = new CopyManager(connection.unwrap(BaseConnection.class)).copyDual(sql);
      return new WalSender(connection, copy);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** What is asked of the plugin by any protocol. */
  private static String options(String publication) {
    return "publication_names '%s', binary 'true', messages 'true'"
        .formatted(publicationNames(publication).replace("'", "''"));
  }

  /** The option takes a list of names in SQL's form. */
  static String publicationNames(String publication) {
    return Catalog.quoted(publication);
  }

  /**
   * The next message.
   *
   * @return null when the server has ended the stream
   */
  byte[] read() throws SQLException {
    return copy.readFromCopy(true);
  }

  /** The next message if it is there; null when not. */
  byte[] readPending() throws SQLException {
    return copy.readFromCopy(false);
  }

  /** Whether a message is a change or the like, and not a sign of life. */
  static boolean isData(byte[] message) {
    return message[0] == 'w';
  }

  static boolean wantsReply(byte[] message) {
    return message[17] != 0;
  }

  /**
   * Tells the server what has come.
   *
   * @param received up to where all has been received
   * @param confirmed up to where the server need not keep it
   */
  void report(long received, long confirmed) throws SQLException {
    status[0] = 'r';
    Bytes.putInt64(status, 1, received);
    Bytes.putInt64(status, 9, confirmed);
    Bytes.putInt64(status, 17, confirmed);
    copy.writeToCopy(status, 0, STATUS_LENGTH);
    copy.flushCopy();
  }

  /** Leaves. The end of the stream is not awaited: the server may have much to send before it. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Breaks off, from any thread. */
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }
}
