package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector;
import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.DatabaseServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import org.apache.kafka.connect.source.SourceTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random work, captured by the native connector and by Debezium at once: both have the same changes
 * of each key in the same order, and in the end the rows that SQL reads.
 *
 * <p>{@code -Ddifferential.seed} repeats a run, {@code -Ddifferential.rounds} makes more of them.
 */
abstract class DifferentialTest {
  private static final int STATEMENTS = 600;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final String GONE = "gone";

  @TempDir Path folder;

  /** The server of a round. */
  abstract DatabaseServer startServer(Path folder, long seed);

  /** How many are made usually. */
  abstract int rounds();

  /** What is in it. */
  abstract RandomWork.Tables tables();

  /** The connector that reads the server's log itself. */
  abstract Connector ownConnector();

  abstract SourceTask ownTask();

  /** The connector that Debezium does it for. */
  abstract Connector debeziumConnector();

  /** Where the tables are. */
  abstract String schema(DatabaseServer server);

  @Test
  void bothConnectorsCaptureTheSame() throws Exception {
    long first = Long.getLong("differential.seed", System.nanoTime());
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      for (int round = 0; round < Integer.getInteger("differential.rounds", rounds()); round++) {
        long seed = first + round;
        System.out.println("-Ddifferential.seed=" + seed);
        try (DatabaseServer server = startServer(folder.resolve("server" + round), seed)) {
          compare(server, broker, round, new Random(seed));
        } catch (Exception | AssertionError e) {
          throw new AssertionError("-Ddifferential.seed=" + seed + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private void compare(DatabaseServer server, EmbeddedBroker broker, int round, Random random)
      throws Exception {
    SourceConfig nativeSource = source("native" + round, ownConnector(), server);
    SourceConfig debeziumSource = source("debezium" + round, debeziumConnector(), server);
    try (RandomWork work = new RandomWork(random, tables());
        Connection connection = server.connect()) {
      work.prepare(server.jdbcUrl(), server.user(), server.password());
      Run.Offsets offsets = new Run.Offsets();
      try (Run own =
              new Run(ownTask(), ownConnector(), nativeSource, broker.bootstrapServers(), offsets);
          Run other =
              new Run(
                  new DebeziumTask(),
                  debeziumConnector(),
                  debeziumSource,
                  broker.bootstrapServers(),
                  new Run.Offsets())) {
        work.work(random.nextInt(50));
        beside(work, own, other, all -> hasStreamed(all));
        long since = work.number();
        work.work(STATEMENTS);
        work.finish();
        execute(
            connection, "INSERT INTO typed (id, n) VALUES (-1, %d)".formatted(work.number() + 1));
        beside(null, own, other, all -> hasTheEnd(all));
        // Rows may be read for a while after the stream has come to the end.
        own.until(all -> isRead(offsets, nativeSource.name(), schema(server)));
        for (String table : RandomWork.TABLES) {
          TableName ownName = TableName.raw(nativeSource.name(), schema(server), table);
          TableName otherName = TableName.raw(debeziumSource.name(), schema(server), table);
          compareChanges(table, all(own, ownName), all(other, otherName), since);
          compareRows(all(own, ownName), schema(own, ownName), nativeSource, connection);
          compareRows(all(other, otherName), schema(other, otherName), debeziumSource, connection);
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

  private static boolean isRead(Run.Offsets offsets, String source, String schema) {
    return RandomWork.TABLES.stream()
        .map(table -> offsets.of(Map.of("server", source, "table", schema + "." + table)))
        .allMatch(offset -> offset != null && "all".equals(offset.get("done")));
  }

  private static TableSchema schema(Run run, TableName table) {
    return run.schemas().current(table).orElseThrow();
  }

  private static List<Change> all(Run run, TableName table) {
    return LogReader.all(run.log(), run.schemas(), table);
  }

  /** The changes that one has and the other not must be those before its snapshot. */
  private static void compareChanges(
      String table, List<Change> own, List<Change> other, long since) {
    Map<String, List<String>> owns = changes(own, Long.MIN_VALUE);
    Map<String, List<String>> others = changes(other, Long.MIN_VALUE);
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
    assertThat(changes(own, since)).as(table).isEqualTo(changes(other, since));
  }

  /** Removals before a snapshot that is begun again are no changes. */
  private static boolean isOnlyClearing(Change change) {
    return change.is(Operation.TRUNCATE) && change.position().commit() == 0;
  }

  /** The changes of each key in order, those of versions after a number. */
  private static Map<String, List<String>> changes(List<Change> all, long since) {
    Map<String, List<String>> changes = new TreeMap<>();
    for (Change change : all) {
      if (change.isTombstone() || change.is(Operation.SNAPSHOT) || isOnlyClearing(change)) {
        continue;
      }
      boolean removes = change.operation().orElseThrow().removes();
      if (since > Long.MIN_VALUE && (removes || (long) change.row().get("n") <= since)) {
        continue;
      }
      List<String> ofKey = changes.computeIfAbsent(change.key(), key -> new ArrayList<>());
      boolean isGone = !ofKey.isEmpty() && ofKey.get(ofKey.size() - 1).equals(GONE);
      if (!removes) {
        ofKey.add(text(change.row()));
      } else if (!(change.is(Operation.TRUNCATE) && isGone)) {
        ofKey.add(GONE);
      }
    }
    return changes;
  }

  private void compareRows(
      List<Change> changes, TableSchema schema, SourceConfig source, Connection connection)
      throws Exception {
    Map<String, Map<String, Object>> state = new HashMap<>();
    for (Change change : changes) {
      if (change.isTombstone() || change.operation().orElseThrow().removes()) {
        state.remove(change.key());
        continue;
      }
      Map<String, Object> row = new HashMap<>(change.row());
      Map<String, Object> before = state.getOrDefault(change.key(), Map.of());
      row.replaceAll((column, v) -> v == RowMap.UNSENT ? before.get(column) : v);
      state.put(change.key(), row);
    }
    TableName.Raw name = (TableName.Raw) schema.name();
    Set<String> columns = columns(connection, name.schema(), name.table());
    List<String> captured = new ArrayList<>();
    for (Map<String, Object> row : state.values()) {
      row.keySet().retainAll(columns);
      captured.add(text(row));
    }
    List<String> rows = new ArrayList<>();
    try (ConsistentRead read = debeziumConnector().openConsistentRead(source)) {
      RowMap sink = new RowMap(schema);
      read.read(schema, sink, () -> rows.add(text(sink.take())));
    }
    assertThat(captured).as(schema.name().toString()).containsExactlyInAnyOrderElementsOf(rows);
  }

  /** A column that is not there is as one that is NULL: a record has the columns of its time. */
  private static String text(Map<String, Object> row) {
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

  private static Set<String> columns(Connection connection, String schema, String table)
      throws Exception {
    Set<String> columns = new HashSet<>();
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT column_name FROM information_schema.columns"
                + " WHERE table_schema = ? AND table_name = ?")) {
      find.setString(1, schema);
      find.setString(2, table);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          columns.add(found.getString(1));
        }
      }
    }
    return columns;
  }

  private static void execute(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SourceConfig source(String name, Connector connector, DatabaseServer server) {
    return new SourceConfig(
        name,
        connector.kind(),
        Map.of(
            "hostname", server.host(),
            "port", Integer.toString(server.port()),
            "database", server.database(),
            "user", server.user(),
            "password", server.password()));
  }
}
