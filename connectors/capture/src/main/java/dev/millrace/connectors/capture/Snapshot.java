package dev.millrace.connectors.capture;

import dev.millrace.api.Problem;
import dev.millrace.log.Log;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads rows of tables at one moment of the database, in threads of its own, and hands them over in
 * bounded pieces. After a failure {@link #poll} throws it.
 *
 * @param <P> a moment of the database
 * @param <U> a piece of work for one reader
 */
public final class Snapshot<P extends SnapshotPoint, U> implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Snapshot.class);
  private static final int QUEUE = 16;
  private static final long JOIN_MILLIS = 5_000;

  private final SnapshotSource<P, U> source;
  private final List<SnapshotWork> work;
  private final Log log;
  private final BlockingQueue<Optional<U>> units = new LinkedBlockingQueue<>();
  private final BlockingQueue<SnapshotEvent> events = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicInteger readersLeft;
  private final AtomicReference<Connection> waiting = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Those that have begun; guarded by itself. */
  private final List<SnapshotSource.Reader<U>> readers = new ArrayList<>();

  private volatile Optional<P> point;
  private volatile Throwable failure;
  private volatile String waitsFor = "";
  private volatile boolean closed;

  /**
   * Prepares a read.
   *
   * @param point at which to read; taken when it is empty
   * @param log gets the topics of the tables
   */
  public Snapshot(
      SnapshotSource<P, U> source, List<SnapshotWork> work, Optional<P> point, Log log) {
    this.source = source;
    this.work = List.copyOf(work);
    this.point = point;
    this.log = log;
    this.readersLeft = new AtomicInteger(source.threads());
  }

  /** Begins to read. */
  public void start() {
    threads.add(thread("plan", this::plan));
    for (int i = 0; i < source.threads(); i++) {
      threads.add(thread("rows-" + i, this::read));
    }
    threads.forEach(Thread::start);
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, "millrace-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** The moment that the rows show, once it is known. */
  public Optional<P> point() {
    return point;
  }

  /** What keeps the moment from being taken, for people; empty when nothing special does. */
  String waitsFor() {
    return waitsFor;
  }

  /** What came next, if anything has. */
  public Optional<SnapshotEvent> poll() {
    throwFailure();
    return Optional.ofNullable(events.poll());
  }

  /** Why the read has been broken off, which can begin anew; empty when it has not. */
  Optional<Problem> interruption() {
    Throwable cause = failure;
    return cause == null ? Optional.empty() : source.interruption(cause);
  }

  /** Throws what has ended the read, if anything has. */
  void throwFailure() {
    Throwable cause = failure;
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException("Cannot read rows: " + cause.getMessage(), cause);
    }
  }

  private void plan() {
    try {
      if (point.isEmpty()) {
        P taken = source.take(new Waits());
        point = Optional.of(taken);
        if (closed) {
          taken.close();
          return;
        }
      }
      source.plan(point.orElseThrow(), work, new Planned());
      for (int i = 0; i < source.threads(); i++) {
        units.add(Optional.empty());
      }
    } catch (SQLException | RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What each reading thread does. */
  private void read() {
    Optional<SnapshotSource.Reader<U>> reader = Optional.empty();
    try {
      RowsOut out = new RowsOut(this, source.pace());
      for (Optional<U> unit = units.take(); unit.isPresent(); unit = units.take()) {
        if (reader.isEmpty()) {
          reader = Optional.of(begin());
        }
        reader.get().read(unit.get(), out);
      }
      if (readersLeft.decrementAndGet() == 0) {
        put(new SnapshotEvent.End());
      }
    } catch (SQLException | RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reader.ifPresent(Snapshot::end);
    }
  }

  private SnapshotSource.Reader<U> begin() throws InterruptedException {
    synchronized (readers) {
      if (closed) {
        throw new InterruptedException();
      }
      SnapshotSource.Reader<U> reader = source.reader(point.orElseThrow());
      readers.add(reader);
      return reader;
    }
  }

  private static void end(SnapshotSource.Reader<?> reader) {
    try {
      reader.close();
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }

  /** Called by the threads: waits while too much is waiting. */
  void put(SnapshotEvent event) throws InterruptedException {
    events.put(event);
  }

  private void fail(Throwable cause) {
    if (!closed && failure == null) {
      failure = cause;
    }
  }

  /** Stops reading; what was not polled is lost. */
  @Override
  public void close() {
    closed = true;
    try {
      Connection blocked = waiting.get();
      if (blocked != null) {
        blocked.abort(Runnable::run);
      }
      synchronized (readers) {
        for (SnapshotSource.Reader<U> reader : readers) {
          reader.abort();
        }
      }
      for (Thread thread : threads) {
        thread.interrupt();
      }
      for (Thread thread : threads) {
        thread.join(JOIN_MILLIS);
      }
      if (point.isPresent()) {
        point.get().close();
      }
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Waits implements SnapshotSource.Waiting {
    @Override
    public void on(Connection connection) {
      waiting.set(connection);
    }

    @Override
    public void whatFor(String text) {
      waitsFor = text;
    }
  }

  private final class Planned implements SnapshotSource.Plan<U> {
    @Override
    public void begun(SnapshotEvent.Begun table) throws InterruptedException {
      log.createTableTopics(List.of(table.table().name()));
      put(table);
    }

    @Override
    public void gone(TableRead table) throws InterruptedException {
      put(new SnapshotEvent.Gone(table));
    }

    @Override
    public void add(U unit) {
      units.add(Optional.of(unit));
    }
  }
}
