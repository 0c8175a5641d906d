package dev.millrace.connectors.postgres;

import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All tests of a class on an older server or on the usual one, which is left to chance: that spares
 * minutes. {@code -Dpostgres.release} decides it: 15, 18 or both.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("releases")
abstract class OnBothReleases extends WithServers {
  static final int OLDER = 15;
  static final int USUAL = 18;

  private static PostgresServer older;

  @TempDir static Path folder;

  @Parameter int release;

  static IntStream releases() {
    int chosen = new Random().nextBoolean() ? OLDER : USUAL;
    String wanted = System.getProperty("postgres.release", Integer.toString(chosen));
    System.out.println("-Dpostgres.release=" + wanted);
    return wanted.equals("both")
        ? IntStream.of(OLDER, USUAL)
        : IntStream.of(Integer.parseInt(wanted));
  }

  @AfterAll
  static void stopOlder() {
    if (older != null) {
      older.close();
      older = null;
    }
  }

  @Override
  PostgresServer server() {
    if (release == USUAL) {
      return server;
    }
    if (older == null) {
      older =
          PostgresServer.start(folder.resolve("older"), OPTIONS.release(Integer.toString(OLDER)));
    }
    return older;
  }
}
