package dev.millrace.connectors.postgres;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.CrashPoint;
import dev.millrace.connectors.conformance.CrashWatch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Sees what the slot, the files and the threads of a capture tell. */
public final class PostgresCrashWatch implements CrashWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  @Override
  public void changesRead() {
    if (CrashPoint.CATCHING_UP.isChosen() && isCatchingUp()) {
      CrashPoint.CATCHING_UP.pass();
    }
  }

  private static boolean isCatchingUp() {
    Thread[] threads = new Thread[Thread.activeCount() + 100];
    int count = Thread.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i].getName().startsWith("millrace-catch-up-")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void watch(SourceConfig source) throws Exception {
    if (CrashPoint.CONFIRMED.isChosen()) {
      awaitConfirmed(source);
    } else if (CrashPoint.SPOOLING.isChosen()) {
      awaitSpool();
    }
  }

  private static void awaitConfirmed(SourceConfig source) throws Exception {
    try (Connection connection = PostgresAddress.of(source).connect()) {
      OptionalLong before = OptionalLong.empty();
      while (true) {
        Optional<ReplicationSlot.State> slot =
            ReplicationSlot.look(connection, PostgresConnector.slotName(source));
        OptionalLong now = slot.isEmpty() ? OptionalLong.empty() : slot.get().confirmed();
        if (before.isPresent() && now.isPresent() && !before.equals(now)) {
          CrashPoint.CONFIRMED.pass();
        }
        before = now;
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    }
  }

  private static void awaitSpool() throws IOException {
    long before = 0;
    while (true) {
      long now = spooled();
      if (now > before) {
        CrashPoint.SPOOLING.pass();
      }
      before = now;
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** How large the files of transactions are: they have no names any more, and are only open. */
  private static long spooled() throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path file : files) {
        try {
          if (Files.readSymbolicLink(file).toString().contains(".spool")) {
            bytes += Files.size(file);
          }
        } catch (NoSuchFileException e) {
          // It was closed meanwhile.
        }
      }
    }
    return bytes;
  }
}
