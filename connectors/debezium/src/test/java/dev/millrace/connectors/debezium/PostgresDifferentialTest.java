package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.postgres.PostgresTask;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random work, captured by the native connector and by Debezium at once: both have the same changes
 * of each key in the same order, and in the end the rows that SQL reads.
 *
 * <p>{@code -Ddifferential.seed} repeats a run, {@code -Ddifferential.rounds} makes more of them.
 */
class PostgresDifferentialTest {
  private static final int STATEMENTS = 600;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final String GONE = "gone";

  @TempDir Path folder;

  @Test
  void bothConnectorsCaptureTheSame() throws Exception {
    long first = Long.getLong("differential.seed", System.nanoTime());
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      for (int round = 0; round < Integer.getInteger("differential.rounds", 2); round++) {
        long seed = first + round;
        System.out.println("-Ddifferential.seed=" + seed);
        ServerOptions options = ServerOptions.defaults().release(seed % 2 == 0 ? "15" : "");
        try (PostgresServer server = PostgresServer.start(folder.resolve("p" + round), options)) {
          compare(server, broker, round, new Random(seed));
        } catch (Exception | AssertionError e) {
          throw new AssertionError("-Ddifferential.seed=" + seed + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static void compare(
      PostgresServer server, EmbeddedBroker broker, int round, Random random) throws Exception {
    SourceConfig nativeSource = source("native" + round, "postgres", server);
    SourceConfig debeziumSource = source("debezium" + round, PostgresConnector.KIND, server);
    try (RandomWork work = new RandomWork(random);
        Connection connection = server.connect()) {
      work.prepare(server.jdbcUrl(), server.user(), server.password());
      Run.Offsets offsets = new Run.Offsets();
      try (Run own =
              new Run(
                  new PostgresTask(),
                  new dev.millrace.connectors.postgres.PostgresConnector(),
                  nativeSource,
                  broker.bootstrapServers(),
                  offsets);
          Run other =
              new Run(
                  new DebeziumTask(),
                  new PostgresConnector(),
                  debeziumSource,
                  broker.bootstrapServers(),
                  new Run.Offsets())) {
        work.work(random.nextInt(50));
        beside(work, own, other, all -> hasStreamed(all));
        long since = number(connection, "SELECT last_value FROM change");
        work.work(STATEMENTS);
        work.finish();
        execute(connection, "INSERT INTO typed (id, n) VALUES (-1, nextval('change'))");
        beside(null, own, other, all -> hasTheEnd(all));
        // Rows may be read for a while after the stream has come to the end.
        own.until(all -> isRead(offsets, nativeSource.name()));
        for (String table : RandomWork.TABLES) {
          compareChanges(table, own, other, since);
          compareRows(table, own, nativeSource, connection);
          compareRows(table, other, debeziumSource, connection);
        }
      }
    }
  }

  /** Polls both, while there is work, until both have what they are to have. */
  private static void beside(RandomWork work, Run own, Run other, Predicate<List<Change>> condition)
      throws Exception {
    List<FutureTask<Void>> polls = new ArrayList<>();
    for (Run run : List.of(own, other)) {
      FutureTask<Void> poll =
          new FutureTask<>(
              () -> {
                run.until(condition);
                return null;
              });
      polls.add(poll);
      new Thread(poll, "poll").start();
    }
    while (work != null && !polls.stream().allMatch(FutureTask::isDone)) {
      work.work(10);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    for (FutureTask<Void> poll : polls) {
      poll.get();
    }
  }

  private static boolean hasStreamed(List<Change> all) {
    Set<String> tables = new HashSet<>();
    all.stream()
        .filter(change -> !change.isTombstone() && !change.is(Operation.SNAPSHOT))
        .forEach(change -> tables.add(change.table()));
    return tables.size() == RandomWork.TABLES.size();
  }

  private static boolean hasTheEnd(List<Change> all) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (Integer.valueOf(-1).equals(all.get(i).row().get("id"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRead(Run.Offsets offsets, String source) {
    return RandomWork.TABLES.stream()
        .map(table -> offsets.of(Map.of("server", source, "table", "public." + table)))
        .allMatch(offset -> offset != null && "all".equals(offset.get("done")));
  }

  /** The changes that one has and the other not must be those before its snapshot. */
  private static void compareChanges(String table, Run own, Run other, long since) {
    Map<String, List<String>> owns = changes(table, own, Long.MIN_VALUE);
    Map<String, List<String>> others = changes(table, other, Long.MIN_VALUE);
    Set<String> keys = new HashSet<>(owns.keySet());
    keys.retainAll(others.keySet());
    for (String key : keys) {
      List<String> one = owns.get(key);
      List<String> two = others.get(key);
      int both = Math.min(one.size(), two.size());
      assertThat(one.subList(one.size() - both, one.size()))
          .as("%s %s: native %s, Debezium %s", table, key, one, two)
          .isEqualTo(two.subList(two.size() - both, two.size()));
    }
    assertThat(changes(table, own, since)).as(table).isEqualTo(changes(table, other, since));
  }

  /** The changes of each key in order, those of versions after a number. */
  private static Map<String, List<String>> changes(String table, Run run, long since) {
    Map<String, List<String>> changes = new TreeMap<>();
    for (Change change : LogReader.all(run.log(), run.schemas(), name(table, run))) {
      if (change.isTombstone() || change.is(Operation.SNAPSHOT)) {
        continue;
      }
      boolean removes = change.operation().orElseThrow().removes();
      if (since > Long.MIN_VALUE && (removes || (long) change.row().get("n") <= since)) {
        continue;
      }
      List<String> ofKey = changes.computeIfAbsent(change.key(), key -> new ArrayList<>());
      boolean isGone = !ofKey.isEmpty() && ofKey.get(ofKey.size() - 1).equals(GONE);
      if (!removes) {
        ofKey.add(Normal.text(change.row()));
      } else if (!(change.is(Operation.TRUNCATE) && isGone)) {
        ofKey.add(GONE);
      }
    }
    return changes;
  }

  private static void compareRows(String table, Run run, SourceConfig source, Connection connection)
      throws Exception {
    Map<String, Map<String, Object>> state = new HashMap<>();
    for (Change change : LogReader.all(run.log(), run.schemas(), name(table, run))) {
      if (change.isTombstone() || change.operation().orElseThrow().removes()) {
        state.remove(change.key());
        continue;
      }
      Map<String, Object> row = new HashMap<>(change.row());
      Map<String, Object> before = state.getOrDefault(change.key(), Map.of());
      row.replaceAll((column, v) -> v == RowMap.UNSENT ? before.get(column) : v);
      state.put(change.key(), row);
    }
    Set<String> columns = columns(connection, table);
    List<String> captured = new ArrayList<>();
    for (Map<String, Object> row : state.values()) {
      row.keySet().retainAll(columns);
      captured.add(Normal.text(row));
    }
    TableSchema schema = run.schemas().current(name(table, run)).orElseThrow();
    List<String> rows = new ArrayList<>();
    try (ConsistentRead read = new PostgresConnector().openConsistentRead(source)) {
      RowMap sink = new RowMap(schema);
      read.read(schema, sink, () -> rows.add(Normal.text(sink.take())));
    }
    assertThat(captured)
        .as("%s of %s", table, source.name())
        .containsExactlyInAnyOrderElementsOf(rows);
  }

  /** Differences between the connectors that are meant. */
  private static final class Normal {
    private Normal() {}

    /** A column that is not there is as one that is NULL: a record has the columns of its time. */
    static String text(Map<String, Object> row) {
      Map<String, String> values = new TreeMap<>();
      row.forEach(
          (column, value) -> {
            if (value != null) {
              values.put(column, shortened(value.toString()));
            }
          });
      return values.toString();
    }

    private static String shortened(String text) {
      return text.length() <= 100
          ? text
          : "%s… %d %d".formatted(text.substring(0, 12), text.length(), text.hashCode());
    }
  }

  private static TableName name(String table, Run run) {
    String source =
        run.changes().stream().map(Change::table).findFirst().orElseThrow().split("\\.", -1)[0];
    return TableName.raw(source, "public", table);
  }

  private static Set<String> columns(Connection connection, String table) throws Exception {
    Set<String> columns = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
      for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
        columns.add(found.getMetaData().getColumnName(i));
      }
    }
    return columns;
  }

  private static long number(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SourceConfig source(String name, String kind, PostgresServer server) {
    return new SourceConfig(
        name,
        kind,
        Map.of(
            "hostname", server.host(),
            "port", Integer.toString(server.port()),
            "database", server.database(),
            "user", server.user(),
            "password", server.password()));
  }
}
