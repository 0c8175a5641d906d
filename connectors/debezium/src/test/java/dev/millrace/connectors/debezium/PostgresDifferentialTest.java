package dev.millrace.connectors.debezium;

import dev.millrace.api.Connector;
import dev.millrace.connectors.postgres.PostgresTask;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.condition.EnabledIf;

/** On PostgreSQL 18 and 15. */
@EnabledIf("dev.millrace.connectors.debezium.ByChance#postgres")
class PostgresDifferentialTest extends DifferentialTest {
  @Override
  DatabaseServer startServer(Path folder, long seed) {
    return PostgresServer.start(
        folder, ServerOptions.defaults().release(seed % 2 == 0 ? "15" : ""));
  }

  @Override
  int rounds() {
    return 2;
  }

  @Override
  RandomWork.Tables tables() {
    return new PostgresTables();
  }

  @Override
  Connector ownConnector() {
    return new dev.millrace.connectors.postgres.PostgresConnector();
  }

  @Override
  SourceTask ownTask() {
    return new PostgresTask();
  }

  @Override
  Connector debeziumConnector() {
    return new PostgresConnector();
  }

  @Override
  String schema(DatabaseServer server) {
    return "public";
  }
}
