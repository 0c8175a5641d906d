package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import dev.millrace.connectors.conformance.Situation.Step;
import dev.millrace.log.Repeats;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each situation brings the changes that its text says, in this order, once; and what the log has
 * in the end is what the tables have, by stream and by a snapshot.
 */
class SituationsTest extends OnBothReleases {
  private static final List<Situation> ALL =
      Stream.of(
              KeySituations.ALL,
              ToastSituations.ALL,
              TransactionSituations.ALL,
              SchemaSituations.ALL,
              NameSituations.ALL)
          .flatMap(List::stream)
          .toList();

  /** Behind the name of a source that reads the end of all by a snapshot. */
  private static final String AGAIN = "again";

  /** Statements that are wrong. */
  private final List<String> refused = new ArrayList<>();

  /** How the changes are read. */
  enum Way {
    /** As they are made. */
    LIVE,
    /**
     * When all is over, and the catalog is far ahead; each change has been sent before its
     * transaction was committed.
     */
    IN_PROGRESS,
    /** The same, but in many runs, which all end in the middle of something. */
    BROKEN_OFF
  }

  @ParameterizedTest
  @EnumSource
  void changesComeAsTheyWereMade(Way way) throws Exception {
    assumeTrue(way != Way.IN_PROGRESS || release != OLDER, "The server cannot be told to.");
    try (Connection session = connect()) {
      prepare(session, way);
      long seed = System.nanoTime();
      try (Run run = way == Way.BROKEN_OFF ? brokenOff(session, seed) : whole(session, way)) {
        SoftAssertions all = new SoftAssertions();
        readAnew();
        compare(session, run, way + ", seed " + seed, all);
        all.assertThat(refused).isEmpty();
        all.assertAll();
      }
    }
  }

  private void prepare(Connection session, Way way) {
    execute(session, "CREATE TABLE public.the_end (id int PRIMARY KEY)");
    execute(session, "CREATE EXTENSION citext");
    if (way == Way.IN_PROGRESS) {
      execute(
          session,
          "ALTER DATABASE " + database + " SET debug_logical_replication_streaming = immediate");
    }
    for (Situation situation : ALL) {
      execute(session, "CREATE SCHEMA " + situation.schema());
      enter(situation, session);
      execute(session, situation.before());
    }
  }

  private void enter(Situation situation, Connection session) {
    execute(session, "SET search_path = " + situation.schema() + ", public");
  }

  private void execute(Connection session, String sql) {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      refused.add(sql + ": " + e.getMessage());
    }
  }

  private void untilSnapshot(Run run) throws Exception {
    run.until(all -> "all".equals(offsetOf("the_end").get("done")));
    run.until(all -> run.progress().get(run.progress().size() - 1).contains("\"streaming\""));
  }

  private Run whole(Connection session, Way way) throws Exception {
    Run first = run();
    untilSnapshot(first);
    if (way == Way.LIVE) {
      for (Situation situation : ALL) {
        enter(situation, session);
        for (Step step : situation.steps()) {
          execute(session, step.sql());
          if (!step.changes().isEmpty()) {
            first.step(Integer.MAX_VALUE);
          }
        }
      }
      end(session);
      return untilEnd(first);
    }
    first.untilStored();
    first.close();
    steps(session);
    return untilEnd(run());
  }

  private void steps(Connection session) {
    for (Situation situation : ALL) {
      enter(situation, session);
      for (Step step : situation.steps()) {
        execute(session, step.sql());
      }
    }
    end(session);
  }

  private void end(Connection session) {
    execute(session, "INSERT INTO public.the_end VALUES (1)");
  }

  private Run untilEnd(Run run) throws Exception {
    run.until(all -> !run.of(table("the_end")).isEmpty());
    return run;
  }

  private Run brokenOff(Connection session, long seed) throws Exception {
    Random random = new Random(seed);
    try (Run first = run()) {
      untilSnapshot(first);
      first.untilStored();
    }
    steps(session);
    for (int round = 0; round < 6; round++) {
      try (Run run = run()) {
        int taken = 0;
        while (taken == 0) {
          taken = run.step(random.nextInt(80));
        }
      }
    }
    return untilEnd(run());
  }

  /** Lets another source find what there is in the end. */
  private void readAnew() throws Exception {
    SourceConfig again =
        new SourceConfig(database + AGAIN, source.connector(), config(Map.of()).values());
    try (Run run =
        new Run(
            new PostgresTask(),
            new PostgresConnector(),
            again,
            broker.bootstrapServers(),
            offsets)) {
      run.until(all -> run.progress().stream().anyMatch(news -> news.contains("\"streaming\"")));
    }
  }

  private void compare(Connection session, Run run, String how, SoftAssertions all)
      throws SQLException {
    Map<Situation, Map<String, List<String>>> columns = new LinkedHashMap<>();
    List<TableName> names = new ArrayList<>();
    for (Situation situation : ALL) {
      Map<String, List<String>> tables = tables(session, situation.schema());
      columns.put(situation, tables);
      tables.keySet().forEach(table -> names.add(name(database, situation, table)));
      tables.keySet().forEach(table -> names.add(name(database + AGAIN, situation, table)));
    }
    Map<TableName, List<Change>> logged = LogReader.all(run.log(), run.schemas(), names);
    for (Situation situation : ALL) {
      Map<String, List<String>> expected = situation.expected();
      assertThat(columns.get(situation).keySet()).containsAll(expected.keySet());
      columns
          .get(situation)
          .forEach(
              (table, its) -> {
                String what = situation.name() + ", " + table + ", " + how;
                List<Change> changes = logged.get(name(database, situation, table));
                List<Change> snapshot = logged.get(name(database + AGAIN, situation, table));
                List<String> rows = rows(session, situation.schema(), table, its);
                all.assertThat(firsts(changes, what))
                    .as(what)
                    .isEqualTo(expected.getOrDefault(table, List.of()));
                all.assertThat(state(changes, its)).as("state of " + what).isEqualTo(rows);
                all.assertThat(state(snapshot, its)).as("snapshot of " + what).isEqualTo(rows);
              });
    }
  }

  private static TableName name(String source, Situation situation, String table) {
    return new TableName.Raw(source, situation.schema(), table);
  }

  /** The stream's changes without repeats, and without removals of what is not there. */
  private static List<String> firsts(List<Change> logged, String what) {
    Repeats repeats = new Repeats();
    Set<String> alive = new HashSet<>();
    List<String> firsts = new ArrayList<>();
    Change last = null;
    for (Change change : logged) {
      if (last != null && last.is(Operation.DELETE)) {
        assertThat(change.isTombstone()).as("tombstone after " + last + ", " + what).isTrue();
        assertThat(change.key()).isEqualTo(last.key());
      }
      last = change;
      if (change.isTombstone()) {
        continue;
      }
      Operation operation = change.operation().orElseThrow();
      if (!repeats.first(operation, change.position(), HexFormat.of().parseHex(change.key()))) {
        continue;
      }
      boolean changes = operation.removes() ? alive.remove(change.key()) : alive.add(change.key());
      if (operation != Operation.SNAPSHOT && (changes || operation != Operation.TRUNCATE)) {
        firsts.add(Situation.text(change));
      }
    }
    return firsts;
  }

  /** The rows that a reader has in the end, who keeps what was not sent. */
  private static List<String> state(List<Change> logged, List<String> columns) {
    Map<String, Map<String, Object>> rows = new HashMap<>();
    for (Change change : logged) {
      if (change.isTombstone() || change.operation().orElseThrow().removes()) {
        rows.remove(change.key());
        continue;
      }
      Map<String, Object> row = new HashMap<>(change.row());
      Map<String, Object> before = rows.getOrDefault(change.key(), Map.of());
      row.replaceAll(
          (name, value) -> value == RowMap.UNSENT ? before.getOrDefault(name, "(lost)") : value);
      rows.put(change.key(), row);
    }
    return rows.values().stream()
        .map(
            row ->
                columns.stream()
                    .map(name -> text(row.getOrDefault(name, "(missing)")))
                    .toList()
                    .toString())
        .sorted()
        .toList();
  }

  /** As PostgreSQL writes it. */
  private static String text(Object value) {
    String text = String.valueOf(value);
    return text.startsWith("0x") ? "\\" + text.substring(1) : text;
  }

  /** The tables of a schema that are captured, with their columns. */
  private static Map<String, List<String>> tables(Connection session, String schema)
      throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Statement statement = session.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid ="
                    + " c.oid WHERE c.relnamespace = '"
                    + schema
                    + "'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND"
                    + " a.attnum > 0 AND NOT a.attisdropped AND (a.attgenerated = '' OR"
                    + " (a.attgenerated = 's' AND current_setting('server_version_num')::int >="
                    + " 180000)) AND c.relpersistence = 'p' ORDER BY 1, a.attnum")) {
      while (found.next()) {
        tables
            .computeIfAbsent(found.getString(1), name -> new ArrayList<>())
            .add(found.getString(2));
      }
    }
    return tables;
  }

  private static List<String> rows(
      Connection session, String schema, String table, List<String> columns) {
    List<String> rows = new ArrayList<>();
    String name = schema + "." + Catalog.quoted(table);
    String texts =
        columns.stream()
            .map(Catalog::quoted)
            .map(
                ("CASE WHEN pg_typeof(%1$s)::text LIKE '%%[]' THEN to_json(%1$s)::text"
                        + " ELSE %1$s::text END")
                    ::formatted)
            .collect(Collectors.joining(", "));
    try (Statement statement = session.createStatement();
        ResultSet found =
            statement.executeQuery(
                ("SELECT %1$s FROM %2$s WHERE tableoid = %3$s::regclass OR %3$s::regclass IN"
                        + " (SELECT partrelid FROM pg_partitioned_table)")
                    .formatted(texts, name, "'" + name.replace("'", "''") + "'"))) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          row.add(String.valueOf(found.getString(i)));
        }
        rows.add(row.toString());
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return rows.stream().sorted().toList();
  }
}
