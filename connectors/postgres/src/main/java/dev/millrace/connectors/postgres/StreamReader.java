package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.connectors.capture.ChangeStream;
import dev.millrace.connectors.capture.StreamBatch;
import dev.millrace.connectors.capture.StreamQueue;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a slot in a thread of its own, and hands over change records in order. When it is far
 * behind it reads by larger steps, unseen by the one who polls.
 *
 * <p>It does not reconnect: after a failure, {@link #poll} throws it, and a new reader is made.
 */
final class StreamReader implements ChangeStream {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamReader.class);
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final int MESSAGES_AT_ONCE = 256;

  /** So many messages without a pause are a flood. */
  private static final int FLOOD = 32;

  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration GATHERING = Duration.ofMillis(1);

  /** In a flood, changes are handed over when they are so old. */
  private static final Duration FRESHNESS = Duration.ofMillis(2);

  /**
   * What to read.
   *
   * @param source the source's name
   * @param wanted tables to be captured: takes schema and table
   * @param startLsn from where; transactions committed before it are left out
   * @param resumeAfter changes up to this position are left out; its epoch is that of all changes
   * @param queueBytesMax how much may wait to be polled
   * @param spoolFolder for large transactions in progress; of this reader alone
   * @param patience a server that is silent for so long is taken for lost
   */
  record Settings(
      PostgresAddress address,
      String source,
      String slot,
      String publication,
      BiPredicate<String, String> wanted,
      long startLsn,
      Position resumeAfter,
      long queueBytesMax,
      Path spoolFolder,
      Duration patience) {
    static final Duration USUAL_PATIENCE = Duration.ofSeconds(40);
  }

  private final Settings settings;
  private final Schemas schemas;
  private final CatchUp.Limits limits;
  private final StreamQueue queue;
  private final Thread thread;
  private volatile long confirmed;
  private volatile boolean catchingUp;
  private volatile boolean closed;
  private volatile Optional<WalSender> sender = Optional.empty();

  private long received;
  private long nextReportNanos = System.nanoTime();
  private long nextLookNanos;
  private int sincePause;
  private long nextFlushNanos = System.nanoTime();
  private long nextSignNanos = System.nanoTime();
  private StreamEncoder encoder;
  private PgOutputDecoder decoder;

  StreamReader(Settings settings, Schemas schemas, CatchUp.Limits limits) {
    this.settings = settings;
    this.limits = limits;
    this.schemas = schemas;
    this.queue = new StreamQueue(settings.queueBytesMax(), settings.startLsn(), this::stillHeld);
    this.confirmed = settings.startLsn();
    this.received = settings.startLsn();
    this.thread = new Thread(this::run, "millrace-stream-" + settings.source());
    this.thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public Optional<StreamBatch> poll(Duration patience) throws InterruptedException {
    return queue.poll(patience);
  }

  @Override
  public void confirm(long place) {
    confirmed = place;
  }

  @Override
  public void runUntil(long place) {
    queue.runUntil(place);
  }

  @Override
  public boolean hasReachedBound() {
    return queue.hasReachedBound();
  }

  /** Whether it is reading by larger steps, because it is far behind. */
  boolean isCatchingUp() {
    return catchingUp;
  }

  private void run() {
    try (Connection catalog = settings.address().connect()) {
      Executor sameThread = Runnable::run;
      catalog.setNetworkTimeout(sameThread, (int) settings.patience().toMillis());
      encoder = new StreamEncoder(settings, schemas, catalog, queue);
      try (PgOutputDecoder opened = new PgOutputDecoder(encoder, settings.spoolFolder())) {
        decoder = opened;
        read(catalog);
      }
    } catch (InterruptedException e) {
      queue.fail(new IllegalStateException("Cannot go on reading: the reader is closed.", e));
    } catch (SQLException | IOException | RuntimeException | Error e) {
      queue.fail(e);
    }
  }

  private void read(Connection catalog) throws SQLException, IOException, InterruptedException {
    if (behind(catalog) > limits.atStart()) {
      catchUp();
    }
    while (!closed) {
      stream(catalog);
      catchUp();
    }
  }

  private long behind(Connection catalog) throws SQLException {
    return ReplicationSlot.currentLsn(catalog) - encoder.confirmable();
  }

  private void catchUp() throws SQLException, IOException, InterruptedException {
    catchingUp = true;
    try (CatchUp steps = new CatchUp(settings, limits, decoder, encoder, () -> confirmed)) {
      steps.run();
    } finally {
      catchingUp = false;
    }
  }

  /** Streams until it is far behind, or for ever. */
  private void stream(Connection catalog) throws SQLException, IOException, InterruptedException {
    nextLookNanos = System.nanoTime() + BETWEEN_LOOKS.toNanos();
    try (WalSender opened = WalSender.start(settings, encoder.confirmable())) {
      sender = Optional.of(opened);
      LOGGER.info("Streaming {} from slot {}", settings.source(), settings.slot());
      while (!closed && !isFarBehind(catalog)) {
        takeSome(opened);
      }
    } finally {
      sender = Optional.empty();
    }
  }

  /**
   * Takes messages until there are none, or until it is time to look around. The server sends each
   * message by itself; a reader that were woken by each would cost both sides dearly. So in a flood
   * it lets some gather, and when little comes it waits for the next byte.
   */
  private void takeSome(WalSender from) throws SQLException, IOException, InterruptedException {
    int taken = 0;
    byte[] message = from.readPending();
    for (; message != null && taken < MESSAGES_AT_ONCE; taken++) {
      take(from, message);
      message = from.readPending();
    }
    sincePause += taken;
    if (message == null && sincePause >= FLOOD) {
      LockSupport.parkNanos(GATHERING.toNanos());
      message = from.readPending();
    }
    if (message == null) {
      handOverAll();
      report(from);
      long before = System.nanoTime();
      message = from.read();
      sincePause = System.nanoTime() - before > PAUSE.toNanos() ? 0 : sincePause + 1;
    } else if (System.nanoTime() - nextFlushNanos >= 0) {
      flush();
      report(from);
    }
    if (message == null) {
      throw new SQLException("The server has closed the connection.", "08006");
    }
    take(from, message);
  }

  private void flush() throws InterruptedException {
    encoder.flush();
    nextFlushNanos = System.nanoTime() + FRESHNESS.toNanos();
  }

  private void take(WalSender from, byte[] message)
      throws SQLException, IOException, InterruptedException {
    long lsn = Bytes.int64(message, 1);
    if (Long.compareUnsigned(lsn, received) > 0) {
      received = lsn;
    }
    if (WalSender.isData(message)) {
      decoder.decode(message, WalSender.MESSAGE_OFFSET, message.length - WalSender.MESSAGE_OFFSET);
    } else {
      encoder.idle(lsn);
      if (WalSender.wantsReply(message)) {
        from.report(received, confirmed);
      }
    }
  }

  /** Nothing more is there at the moment. */
  private void handOverAll() throws InterruptedException {
    flush();
    long now = System.nanoTime();
    if (!encoder.isInTransaction() && (queue.isEmpty() || now - nextSignNanos >= 0)) {
      encoder.flushSign();
      nextSignNanos = now + BETWEEN_REPORTS.toNanos();
    }
  }

  private void report(WalSender to) throws SQLException {
    long now = System.nanoTime();
    if (now - nextReportNanos >= 0) {
      nextReportNanos = now + BETWEEN_REPORTS.toNanos();
      to.report(received, confirmed);
    }
  }

  /** Whether larger steps would pay: not when the one who polls is the slow one. */
  private boolean isFarBehind(Connection catalog) throws SQLException {
    long now = System.nanoTime();
    if (now - nextLookNanos < 0 || encoder.isInTransaction() || decoder.holdsTransactions()) {
      return false;
    }
    nextLookNanos = now + BETWEEN_LOOKS.toNanos();
    boolean pollIsSlow = queue.takeWaitedNanos() > BETWEEN_LOOKS.toNanos() / 4;
    return !pollIsSlow && behind(catalog) > limits.whileStreaming();
  }

  /** The server hears of us while a batch waits. */
  private void stillHeld() {
    if (sender.isPresent()) {
      try {
        sender.get().report(received, confirmed);
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot answer the server.", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    thread.interrupt();
    sender.ifPresent(
        open -> {
          try {
            open.abort();
          } catch (SQLException e) {
            LOGGER.debug("A connection did not close in order", e);
          }
        });
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deleteSpoolFolder();
  }

  /** Makes a folder for the transactions of one reader. */
  static Path newSpoolFolder() {
    try {
      return Files.createTempDirectory("millrace-postgres-");
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot make a folder for large transactions: " + e.getMessage() + ".",
          "Make room in the folder for temporary files.",
          e);
    }
  }

  private void deleteSpoolFolder() {
    try (Stream<Path> files = Files.list(settings.spoolFolder())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(settings.spoolFolder());
    } catch (IOException e) {
      LOGGER.debug("A temporary folder stays", e);
    }
  }
}
