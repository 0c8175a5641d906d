package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.BatchBuilder;
import dev.millrace.connectors.capture.ChangeStream;
import dev.millrace.connectors.capture.StreamBatch;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.capture.StreamQueue;
import dev.millrace.connectors.mysql.BinlogConnection.From;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the binary log of a server in a thread of its own, and hands over change records in order.
 *
 * <p>It does not reconnect: after a failure, {@link #poll} throws it, and a new stream is made.
 */
public final class BinlogStream implements ChangeStream {
  private static final Logger LOGGER = LoggerFactory.getLogger(BinlogStream.class);
  private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(1);
  private static final int EVENTS_AT_ONCE = 64;

  /** So many events without a pause are a flood. */
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
   * @param start from where; changes up to its position are left out, and its log is that of the
   *     server: see {@link BinlogServer#follow}
   * @param serverId by which the server tells this from its other replicas
   * @param queueBytesMax how much may wait to be polled
   * @param patience a server that is silent for so long is taken for lost
   */
  public record Settings(
      MySqlAddress address,
      String source,
      BiPredicate<String, String> wanted,
      StreamOffset start,
      long serverId,
      long queueBytesMax,
      Duration patience) {
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(40);
  }

  private final Settings settings;
  private final Schemas schemas;
  private final StreamQueue queue;
  private final Thread thread;
  private volatile boolean closed;
  private volatile Optional<BinlogConnection> connection = Optional.empty();
  private volatile Optional<Connection> catalog = Optional.empty();

  private BatchBuilder batches;
  private Transactions transactions;
  private boolean reading;
  private int sincePause;

  /** Since when the server has been waited for; 0 when it is not. */
  private long waitingSince;

  private long nextFlushNanos = System.nanoTime();
  private long nextSignNanos = System.nanoTime();

  public BinlogStream(Settings settings, Schemas schemas) {
    this.settings = settings;
    this.schemas = schemas;
    // The server asks for nothing while it is read slowly: it waits for the network.
    this.queue = new StreamQueue(settings.queueBytesMax(), settings.start().place(), () -> {});
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

  /** The server keeps its log as long as it was told to, whoever reads it. */
  @Override
  public void confirm(long place) {}

  @Override
  public void runUntil(long place) {
    queue.runUntil(place);
  }

  @Override
  public boolean hasReachedBound() {
    return queue.hasReachedBound();
  }

  private void run() {
    try (Connection opened = settings.address().connect()) {
      catalog = Optional.of(opened);
      opened.setNetworkTimeout(Runnable::run, (int) settings.patience().toMillis());
      read(opened);
    } catch (InterruptedException | InterruptedIOException e) {
      queue.fail(new IllegalStateException("Cannot go on reading: the stream is closed.", e));
    } catch (SQLException e) {
      queue.fail(BinlogFailures.of(e, settings.address(), settings.serverId()));
    } catch (IOException | RuntimeException | Error e) {
      queue.fail(e);
    }
  }

  private void read(Connection opened) throws SQLException, IOException, InterruptedException {
    StreamOffset start = settings.start();
    BinlogServer server = BinlogServer.of(opened);
    if (!server.has(start.log())) {
      throw new MillraceException(
          ErrorCode.SOURCE_POSITION_LOST,
          "Cannot go on reading: " + settings.address() + " is another server than before.",
          "Remove the source's stored offset, so that Millrace reads a new snapshot.");
    }
    ResumePoint resume = ResumePoint.parse(start.resume());
    batches =
        new BatchBuilder(
            queue, start.position(), start.place(), () -> transactions.resume().toString());
    StreamEncoder encoder =
        new StreamEncoder(server, settings.source(), settings.wanted(), schemas, opened, batches);
    transactions =
        new Transactions(
            start.log(),
            resume,
            server.mariaDb(),
            batches,
            encoder,
            Files.createTempDirectory("millrace-mysql-"));
    try (BinlogDecoder decoder = new BinlogDecoder(transactions);
        BinlogConnection log =
            BinlogConnection.open(
                settings.address(),
                server.mariaDb(),
                from(server, start, resume),
                settings.serverId(),
                settings.patience(),
                this::beforeWait)) {
      connection = Optional.of(log);
      reading = true;
      LOGGER.info("Streaming {} from {} {}", settings.source(), start.place(), start.resume());
      follow(log, decoder);
    } finally {
      connection = Optional.empty();
    }
  }

  /** A server that names no transactions any more goes on by its file, too. */
  private static From from(BinlogServer server, StreamOffset start, ResumePoint resume) {
    String text = resume.readFrom().isEmpty() ? resume.gtids() : resume.readFrom();
    if (!resume.gtids().isEmpty() && server.named()) {
      return new From(GtidSet.parse(text), "", 0);
    }
    boolean file = resume.gtids().isEmpty() && !text.isEmpty();
    int colon = text.lastIndexOf(':');
    return file
        ? new From(
            GtidSet.parse(""), text.substring(0, colon), Long.parseLong(text.substring(colon + 1)))
        : new From(
            GtidSet.parse(""),
            server.file(start.log(), start.place()),
            BinlogServer.offset(start.place()));
  }

  private void follow(BinlogConnection log, BinlogDecoder decoder)
      throws SQLException, IOException, InterruptedException {
    int taken = 0;
    while (!closed) {
      if (!log.next()) {
        throw new SQLException("The server has closed the connection.", "08006");
      }
      sincePause++;
      if (waitingSince != 0) {
        sincePause = System.nanoTime() - waitingSince > PAUSE.toNanos() ? 0 : sincePause;
        waitingSince = 0;
      }
      decoder.take(log.buffer(), log.offset(), log.end());
      if (++taken >= EVENTS_AT_ONCE) {
        taken = 0;
        if (System.nanoTime() - nextFlushNanos >= 0) {
          flush();
        }
      }
    }
    throw new InterruptedException();
  }

  private void flush() throws InterruptedException {
    batches.flush();
    nextFlushNanos = System.nanoTime() + FRESHNESS.toNanos();
  }

  /**
   * All that has come has been read. The server sends each transaction by itself; a reader that
   * were woken by each would cost both sides dearly. So in a flood it lets some gather, and when
   * little comes it hands over what there is and waits for the next byte.
   */
  private void beforeWait(InputStream in) throws IOException {
    if (!reading) {
      return;
    }
    try {
      if (sincePause >= FLOOD) {
        LockSupport.parkNanos(GATHERING.toNanos());
        if (in.available() > 0) {
          return;
        }
      }
      handOverAll();
      waitingSince = System.nanoTime();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException();
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private void handOverAll() throws InterruptedException {
    flush();
    long now = System.nanoTime();
    if (!batches.isInTransaction() && (queue.isEmpty() || now - nextSignNanos >= 0)) {
      batches.flushSign();
      nextSignNanos = now + BETWEEN_SIGNS.toNanos();
    }
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    thread.interrupt();
    try {
      if (connection.isPresent()) {
        connection.get().close();
      }
      if (catalog.isPresent()) {
        catalog.get().abort(Runnable::run);
      }
      thread.join();
    } catch (SQLException | IOException e) {
      LOGGER.debug("A connection did not close in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
