package dev.millrace.connectors.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {
  private static final int ENTRIES = 1_000;

  enum Database {
    POSTGRES {
      @Override
      Dialect dialect() {
        return new PostgresDialect();
      }

      @Override
      DatabaseServer start(Path folder) {
        return PostgresServer.start(folder);
      }
    },
    MARIADB {
      @Override
      Dialect dialect() {
        return new MySqlDialect();
      }

      @Override
      DatabaseServer start(Path folder) {
        return MariaDbServer.start(folder);
      }
    },
    MYSQL {
      @Override
      Dialect dialect() {
        return new MySqlDialect();
      }

      @Override
      DatabaseServer start(Path folder) {
        assumeTrue(MySqlServer.isAvailable(), MySqlServer.MISSING);
        return MySqlServer.start(folder);
      }
    };

    abstract Dialect dialect();

    abstract DatabaseServer start(Path folder);
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void endsWithWhatTheTablesHave(Database database) throws Exception {
    try (DatabaseServer server = database.start(folder.resolve("server"));
        Business business = new Business(server::connect, database.dialect(), System.nanoTime());
        Connection connection = server.connect()) {
      business.prepare(1_000);
      long before = Journal.last(connection);
      business.rowsAreRead();
      business.start(3);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Journal.last(connection) > before + ENTRIES);
      business.stop();
      for (String table : Business.TABLES) {
        String key =
            switch (table) {
              case "line" -> "concat(a, '|', b)";
              case "bag" -> "n";
              default -> "id";
            };
        Map<String, String> rows = map(connection, "SELECT " + key + ", n FROM " + table);
        Map<String, String> journal =
            map(
                connection,
                "SELECT key_text, version FROM journal WHERE tab = '" + table + "' ORDER BY seq");
        journal.values().removeIf(Journal.GONE::equals);
        assertThat(journal).as(table).isNotEmpty().isEqualTo(rows);
      }
    }
  }

  /** The last value of each key. */
  private static Map<String, String> map(Connection connection, String sql) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        values.put(found.getString(1), found.getString(2));
      }
    }
    return values;
  }
}
