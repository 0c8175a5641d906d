package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.FlowPlan.Outcome;
import dev.millrace.flow.FlowStatus.State;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Mappings that read and write event tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventTablesTest {
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

  private Flow flow(String state, List<HoldBack> holding, TableSchema... model) {
    return Flow.start(
        new FlowOptions(
            folder.resolve("my data").resolve(state),
            broker.bootstrapServers(),
            Duration.ofMillis(200)),
        log,
        schemas,
        List.of(model),
        holding);
  }

  private static MappingFile mapping(String name, String sql) {
    return MappingFile.of(name, sql, "mappings/" + name + ".sql");
  }

  private static void awaitProblem(Flow flow, String problem) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(flow.status().get(0).problem()).map(Object::toString).contains(problem));
  }

  private static List<String> rows(IntStream ids, String name) {
    return ids.mapToObj(id -> "erp/%d: %s %d.000000".formatted(id, name, id)).toList();
  }

  @Test
  void eachEventIsAddedOnceOrPutAsideAndSumsGoToATableOfRows() throws Exception {
    TableSchema raw = Things.events(Things.raw("reading"));
    TableSchema model = Things.events(Things.model("reading"));
    TableSchema sums = Things.model("reading_sum");
    HoldBack atMost =
        new HoldBack(
            model.name(),
            "`price` > 100",
            List.of("price"),
            "range model.reading (price) .. 100",
            "quality/readings.sql",
            1);
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        ModelTopic seenSums = new ModelTopic(log, schemas, sums, IsolationLevel.READ_COMMITTED);
        LetterTopic letters = new LetterTopic(log, schemas);
        Flow flow = flow("once", List.of(atMost), model, sums)) {
      flow.run(
          mapping(
              "readings",
              Things.project(model, raw, "WHERE MOD(id, 2) = 0")
                  + Things.project(model, raw, "WHERE MOD(id, 2) = 1")));
      flow.run(
          mapping(
              "sums",
              "INSERT INTO model.reading_sum SELECT 'erp', CAST(category AS STRING), MAX(_position),"
                  + " MAX(_commit_time), MAX(name), SUM(price) FROM erp.public.reading"
                  + " GROUP BY category;"));
      for (int id = 1; id <= 20; id++) {
        topic.writeAt(id, Operation.INSERT, id, "bar", 100L * id, id % 2, null);
      }
      for (int id = 11; id <= 20; id++) {
        // After a crash the connector writes a run once more.
        topic.writeAt(id, Operation.INSERT, id, "bar", 100L * id, id % 2, null);
      }
      topic.writeAt(21, Operation.INSERT, 21, "bar", 10_100L, 1, null);

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(seen.rows())
                    .containsExactlyInAnyOrderElementsOf(rows(IntStream.rangeClosed(1, 20), "bar"));
                assertThat(seenSums.rows())
                    .containsExactly("erp/0: bar 110.000000", "erp/1: bar 201.000000");
                assertThat(letters.rows())
                    .singleElement()
                    .asString()
                    .contains("readings", "price is 101");
              });
      assertThat(seen.operations())
          .hasSize(20)
          .allSatisfy((event, done) -> assertThat(done).containsExactly("insert"));
    }
  }

  @Test
  void aChangedMappingGoesOnBehindTheLastEventOfTheOldOne() throws Exception {
    TableSchema raw = Things.events(Things.raw("scan"));
    TableSchema model = Things.events(Things.model("scan"));
    String first = Things.project(model, raw, "").replace("name, price", "'first', price");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED)) {
      try (Flow flow = flow("changed", List.of(), model)) {
        flow.run(mapping("scans", first));
        write(topic, 1, 100);
        await().atMost(PATIENCE).until(() -> seen.rows().size() == 100);
        flow.run(mapping("scans", first.replace("'first'", "'second'")));
        // Some come while the old form is stopped and the new one begins.
        write(topic, 101, 400);
        await().atMost(PATIENCE).until(() -> seen.rows().size() == 400);
        await().atMost(PATIENCE).until(() -> flow.status().get(0).state() == State.RUNNING);
      }
      write(topic, 401, 500);
      MappingFile third = mapping("scans", first.replace("'first'", "'third'"));
      assertThat(
              FlowPlan.of(
                  folder.resolve("my data").resolve("changed"),
                  List.of(third),
                  List.of(model),
                  List.of()))
          .extracting(FlowPlan.Step::outcome)
          .containsExactly(Outcome.CONTINUED);
      try (Flow flow = flow("changed", List.of(), model)) {
        flow.run(third);
        await().atMost(PATIENCE).until(() -> seen.rows().size() == 500);
      }

      assertThat(seen.rows())
          .containsAll(rows(IntStream.rangeClosed(1, 100), "first"))
          .containsAll(rows(IntStream.rangeClosed(401, 500), "third"));
      assertThat(seen.operations())
          .hasSize(500)
          .allSatisfy((event, done) -> assertThat(done).containsExactly("insert"));
      assertThat(log.topics("replay.")).isEmpty();
    }
  }

  private static void write(RawTopic topic, int from, int to) throws Exception {
    for (int id = from; id <= to; id++) {
      topic.write(Operation.INSERT, id, "bar", 100L * id, 1, null);
    }
  }

  @Test
  void refusesToChangeEvents() throws Exception {
    TableSchema raw = Things.raw("state");
    TableSchema model = Things.events(Things.model("move"));
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        Flow flow = flow("refused", List.of(), model)) {
      topic.write(Operation.INSERT, 1, "bolt", 100L, 1, null);
      flow.run(mapping("moves", Things.project(model, raw, "")));

      awaitProblem(
          flow,
          "mappings/moves.sql:2:1: Cannot use mapping moves: it would change or remove rows of"
              + " model.move, an event table, to which rows are only added. Read event tables only,"
              + " each event by itself, or aggregate into another table. [MAPPING_INVALID]");
    }
  }

  @Test
  void refusesAMappingThatWritesBothKindsAndOneThatBecomesTheOther() throws Exception {
    TableSchema raw = Things.events(Things.raw("pair"));
    TableSchema events = Things.events(Things.model("pair_event"));
    TableSchema rows = Things.model("pair_row");
    String toEvents = Things.project(events, raw, "");
    String toRows = Things.project(rows, raw, "");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        Flow flow = flow("pair", List.of(), events, rows)) {
      topic.write(Operation.INSERT, 1, "bolt", 100L, 1, null);
      flow.run(mapping("pair", toEvents + toRows));
      awaitProblem(
          flow,
          "mappings/pair.sql:2: Cannot use mapping pair: it writes model.pair_event, an event table,"
              + " and model.pair_row, a table of rows. Write them in two files: a changed mapping"
              + " makes its rows anew, but its events stay. [MAPPING_INVALID]");

      flow.run(mapping("pair", toEvents));
      await().atMost(PATIENCE).until(() -> flow.status().get(0).state() == State.RUNNING);
      flow.run(mapping("pair", toRows));
      awaitProblem(
          flow,
          "mappings/pair.sql: Cannot change mapping pair: until now it has written event tables."
              + " Write its new statements in a file of another name. [MAPPING_INVALID]");
    }
  }
}
