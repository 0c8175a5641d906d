package dev.millrace.connectors.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Situation.Step;
import dev.millrace.log.Repeats;
import java.sql.Connection;
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
import org.assertj.core.api.SoftAssertions;

/**
 * Each situation brings the changes that its text says, in this order, once; and what the log has
 * in the end is what the tables have, by stream and by a snapshot.
 */
public final class Situations {
  /** Behind the name of a source that reads the end of all by a snapshot. */
  private static final String AGAIN = "again";

  private final Captured captured;
  private final SituationSql sql;
  private final List<Situation> all;

  /** Statements that are wrong. */
  private final List<String> refused = new ArrayList<>();

  /** How the changes are read. */
  public enum Way {
    /** As they are made. */
    LIVE,
    /** When all is over, and the catalog is far ahead. */
    AFTERWARDS,
    /** The same, but in many runs, which all end in the middle of something. */
    BROKEN_OFF
  }

  public Situations(Captured captured, SituationSql sql, List<Situation> all) {
    this.captured = captured;
    this.sql = sql;
    this.all = all;
  }

  /**
   * Has all situations happen, and compares.
   *
   * @param before statements that are run first
   */
  public void changesComeAsTheyWereMade(Way way, List<String> before) throws Exception {
    try (Connection session = captured.connect()) {
      before.forEach(statement -> execute(session, statement));
      prepare(session);
      long seed = System.nanoTime();
      try (Run run = way == Way.BROKEN_OFF ? brokenOff(session, seed) : whole(session, way)) {
        SoftAssertions soft = new SoftAssertions();
        readAnew();
        compare(session, run, way + ", seed " + seed, soft);
        soft.assertThat(refused).isEmpty();
        soft.assertAll();
      }
    }
  }

  private void prepare(Connection session) {
    execute(session, "CREATE TABLE " + captured.schema() + ".the_end (id int PRIMARY KEY)");
    for (Situation situation : all) {
      sql.make(situation.schema()).forEach(statement -> execute(session, statement));
      enter(situation, session);
      execute(session, situation.before());
    }
  }

  private void enter(Situation situation, Connection session) {
    execute(session, sql.enter(situation.schema()));
  }

  private void execute(Connection session, String statement) {
    try (Statement one = session.createStatement()) {
      one.execute(statement);
    } catch (SQLException e) {
      refused.add(statement + ": " + e.getMessage());
    }
  }

  private Run run() {
    return captured.run(captured.source());
  }

  private void untilSnapshot(Run run) throws Exception {
    run.until(changes -> "all".equals(captured.offsetOf("the_end").get("done")));
    run.until(changes -> run.progress().get(run.progress().size() - 1).contains("\"streaming\""));
  }

  private Run whole(Connection session, Way way) throws Exception {
    Run first = run();
    untilSnapshot(first);
    if (way == Way.LIVE) {
      for (Situation situation : all) {
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
    for (Situation situation : all) {
      enter(situation, session);
      for (Step step : situation.steps()) {
        execute(session, step.sql());
      }
    }
    end(session);
  }

  private void end(Connection session) {
    execute(session, "INSERT INTO " + captured.schema() + ".the_end VALUES (1)");
  }

  private Run untilEnd(Run run) throws Exception {
    run.until(changes -> !run.of(captured.table("the_end")).isEmpty());
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
    SourceConfig source = captured.source();
    SourceConfig again =
        new SourceConfig(source.name() + AGAIN, source.connector(), source.values());
    try (Run run = captured.run(again)) {
      run.until(
          changes -> run.progress().stream().anyMatch(news -> news.contains("\"streaming\"")));
    }
  }

  private void compare(Connection session, Run run, String how, SoftAssertions soft)
      throws SQLException {
    String source = captured.source().name();
    Map<Situation, Map<String, List<String>>> columns = new LinkedHashMap<>();
    List<TableName> names = new ArrayList<>();
    for (Situation situation : all) {
      Map<String, List<String>> tables = sql.tables(session, situation.schema());
      columns.put(situation, tables);
      tables.keySet().forEach(table -> names.add(name(source, situation, table)));
      tables.keySet().forEach(table -> names.add(name(source + AGAIN, situation, table)));
    }
    Map<TableName, List<Change>> logged = LogReader.all(run.log(), run.schemas(), names);
    for (Situation situation : all) {
      Map<String, List<String>> expected = situation.expected();
      assertThat(columns.get(situation).keySet()).containsAll(expected.keySet());
      columns
          .get(situation)
          .forEach(
              (table, its) -> {
                String what = situation.name() + ", " + table + ", " + how;
                List<Change> changes = logged.get(name(source, situation, table));
                List<Change> snapshot = logged.get(name(source + AGAIN, situation, table));
                List<String> rows = rowsOf(session, situation.schema(), table, its);
                soft.assertThat(firsts(changes, what))
                    .as(what)
                    .isEqualTo(expected.getOrDefault(table, List.of()));
                soft.assertThat(state(changes, its)).as("state of " + what).isEqualTo(rows);
                soft.assertThat(state(snapshot, its)).as("snapshot of " + what).isEqualTo(rows);
              });
    }
  }

  private List<String> rowsOf(
      Connection session, String schema, String table, List<String> columns) {
    try {
      return sql.rows(session, schema, table, columns).stream().sorted().toList();
    } catch (SQLException e) {
      throw new AssertionError(e);
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
  private List<String> state(List<Change> logged, List<String> columns) {
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
                    .map(name -> sql.text(row.getOrDefault(name, "(missing)")))
                    .toList()
                    .toString())
        .sorted()
        .toList();
  }
}
