package dev.millrace.app.runtime;

import dev.millrace.flow.Flow;
import dev.millrace.lake.Lake;
import dev.millrace.live.LiveStore;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.server.Server;
import dev.millrace.xref.CrossReference;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The order in which parts stop: with the data's way, so that what has been read from the sources
 * is mapped, kept and shown before the log goes.
 */
final class ShutdownOrder {
  private static final List<Class<?>> ORDER =
      List.of(
          SourceSupervisor.class,
          ConnectWorker.class,
          TelemetryIntake.class,
          Flow.class,
          CrossReference.class,
          Lake.class,
          Server.class,
          Tracking.class,
          LiveStore.class,
          SourceProgress.class,
          Schemas.class,
          Log.class,
          EmbeddedBroker.class);

  private ShutdownOrder() {}

  static Deque<AutoCloseable> of(Collection<AutoCloseable> parts) {
    return new ArrayDeque<>(
        parts.stream()
            .sorted(Comparator.comparingInt(part -> ORDER.indexOf(part.getClass())))
            .toList());
  }
}
