package dev.millrace.connectors.debezium;

import dev.millrace.api.Connector;
import dev.millrace.connectors.mysql.MySqlConnector;
import dev.millrace.connectors.mysql.MySqlTask;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * On MariaDB 11.4 or 10.11, by chance. Debezium for MySQL needs a driver that cannot be shipped.
 */
@EnabledIf("dev.millrace.connectors.debezium.ByChance#mariaDb")
class MariaDbDifferentialTest extends DifferentialTest {
  @Override
  DatabaseServer startServer(Path folder, long seed) {
    return MariaDbServer.start(
        folder, ServerOptions.defaults().release(seed % 2 == 0 ? "10.11" : ""));
  }

  @Override
  int rounds() {
    return 1;
  }

  @Override
  RandomWork.Tables tables() {
    return new MariaDbTables();
  }

  @Override
  Connector ownConnector() {
    return new MySqlConnector();
  }

  @Override
  SourceTask ownTask() {
    return new MySqlTask();
  }

  @Override
  Connector debeziumConnector() {
    return new MariaDbConnector();
  }

  @Override
  String schema(DatabaseServer server) {
    return server.database();
  }
}
