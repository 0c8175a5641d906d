package dev.millrace.connectors.postgres;

import dev.millrace.connectors.capture.BoundedQueue;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a long backlog several times faster than the server can stream it: by COPY of the function
 * that gives a slot's changes, in steps. It takes them from a copy of the slot that ends with its
 * connection. So a step need not wait until the one before is durable, nothing is decoded twice,
 * and after a crash the slot stands where it stood.
 *
 * <p>The server keeps the result of a step in memory or a file until it is read, so steps are
 * bounded. Where a transaction is open that is longer than some steps, streaming is cheaper: each
 * step would read its beginning again.
 */
final class CatchUp implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CatchUp.class);
  private static final int BLOCK_BYTES = 256 << 10;
  private static final long QUEUE_BYTES = 48L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_ADVANCES = Duration.ofSeconds(30);

  /** In front of the rows of a binary COPY: a signature, flags, and the length of what follows. */
  private static final int COPY_HEADER = 19;

  /** In front of each row's only field: the number of fields, and its length. */
  private static final int ROW_HEADER = 6;

  private static final String CHANGES =
      "COPY (SELECT data FROM pg_logical_slot_get_binary_changes('%s', '%s', %d, 'proto_version',"
          + " '1', 'publication_names', '%s', 'binary', 'true', 'messages', 'true')) TO STDOUT"
          + " (FORMAT binary)";

  /**
   * When to read this way, and how; all in bytes of the server's log but {@code stepChanges}.
   *
   * @param atStart a reader that starts so far behind reads by steps: they pay for their beginning
   * @param whileStreaming a stream that falls so far behind is broken off for steps
   * @param near so near the end, the rest is streamed
   * @param step how much is read at once, at most
   * @param stepChanges how much is read at once, but for the end of a transaction
   * @param openTransaction a transaction that began so long ago ends the steps
   */
  record Limits(
      long atStart,
      long whileStreaming,
      long near,
      long step,
      int stepChanges,
      long openTransaction) {
    static final Limits USUAL =
        new Limits(64L << 20, 512L << 20, 32L << 20, 192L << 20, 500_000, 512L << 20);

    /** All is streamed. */
    static final Limits NEVER = new Limits(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0);
  }

  private final StreamReader.Settings settings;
  private final Limits limits;
  private final PgOutputDecoder decoder;
  private final StreamEncoder encoder;
  private final LongSupplier confirmed;
  private final BoundedQueue<Block> blocks = new BoundedQueue<>(QUEUE_BYTES);
  private final Thread copier;
  private volatile boolean closed;
  private volatile Optional<Connection> session = Optional.empty();
  private String copyOfSlot = "";
  private long advanced;
  private long nextAdvanceNanos = System.nanoTime() + BETWEEN_ADVANCES.toNanos();

  /** Some messages of a step, or its end. */
  private static final class Block {
    private final byte[][] rows;
    private final int count;
    private final long reached;
    private final boolean last;

    /**
     * @param rows of the COPY; the rest of the array is empty
     */
    Block(byte[][] rows, int count) {
      this.rows = rows;
      this.count = count;
      this.reached = 0;
      this.last = false;
    }

    /**
     * The end of a step.
     *
     * @param reached up to where all is given
     * @param last whether it was the last step
     */
    Block(long reached, boolean last) {
      this.rows = new byte[0][];
      this.count = 0;
      this.reached = reached;
      this.last = last;
    }
  }

  /**
   * @param confirmed up to where the server may forget
   */
  CatchUp(
      StreamReader.Settings settings,
      Limits limits,
      PgOutputDecoder decoder,
      StreamEncoder encoder,
      LongSupplier confirmed) {
    this.settings = settings;
    this.limits = limits;
    this.decoder = decoder;
    this.encoder = encoder;
    this.confirmed = confirmed;
    this.advanced = settings.startLsn();
    this.copier = new Thread(this::copy, "millrace-catch-up-" + settings.source());
    this.copier.setDaemon(true);
  }

  /** Returns when the rest is better streamed. */
  void run() throws SQLException, IOException, InterruptedException {
    copier.start();
    while (true) {
      Block block = blocks.poll(PATIENCE).orElse(null);
      if (block == null) {
        encoder.flush();
        continue;
      }
      for (int i = 0; i < block.count; i++) {
        byte[] row = block.rows[i];
        decoder.decode(row, ROW_HEADER, row.length - ROW_HEADER);
      }
      if (block.reached != 0) {
        encoder.idle(block.reached);
        encoder.flushSign();
      }
      if (block.last) {
        return;
      }
    }
  }

  private void copy() {
    long start = encoder.confirmable();
    try (Connection opened = settings.address().connect()) {
      session = Optional.of(opened);
      long reached = open(opened, start) ? steps(opened, start) : start;
      put(new Block(reached, true), 0);
    } catch (SQLException | RuntimeException | Error e) {
      blocks.fail(e);
    } catch (InterruptedException e) {
      blocks.fail(new IllegalStateException("Cannot go on reading: the reader is closed.", e));
    }
  }

  /** Copies the slot; false when it cannot or should not be read this way. */
  private boolean open(Connection session, long start) {
    copyOfSlot =
        settings.slot().substring(0, Math.min(settings.slot().length(), 40))
            + "_"
            + Long.toString(System.nanoTime(), Character.MAX_RADIX).replace("-", "m");
    try (Statement statement = session.createStatement()) {
      if (waitsForStandbys(session)) {
        return false;
      }
      statement.execute("SET work_mem = '16MB'");
      statement
          .executeQuery(
              "SELECT pg_copy_logical_replication_slot('%s', '%s', true, 'pgoutput')"
                  .formatted(settings.slot().replace("'", "''"), copyOfSlot))
          .close();
      advanceCopy(session, start);
      LOGGER.info("Source {} is far behind; reading by larger steps", settings.source());
      return true;
    } catch (SQLException e) {
      LOGGER.info(
          "Source {} is far behind, but can only be streamed: {}",
          settings.source(),
          e.getMessage());
      return false;
    }
  }

  private void advanceCopy(Connection session, long start) throws SQLException {
    try (PreparedStatement advance =
        session.prepareStatement(
            "SELECT pg_replication_slot_advance(slot_name, ?::pg_lsn) FROM pg_replication_slots"
                + " WHERE slot_name = ? AND confirmed_flush_lsn < ?::pg_lsn")) {
      advance.setString(1, LogSequenceNumber.valueOf(start).asString());
      advance.setString(2, copyOfSlot);
      advance.setString(3, LogSequenceNumber.valueOf(start).asString());
      advance.executeQuery().close();
    }
  }

  /** Changes that standbys must have first are sent by a stream of the slot itself only. */
  private static boolean waitsForStandbys(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet answer =
            statement.executeQuery(
                "SELECT coalesce(current_setting('synchronized_standby_slots', true), '') <> ''")) {
      answer.next();
      return answer.getBoolean(1);
    }
  }

  private long steps(Connection session, long start) throws SQLException, InterruptedException {
    long reached = start;
    while (!closed) {
      long left = ReplicationSlot.currentLsn(session) - reached;
      if (left <= limits.near) {
        break;
      }
      step(session, reached + Math.min(limits.step, left));
      ReplicationSlot.State state =
          ReplicationSlot.look(session, copyOfSlot)
              .orElseThrow(() -> new SQLException("The copy of the slot is gone."));
      reached = state.confirmed().orElse(reached);
      put(new Block(reached, false), 0);
      advanceSlot(session, BETWEEN_ADVANCES);
      if (reached - state.restart().orElse(reached) > limits.openTransaction) {
        LOGGER.info("Source {} has a long transaction open; streaming it", settings.source());
        break;
      }
    }
    advanceSlot(session, Duration.ZERO);
    return reached;
  }

  private void step(Connection session, long upTo) throws SQLException, InterruptedException {
    String sql =
        CHANGES.formatted(
            copyOfSlot,
            LogSequenceNumber.valueOf(upTo).asString(),
            limits.stepChanges,
            WalSender.publicationNames(settings.publication()).replace("'", "''"));
    CopyOut copy = new CopyManager(session.unwrap(BaseConnection.class)).copyOut(sql);
    byte[][] rows = new byte[512][];
    int count = 0;
    long bytes = 0;
    boolean first = true;
    for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
      if (first) {
        first = false;
        int header = COPY_HEADER + Bytes.int32(row, COPY_HEADER - Integer.BYTES);
        row = Arrays.copyOfRange(row, header, row.length);
      }
      if (row.length <= ROW_HEADER) {
        // The end of the rows, or the header alone.
        continue;
      }
      rows[count++] = row;
      bytes += row.length;
      if (count == rows.length || bytes >= BLOCK_BYTES) {
        put(new Block(rows, count), bytes);
        rows = new byte[512][];
        count = 0;
        bytes = 0;
      }
    }
    if (count > 0) {
      put(new Block(rows, count), bytes);
    }
  }

  private void put(Block block, long bytes) throws InterruptedException {
    while (!blocks.offer(block, bytes, PATIENCE)) {
      if (closed) {
        throw new InterruptedException();
      }
    }
  }

  /** Lets the server forget what is confirmed; it reads its log once more for that. */
  private void advanceSlot(Connection session, Duration interval) throws SQLException {
    long now = System.nanoTime();
    long lsn = confirmed.getAsLong();
    boolean due = interval.isZero() || now - nextAdvanceNanos >= 0;
    if (due && Long.compareUnsigned(lsn, advanced) > 0) {
      ReplicationSlot.advance(session, settings.slot(), lsn);
      advanced = lsn;
      nextAdvanceNanos = System.nanoTime() + interval.toNanos();
    }
  }

  /** Breaks off; the copy of the slot ends with its connection. */
  @Override
  public void close() {
    closed = true;
    copier.interrupt();
    session.ifPresent(
        open -> {
          try {
            open.abort(Runnable::run);
          } catch (SQLException e) {
            LOGGER.debug("A connection did not close in order", e);
          }
        });
    try {
      copier.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
