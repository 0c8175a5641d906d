package dev.millrace.connectors.capture;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the source now and then, in a thread and with a connection of its own: whether there are
 * other tables than before, and how far the capture is behind. What it cannot see it lets be: a
 * source that is gone is the stream's matter.
 */
public abstract class SourceWatch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceWatch.class);
  private static final Duration LEAST_BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** Looking takes no greater share of the time than one in so many, while it may be put off. */
  private static final int SHARE = 20;

  private static final int SAMPLES_MAX = 1_000;

  /**
   * A table that is captured.
   *
   * @param schema as its rows are written now
   * @param id the server's number of the table; 1 where tables have none
   * @param origin tells a table from one of the same name made or keyed anew; empty when that is
   *     not known
   * @param leaves the parts that hold its rows, as text with commas between them
   * @param form tells whether its rows may have other values than before
   */
  public record Seen(TableSchema schema, int id, String origin, String leaves, RowForm form) {
    TableName.Raw name() {
      return (TableName.Raw) schema.name();
    }
  }

  /**
   * What was seen at one time.
   *
   * @param place where the server's log ended behind that: it has all that made the tables so
   */
  public record Look(List<Seen> tables, long place) {}

  private record Sample(long nanos, long place) {}

  private final String source;
  private final AtomicReference<Look> lastLook = new AtomicReference<>();
  private final Semaphore wishes = new Semaphore(0);
  private final AtomicLong handed = new AtomicLong();
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** The tables as they were found last. */
  private Optional<Look> found = Optional.empty();

  /** Whether what a look finds is to be told, others than before or not. */
  private boolean wished;

  /** Whether the last look has failed. */
  private boolean blind;

  private final Thread thread;
  private volatile String lag = "";
  private volatile boolean closed;
  private volatile Connection connection;

  /**
   * Prepares to watch.
   *
   * @param source for people
   * @param kind of the database, as threads are named by it
   */
  protected SourceWatch(String source, String kind) {
    this.source = source;
    thread = new Thread(this::watch, "millrace-" + kind + "-watch");
    thread.setDaemon(true);
  }

  /** Connects to the source. */
  protected abstract Connection connect() throws SQLException;

  /** Looks once; calls {@link #found} and {@link #lag(String)}. */
  protected abstract void look(Connection opened) throws SQLException;

  /** The tables are others than before. */
  protected void found(Look look) {
    found = Optional.of(look);
    wished = false;
    lastLook.set(look);
  }

  /** Whether the stream has told that tables are others: nothing found before holds. */
  protected boolean isWished() {
    return wished;
  }

  /** How far the capture is behind, as a member of a JSON object with a comma in front. */
  protected void lag(String json) {
    lag = json;
  }

  /** All changes of the stream before this have been handed over. */
  protected long handed() {
    return handed.get();
  }

  /**
   * For how long something has been waiting that is not handed over.
   *
   * @param written where the server's log ends now
   */
  protected double secondsBehind(long written) {
    long now = System.nanoTime();
    samples.addLast(new Sample(now, written));
    while (samples.size() > 1 && samples.peek().place <= handed.get()) {
      samples.remove();
    }
    Sample oldest = samples.peek();
    if (samples.size() > SAMPLES_MAX) {
      samples.removeLast();
    }
    return oldest.place <= handed.get() ? 0 : (now - oldest.nanos) / 1e9;
  }

  void start() {
    thread.start();
  }

  /** The tables, if they have changed since the last call. */
  Optional<Look> changedTables() {
    return Optional.ofNullable(lastLook.getAndSet(null));
  }

  /** Has the source looked at now. What it finds is told even if it is as before. */
  void lookAgain() {
    lastLook.set(null);
    wishes.release();
  }

  void handed(long place) {
    handed.set(place);
  }

  String lag() {
    return lag;
  }

  private void watch() {
    while (!closed) {
      try (Connection opened = connect()) {
        connection = opened;
        while (!closed) {
          wished |= wishes.drainPermits() > 0;
          long begun = System.nanoTime();
          look(opened);
          long took = System.nanoTime() - begun;
          if (wished) {
            found.ifPresent(this::found);
          }
          blind = false;
          if (wishes.tryAcquire(pauseNanos(took), TimeUnit.NANOSECONDS)) {
            wishes.release();
          }
        }
      } catch (SQLException | RuntimeException e) {
        lag = "";
        if (!blind && !closed) {
          LOGGER.warn("Cannot look at source {}; trying again", source, e);
        }
        blind = true;
        try {
          Thread.sleep(MOST_BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static long pauseNanos(long tookNanos) {
    return Math.min(
        MOST_BETWEEN_LOOKS.toNanos(),
        Math.max(LEAST_BETWEEN_LOOKS.toNanos(), tookNanos * (SHARE - 1)));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      Connection open = connection;
      if (open != null) {
        open.abort(Runnable::run);
      }
      thread.join(MOST_BETWEEN_LOOKS.toMillis());
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
