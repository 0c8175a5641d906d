package dev.millrace.server.endpoint;

import dev.millrace.track.position.Positions;
import dev.millrace.track.position.WindowAnswer;
import dev.millrace.track.position.WindowChange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the windows of all who watch the map, on one thread of its own: the more watch, the
 * less often each window is looked through, and nothing else is delayed.
 */
public final class Lookout implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
  private static final long SENSORS_MILLIS = 250;
  private static final long CELLS_MILLIS = 1_000;

  private final InstantSource clock;
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "millrace-lookout");
            thread.setDaemon(true);
            return thread;
          });

  public Lookout(InstantSource clock) {
    this.clock = clock;
    var unused =
        timer.scheduleWithFixedDelay(
            () -> watchers.forEach(Watcher::tick),
            SENSORS_MILLIS,
            SENSORS_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  AutoCloseable watch(Positions positions, WindowParameters asked, EventSink sink) {
    Watcher watcher = new Watcher(positions, asked, sink);
    watchers.add(watcher);
    timer.execute(watcher::tick);
    return () -> watchers.remove(watcher);
  }

  /** Somebody who watches a window; used by the timer's thread only. */
  private final class Watcher {
    private final Positions positions;
    private final WindowParameters asked;
    private final EventSink sink;
    private Optional<WindowAnswer> seen = Optional.empty();
    private long seenVersion;
    private long seenNanos;
    private boolean failing;

    Watcher(Positions positions, WindowParameters asked, EventSink sink) {
      this.positions = positions;
      this.asked = asked;
      this.sink = sink;
    }

    void tick() {
      try {
        if (seen.isEmpty() || (isDue(seen.get()) && sink.idle())) {
          look();
        }
        failing = false;
      } catch (RuntimeException | Error e) {
        if (!failing) {
          LOG.error("Cannot look through a window of the map; trying on.", e);
        }
        failing = true;
      }
    }

    private boolean isDue(WindowAnswer answer) {
      boolean changed = positions.version() != seenVersion;
      long interval = changed && answer.isSingle() ? SENSORS_MILLIS : CELLS_MILLIS;
      long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - seenNanos);
      return (changed || asked.agesByItself()) && passed >= interval - SENSORS_MILLIS / 2;
    }

    private void look() {
      seenVersion = positions.version();
      seenNanos = System.nanoTime();
      Instant asOf = clock.instant();
      WindowAnswer now = positions.look(asked.at(asOf));
      WindowChange change =
          seen.map(before -> WindowChange.between(before, now))
              .orElseGet(() -> WindowChange.whole(now));
      seen = Optional.of(now);
      if (change.isEmpty()) {
        return;
      }
      if (now.isSingle()) {
        sink.send("sensors", PositionsLiveEndpoint.sensors(change, positions, asOf));
      } else {
        sink.send("cells", PositionsLiveEndpoint.cells(change, asOf));
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
