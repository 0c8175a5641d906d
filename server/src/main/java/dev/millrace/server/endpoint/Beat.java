package dev.millrace.server.endpoint;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the pulse once a second, for all listeners together, on a thread of its own so that nothing
 * else the server does delays it. Nothing is computed while nobody listens.
 */
public final class Beat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

  private final Platform platform;

  /** Only the timer's thread uses it: a lasting failure is logged once. */
  private boolean failing;

  private final Set<EventSink> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "millrace-pulse");
            thread.setDaemon(true);
            return thread;
          });

  public Beat(Platform platform) {
    this.platform = platform;
    var unused = timer.scheduleAtFixedRate(this::beat, 1, 1, TimeUnit.SECONDS);
  }

  AutoCloseable listen(EventSink sink) {
    listeners.add(sink);
    timer.execute(() -> take(pulse -> sink.send("pulse", pulse)));
    return () -> listeners.remove(sink);
  }

  private void beat() {
    if (!listeners.isEmpty()) {
      take(pulse -> listeners.forEach(listener -> listener.sendIfIdle("pulse", pulse)));
    }
  }

  private void take(Consumer<PulseEndpoint.Pulse> then) {
    try {
      then.accept(platform.pulse());
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing) {
        LOG.error("Cannot take the pulse; trying on every second.", e);
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
