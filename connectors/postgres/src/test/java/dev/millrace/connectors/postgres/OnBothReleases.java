package dev.millrace.connectors.postgres;

import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** All tests of a class on an older server and on the usual one. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {OnBothReleases.OLDER, OnBothReleases.USUAL})
abstract class OnBothReleases extends WithServers {
  static final int OLDER = 15;
  static final int USUAL = 18;

  private static PostgresServer older;

  @Parameter int release;

  @BeforeAll
  static void startOlder(@TempDir Path folder) {
    older = PostgresServer.start(folder.resolve("older"), OPTIONS.release(Integer.toString(OLDER)));
  }

  @AfterAll
  static void stopOlder() {
    older.close();
  }

  @Override
  PostgresServer server() {
    return release == OLDER ? older : server;
  }
}
