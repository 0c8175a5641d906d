package dev.millrace.connectors.mysql;

import dev.millrace.api.Connector;
import dev.millrace.connectors.conformance.Business;
import dev.millrace.connectors.conformance.CrashSuite;
import dev.millrace.connectors.conformance.Dialect;
import dev.millrace.connectors.conformance.MySqlDialect;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** On MariaDB or on MySQL, by chance. */
class CrashTest extends CrashSuite {
  @Override
  protected DatabaseServer startServer(Path folder, Random random) {
    return random.nextBoolean() && MySqlServer.isAvailable()
        ? MySqlServer.start(folder)
        : MariaDbServer.start(folder);
  }

  @Override
  protected Dialect dialect() {
    return new MySqlDialect();
  }

  @Override
  protected Connector connector() {
    return new MySqlConnector();
  }

  @Override
  protected Map<String, String> options(DatabaseServer server) {
    return Map.of("database", server.database(), "tables", String.join(",", Business.TABLES));
  }

  @Override
  protected String schema(DatabaseServer server) {
    return server.database();
  }
}
