package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector;
import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.ReadRows;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Repeats;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random interleaved transactions, while capture is broken off again and again at any place: no
 * change is lost, repeats are known by their positions, and a read of the source at a position has
 * exactly the rows that the changes up to it leave.
 */
class RestartTest {
  private static final int SESSIONS = 3;
  private static final int ROUNDS = 8;
  private static final int STEPS = 40;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @TempDir Path folder;

  private Connector connector;
  private SourceConfig source;
  private String prefix;
  private int nextId = 1000;

  @Test
  void postgresLosesNothing() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder.resolve("postgres"))) {
      connector = new PostgresConnector();
      prefix = "erp.public.item";
      run(server, PostgresConnector.KIND);
    }
  }

  @Test
  void mariaDbLosesNothing() throws Exception {
    try (MariaDbServer server = MariaDbServer.start(folder.resolve("mariadb"))) {
      connector = new MariaDbConnector();
      prefix = "erp.test.item";
      run(server, MariaDbConnector.KIND);
    }
  }

  private void run(DatabaseServer server, String kind) throws Exception {
    System.out.println("seed " + seed);
    source =
        new SourceConfig(
            "erp",
            kind,
            Map.of(
                "hostname", server.host(),
                "port", Integer.toString(server.port()),
                "database", server.database(),
                "user", server.user(),
                "password", server.password()));
    List<Connection> sessions = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(server.connect());
      }
      for (int i = 0; i < SESSIONS; i++) {
        String table = "item" + i;
        execute(
            sessions.get(i),
            "CREATE TABLE " + table + " (id int PRIMARY KEY, n int, t varchar(100))");
        execute(
            sessions.get(i), "INSERT INTO " + table + " VALUES (1, 1, 'first'), (2, 2, 'second')");
      }
      for (Connection session : sessions) {
        session.setAutoCommit(false);
      }
      List<ConsistentRead> reads = new ArrayList<>();
      Run.Offsets offsets = new Run.Offsets();
      for (int round = 0; round < ROUNDS; round++) {
        boolean last = round == ROUNDS - 1;
        try (Run run =
            new Run(new DebeziumTask(), connector, source, broker.bootstrapServers(), offsets)) {
          if (round == 0) {
            run.until(prefix + 2, 2);
            run.untilStored();
          }
          if (random.nextInt(4) > 0) {
            while (run.progress().size() < 3) {
              run.stepWithoutStoring(Integer.MAX_VALUE);
            }
          }
          work(sessions, run, reads);
          if (last) {
            finish(sessions, run, reads);
          } else {
            run.stepWithoutStoring(random.nextInt(40));
          }
        }
      }
      for (ConsistentRead read : reads) {
        read.close();
      }
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  private void work(List<Connection> sessions, Run run, List<ConsistentRead> reads)
      throws Exception {
    for (int step = 0; step < STEPS; step++) {
      int session = random.nextInt(SESSIONS);
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> sessions.get(session).commit();
        case 3 -> sessions.get(session).rollback();
        case 4 -> {
          run.stepWithoutStoring(Integer.MAX_VALUE);
          if (random.nextBoolean()) {
            run.store();
          }
        }
        default -> execute(sessions.get(session), statement(session));
      }
      if (random.nextInt(STEPS) == 0 && reads.size() < 8) {
        reads.add(connector.openConsistentRead(source));
      }
    }
  }

  /** A statement on a table of this session only, so that none waits for another. */
  private String statement(int session) {
    String table = "item" + session;
    return switch (random.nextInt(6)) {
      case 0 -> {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(20); i++) {
          rows.append(i == 0 ? "" : ", ")
              .append("(" + nextId++ + ", " + random.nextInt() + ", 'x')");
        }
        yield "INSERT INTO " + table + " VALUES " + rows;
      }
      case 1 -> "UPDATE " + table + " SET n = n + 1 WHERE id % 7 = " + random.nextInt(7);
      case 2 ->
          "UPDATE "
              + table
              + " SET id = id + 3000000 WHERE id < 3000000 AND id % 11 = "
              + random.nextInt(11);
      case 3 -> "DELETE FROM " + table + " WHERE id % 13 = " + random.nextInt(13);
      case 4 -> "UPDATE " + table + " SET t = NULL";
      default -> "UPDATE " + table + " SET t = 'y', n = 0 WHERE id = " + random.nextInt(2000);
    };
  }

  private void finish(List<Connection> sessions, Run run, List<ConsistentRead> reads)
      throws Exception {
    for (Connection session : sessions) {
      session.commit();
    }
    reads.add(connector.openConsistentRead(source));
    execute(sessions.get(0), "INSERT INTO item0 VALUES (-1, 0, 'the end')");
    sessions.get(0).commit();
    run.until(all -> all.stream().anyMatch(c -> Integer.valueOf(-1).equals(c.row().get("id"))));
    for (int i = 0; i < SESSIONS; i++) {
      compare(run, prefix + i, reads);
    }
  }

  private void compare(Run run, String table, List<ConsistentRead> reads) {
    List<Change> all = LogReader.all(run.log(), run.schemas(), TableName.parse(table));
    List<Change> firsts = firsts(all);
    TableSchema schema = run.schemas().current(TableName.parse(table)).orElseThrow();
    assertThat(firsts).extracting(Change::position).as("seed " + seed).isSorted();
    for (ConsistentRead read : reads) {
      Map<Object, Map<String, Object>> expected = ReadRows.byId(read, schema);
      assertThat(rows(until(read.position(), firsts)))
          .as("seed %d, %s read at %s", seed, table, read.position())
          .isEqualTo(expected);
    }
    System.out.printf(
        "%s: %d changes, without repeats %d, reads %d%n",
        table, all.size(), firsts.size(), reads.size());
  }

  private static List<Change> until(Position end, List<Change> changes) {
    List<Change> until = new ArrayList<>();
    for (Change change : changes) {
      Position here = new Position(change.position().epoch(), end.commit(), end.sequence());
      if (change.position().compareTo(here) <= 0) {
        until.add(change);
      }
    }
    return until;
  }

  private List<Change> firsts(List<Change> all) {
    Repeats repeats = new Repeats();
    List<Change> firsts = new ArrayList<>();
    Map<String, Change> seen = new HashMap<>();
    for (Change change : all) {
      if (change.isTombstone()) {
        continue;
      }
      Operation operation = change.operation().orElseThrow();
      String identity = change.position() + " " + change.key();
      if (repeats.first(operation, change.position(), HexFormat.of().parseHex(change.key()))) {
        assertThat(seen).as("seed %d, %s", seed, change).doesNotContainKey(identity);
        firsts.add(change);
        seen.put(identity, change);
      } else {
        Change first = seen.get(identity);
        assertThat(first).as("seed %d: lost %s", seed, change).isNotNull();
        assertThat(change.row()).as("seed " + seed).isEqualTo(first.row());
      }
    }
    return firsts;
  }

  private static Map<Object, Map<String, Object>> rows(List<Change> changes) {
    Map<Object, Map<String, Object>> rows = new HashMap<>();
    for (Change change : changes) {
      Object id = change.row().get("id");
      if (change.operation().orElseThrow().removes()) {
        rows.remove(id);
      } else {
        rows.put(id, change.row());
      }
    }
    return rows;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
