package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.FlowStatus.State;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the rows of a mapping that is changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;

  @BeforeAll
  void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
  }

  @AfterAll
  void stopBroker() {
    schemas.close();
    log.close();
    broker.close();
  }

  private Flow flow(String state, TableSchema... model) {
    return Flow.start(
        new FlowOptions(folder.resolve(state), broker.bootstrapServers(), Duration.ofMillis(200)),
        log,
        schemas,
        List.of(model));
  }

  private static MappingFile mapping(String name, String sql) {
    return MappingFile.of(name, sql, "mappings/" + name + ".sql");
  }

  private static FlowStatus status(Flow flow, String mapping) {
    return flow.status().stream()
        .filter(status -> status.name().equals(mapping))
        .findFirst()
        .orElseThrow();
  }

  private List<String> topicsAside(TableSchema model) {
    return log.topics("replay.").stream()
        .filter(topic -> topic.endsWith(model.name().topic()))
        .toList();
  }

  private static void awaitRows(ModelTopic seen, List<String> rows) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(seen.rows()).containsExactlyInAnyOrderElementsOf(rows));
  }

  private static void awaitReplaced(Flow flow, String mapping) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                status(flow, mapping).replayed().isEmpty()
                    && status(flow, mapping).state() == State.RUNNING);
  }

  /** Rows as {@link ModelTopic} shows them. */
  private static List<String> rows(IntStream ids, String name, int factor) {
    return ids.mapToObj(id -> "erp/%d: %s %d.000000".formatted(id, name, id * factor))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Test
  void replacesOnlyTheRowsThatDifferAndRemovesThoseThatAreMadeNoMore() throws Exception {
    TableSchema raw = Things.raw("changed");
    TableSchema model = Things.model("changed");
    String sql = Things.project(model, raw, "");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        Flow flow = flow("changed", model)) {
      flow.run(mapping("changed", sql));
      for (int id = 1; id <= 200; id++) {
        topic.write(Operation.SNAPSHOT, id, "bolt", 100L * id, 1, null);
      }
      awaitRows(seen, rows(IntStream.rangeClosed(1, 200), "bolt", 1));

      // Those below 100 stay as they are, the others are half as many and dearer.
      flow.run(
          mapping(
              "changed",
              sql.replace("price\n", "IF(id < 100, price, price * 2)\n")
                  .replace(";", "WHERE id < 100 OR MOD(id, 2) = 0;")));
      List<String> expected = rows(IntStream.range(1, 100), "bolt", 1);
      expected.addAll(rows(IntStream.rangeClosed(50, 100).map(id -> 2 * id), "bolt", 2));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(seen.rows()).hasSizeGreaterThanOrEqualTo(150);
                assertThat(seen.rows()).containsExactlyInAnyOrderElementsOf(expected);
              });
      awaitReplaced(flow, "changed");

      assertThat(seen.operations("erp/7")).containsExactly("insert");
      assertThat(seen.operations("erp/100")).containsExactly("insert", "update");
      assertThat(seen.operations("erp/101")).containsExactly("insert", "delete");

      topic.write(Operation.UPDATE, 7, "nut", 700L, 1, null);
      topic.write(Operation.DELETE, 100, "bolt", 10_000L, 1, null);
      expected.removeIf(row -> row.startsWith("erp/7:") || row.startsWith("erp/100:"));
      expected.add("erp/7: nut 7.000000");
      awaitRows(seen, expected);
    }
    assertThat(topicsAside(model)).isEmpty();
    try (Stream<Path> kept = Files.list(folder.resolve("changed/checkpoints"))) {
      assertThat(kept.map(path -> path.getFileName().toString()))
          .hasSize(2)
          .contains("changed.form");
    }
  }

  @Test
  void leavesTheRowsOfOtherMappingsAlone() throws Exception {
    TableSchema raw = Things.raw("shared");
    TableSchema model = Things.model("shared");
    String sql = Things.project(model, raw, "");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        Flow flow = flow("shared", model)) {
      flow.run(mapping("one", sql));
      // Two statements of one mapping that write the same table.
      flow.run(mapping("two", sql.replace("'erp'", "'second'") + sql.replace("'erp'", "'third'")));
      topic.write(Operation.SNAPSHOT, 1, "bolt", 100L, 1, null);
      topic.write(Operation.SNAPSHOT, 2, "nut", 200L, 1, null);
      awaitRows(
          seen,
          List.of(
              "erp/1: bolt 1.000000",
              "erp/2: nut 2.000000",
              "second/1: bolt 1.000000",
              "second/2: nut 2.000000",
              "third/1: bolt 1.000000",
              "third/2: nut 2.000000"));

      flow.run(mapping("one", sql.replace(";", "WHERE id = 2;")));
      awaitRows(
          seen,
          List.of(
              "erp/2: nut 2.000000",
              "second/1: bolt 1.000000",
              "second/2: nut 2.000000",
              "third/1: bolt 1.000000",
              "third/2: nut 2.000000"));
      flow.run(mapping("two", sql.replace("'erp'", "'third'")));
      awaitRows(
          seen, List.of("erp/2: nut 2.000000", "third/1: bolt 1.000000", "third/2: nut 2.000000"));
    }
  }

  @Test
  void keepsTheOldRowsUpToDateWhileTheMappingIsWrong() throws Exception {
    TableSchema raw = Things.raw("wrong");
    TableSchema model = Things.model("wrong");
    String sql = Things.project(model, raw, "");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED)) {
      try (Flow flow = flow("wrong", model)) {
        flow.run(mapping("wrong", sql));
        topic.write(Operation.INSERT, 1, "bolt", 100L, 1, null);
        awaitRows(seen, List.of("erp/1: bolt 1.000000"));
      }
      try (Flow flow = flow("wrong", model)) {
        flow.run(mapping("wrong", sql.replace("name,", "nam,")));
        topic.write(Operation.UPDATE, 1, "bolt M8", 100L, 1, null);
        awaitRows(seen, List.of("erp/1: bolt M8 1.000000"));
        assertThat(status(flow, "wrong").state()).isEqualTo(State.FAILED);

        flow.run(mapping("wrong", sql.replace("name,", "UPPER(name),")));
        awaitRows(seen, List.of("erp/1: BOLT M8 1.000000"));
        awaitReplaced(flow, "wrong");
        assertThat(status(flow, "wrong").problem()).isEmpty();
      }
    }
  }

  @Test
  void doesNotBeginAnewForACommentOrASpace() throws Exception {
    TableSchema raw = Things.raw("remark");
    TableSchema model = Things.model("remark");
    String sql = Things.project(model, raw, "");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED)) {
      for (String text : List.of(sql, sql.replace("-- the things\n", "\n").replace(", ", ",  "))) {
        try (Flow flow = flow("comment", model)) {
          flow.run(mapping("comment", text));
          topic.write(Operation.UPDATE, 1, text, 100L, 1, null);
          awaitRows(seen, List.of("erp/1: " + text + " 1.000000"));
        }
      }
      assertThat(seen.operations("erp/1")).containsExactly("insert", "update");
    }
  }

  @Test
  void tellsBeforehandWhatBecomesOfMappings() throws Exception {
    TableSchema raw = Things.raw("planned");
    TableSchema model = Things.model("planned");
    String sql = Things.project(model, raw, "");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        Flow flow = flow("planned", model)) {
      flow.run(mapping("a", sql));
      flow.run(mapping("b/c", sql.replace("'erp'", "'other'")));
      topic.write(Operation.INSERT, 1, "bolt", 100L, 1, null);
      awaitRows(seen, List.of("erp/1: bolt 1.000000", "other/1: bolt 1.000000"));
    }
    assertThat(plan(model, mapping("a", sql.replace("things", "parts")), mapping("new", sql)))
        .containsExactly("a SAME", "new NEW", "b/c GONE");
    assertThat(plan(model, mapping("b/c", sql)))
        .containsExactly("b/c REPLAYED 1 records PT5S", "a GONE");
    List<Column> columns = new ArrayList<>(model.columns());
    columns.add(Column.of("weight", ColumnType.INT32));
    TableSchema more = new TableSchema(model.name(), columns, model.key());
    columns.set(4, Column.of("name", ColumnType.JSON));
    TableSchema other = new TableSchema(model.name(), columns, model.key());
    assertThat(plan(more, mapping("a", sql))).contains("a SAME");
    assertThat(plan(other, mapping("a", sql))).contains("a REPLAYED 1 records PT5S");
  }

  private static List<String> plan(TableSchema model, MappingFile... mappings) {
    return FlowPlan.of(folder.resolve("planned"), List.of(mappings), List.of(model), List.of())
        .stream()
        .map(
            step ->
                step.mapping()
                    + " "
                    + step.outcome()
                    + step.time()
                        .map(time -> " " + step.records().getAsLong() + " records " + time)
                        .orElse(""))
        .toList();
  }

  /** {@code -Dreplay.seed} repeats what is by chance, {@code -Dreplay.lives} starts more often. */
  @Test
  void comesOutRightHoweverOftenItIsChangedAndStopped() throws Exception {
    TableSchema raw = Things.raw("random");
    TableSchema model = Things.model("random");
    long seed = Long.getLong("replay.seed", System.nanoTime());
    int lives = Integer.getInteger("replay.lives", 4);
    System.out.println("-Dreplay.seed=" + seed);
    Random random = new Random(seed);
    int rows = 0;
    int factor = 1;
    int modulus = 1;
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED)) {
      for (int life = 0; life < lives; life++) {
        try (Flow flow = flow("random", model)) {
          for (int change = 0; change <= random.nextInt(3); change++) {
            factor = 1 + random.nextInt(5);
            modulus = 1 + random.nextInt(3);
            flow.run(mapping("random", changed(Things.project(model, raw, ""), factor, modulus)));
            for (int i = 0; i < 20; i++) {
              topic.write(Operation.INSERT, ++rows, "bolt", 100L * rows, 1, null);
            }
            Thread.sleep(random.nextInt(3_000));
          }
        }
      }
      int divisor = modulus;
      try (Flow flow = flow("random", model)) {
        // Nothing more is written: what was read before is known from the mapping's state.
        flow.run(mapping("random", changed(Things.project(model, raw, ""), factor, modulus)));
        List<String> expected =
            rows(IntStream.rangeClosed(1, rows).filter(id -> id % divisor == 0), "bolt", factor);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(seen.rows())
                        .as("seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(expected));
        awaitReplaced(flow, "random");
      }
      assertThat(topicsAside(model)).isEmpty();
    }
  }

  private static String changed(String sql, int factor, int modulus) {
    return sql.replace("price\n", "price * %d\n".formatted(factor))
        .replace(";", "WHERE MOD(id, %d) = 0;".formatted(modulus));
  }
}
