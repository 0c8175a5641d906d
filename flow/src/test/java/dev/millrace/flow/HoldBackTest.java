package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.FlowStatus.State;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Rows that violate what is expected of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldBackTest {
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

  private Flow flow(String state, TableSchema model, HoldBack... holding) {
    return Flow.start(
        new FlowOptions(folder.resolve(state), broker.bootstrapServers(), Duration.ofMillis(200)),
        log,
        schemas,
        List.of(model, Things.model("other")),
        List.of(holding));
  }

  private static HoldBack atMost(TableSchema model, int most) {
    return new HoldBack(
        model.name(),
        "`price` > " + most,
        List.of("price"),
        "range " + model.name() + " (price) .. " + most,
        "quality/things.sql",
        1);
  }

  private static HoldBack named(TableSchema model) {
    return new HoldBack(
        model.name(),
        "`name` IS NULL",
        List.of("name"),
        "not null " + model.name() + " (name)",
        "quality/things.sql",
        2);
  }

  private static MappingFile mapping(String name, String sql) {
    return MappingFile.of(name, sql, "mappings/" + name + ".sql");
  }

  private static void awaitRows(ModelTopic seen, String... rows) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(seen.rows()).containsExactlyInAnyOrder(rows));
  }

  /** Waits until a mapping runs in the form that it is to have. */
  private static void awaitReplaced(Flow flow) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                flow.status().stream()
                    .allMatch(
                        status -> status.replayed().isEmpty() && status.state() == State.RUNNING));
  }

  /** Waits for the dead letters of a mapping; each has to contain one of some texts. */
  private static void awaitLetters(LetterTopic letters, String mapping, String... texts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<String> own =
                  letters.rows().stream()
                      .filter(letter -> letter.startsWith(mapping + " "))
                      .toList();
              assertThat(own).hasSize(texts.length);
              for (String text : texts) {
                assertThat(own).anySatisfy(letter -> assertThat(letter).contains(text));
              }
            });
  }

  @Test
  void theModelHasARowExactlyAsLongAsItIsAsExpected() throws Exception {
    TableSchema raw = Things.raw("held");
    TableSchema model = Things.model("held");
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        LetterTopic letters = new LetterTopic(log, schemas);
        Flow flow = flow("held", model, atMost(model, 100), named(model))) {
      flow.run(mapping("held", Things.project(model, raw, "")));
      topic.write(Operation.SNAPSHOT, 1, "bolt", 1_000L, 1, null);
      topic.write(Operation.SNAPSHOT, 2, "nut", 10_050L, 1, null);
      topic.write(Operation.INSERT, 3, null, 20_000L, 1, null);
      topic.write(Operation.INSERT, 4, "pin", null, 1, null);
      awaitRows(seen, "erp/1: bolt 10.000000", "erp/4: pin null");
      awaitLetters(
          letters,
          "held",
          "held 2 model.held held back: price is 100.5"
              + " (quality/things.sql: range model.held (price) .. 100) {",
          "held back: price is 200 (quality/things.sql: range model.held (price) .. 100); name is"
              + " empty (quality/things.sql: not null model.held (name)) {");

      // Mended, gone, broken, and broken in another way.
      topic.write(Operation.UPDATE, 2, "nut", 10_000L, 1, null);
      topic.write(Operation.DELETE, 3, null, null, null, null);
      topic.write(Operation.UPDATE, 1, "bolt", 30_000L, 1, null);
      awaitRows(seen, "erp/2: nut 100.000000", "erp/4: pin null");
      awaitLetters(letters, "held", "price is 300 (");
      assertThat(seen.operations("erp/1")).containsExactly("insert", "delete");
      topic.write(Operation.UPDATE, 1, "bolt", 40_000L, 1, null);
      awaitLetters(letters, "held", "price is 400 (");
      topic.write(Operation.UPDATE, 1, "bolt", 2_000L, 1, null);
      awaitRows(seen, "erp/1: bolt 20.000000", "erp/2: nut 100.000000", "erp/4: pin null");
      awaitLetters(letters, "held");
    }
  }

  @Test
  void holdsBackRowsOfEveryMappingHoweverTheyAreMade() throws Exception {
    TableSchema raw = Things.raw("made");
    TableSchema keyed =
        new TableSchema(
            TableName.raw("erp", "public", "keyed"),
            List.of(
                Column.of("a", ColumnType.TEXT),
                Column.of("b", ColumnType.TEXT),
                Column.of("price", ColumnType.decimal(12, 2))),
            List.of("a", "b"));
    TableSchema model = Things.model("made");
    String sums =
        """
        INSERT INTO model.made (price, source_key, source_system)
        WITH sums AS (SELECT category, SUM(price) AS price FROM erp.public.made GROUP BY category)
        SELECT price, CAST(category AS STRING), 'sum' FROM sums;
        INSERT INTO model.made (source_system, source_key, price)
        SELECT 'joined', CAST(a.id AS STRING), a.price + b.price
        FROM erp.public.made AS a JOIN erp.public.made AS b ON b.id = a.category
        WHERE a.id <> b.id;
        """;
    // The model's key is that of the table as it is.
    String same =
        """
        INSERT INTO model.made (source_system, source_key, price)
        SELECT a, b, price FROM erp.public.keyed;
        """;
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        RawTopic keys = new RawTopic(log, schemas, keyed);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        LetterTopic letters = new LetterTopic(log, schemas);
        Flow flow = flow("made", model, atMost(model, 10))) {
      flow.run(mapping("sums", sums));
      flow.run(mapping("same", same));
      topic.write(Operation.INSERT, 1, "bolt", 400L, 1, null);
      topic.write(Operation.INSERT, 2, "nut", 500L, 1, null);
      keys.write(Operation.INSERT, "x", "1", 1_100L);
      keys.write(Operation.INSERT, "x", "2", 100L);
      awaitRows(seen, "joined/2: null 9.000000", "sum/1: null 9.000000", "x/2: null 1.000000");
      awaitLetters(letters, "same", "same 1 model.made held back: price is 11 (");

      // One raw row makes a row of each statement too large, then it is less.
      topic.write(Operation.UPDATE, 1, "bolt", 600L, 1, null);
      keys.write(Operation.UPDATE, "x", "1", 300L);
      keys.write(Operation.UPDATE, "x", "2", 1_200L);
      awaitRows(seen, "x/1: null 3.000000");
      awaitLetters(
          letters,
          "sums",
          "sums 1 model.made held back: price is 11 (",
          "sums 4 model.made held back: price is 11 (");
      awaitLetters(letters, "same", "price is 12 (");
      topic.write(Operation.UPDATE, 1, "bolt", 100L, 1, null);
      keys.write(Operation.UPDATE, "x", "2", 200L);
      awaitRows(
          seen,
          "joined/2: null 6.000000",
          "sum/1: null 6.000000",
          "x/1: null 3.000000",
          "x/2: null 2.000000");
      awaitLetters(letters, "sums");
      awaitLetters(letters, "same");
    }
  }

  @Test
  void anotherExpectationReplaysTheMappingsThatWriteItsTable() throws Exception {
    TableSchema raw = Things.raw("ruled");
    TableSchema model = Things.model("ruled");
    MappingFile things = mapping("ruled", Things.project(model, raw, ""));
    MappingFile others = mapping("others", Things.project(Things.model("other"), raw, ""));
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        LetterTopic letters = new LetterTopic(log, schemas)) {
      try (Flow flow = flow("ruled", model)) {
        flow.run(things);
        flow.run(others);
        topic.write(Operation.INSERT, 1, "bolt", 1_000L, 1, null);
        topic.write(Operation.INSERT, 2, "nut", 2_000L, 1, null);
        topic.write(Operation.INSERT, 3, "pin", 3_000L, 1, null);
        awaitRows(seen, "erp/1: bolt 10.000000", "erp/2: nut 20.000000", "erp/3: pin 30.000000");
      }
      assertThat(plan(things, others, model)).containsExactly("ruled SAME", "others SAME");
      assertThat(plan(things, others, model, atMost(model, 20)))
          .containsExactly("ruled REPLAYED", "others SAME");
      try (Flow flow = flow("ruled", model, atMost(model, 20))) {
        flow.run(things);
        flow.run(others);
        awaitRows(seen, "erp/1: bolt 10.000000", "erp/2: nut 20.000000");
        awaitLetters(letters, "ruled", "price is 30 (");
        awaitReplaced(flow);
      }
      // The same in another place, and other words, is no other.
      HoldBack elsewhere =
          new HoldBack(model.name(), "`price` > 20", List.of("price"), "as is", "q.sql", 7);
      assertThat(plan(things, others, model, elsewhere))
          .containsExactly("ruled SAME", "others SAME");
      try (Flow flow = flow("ruled", model, elsewhere)) {
        flow.run(things);
        topic.write(Operation.UPDATE, 3, "pin", 100L, 1, null);
        topic.write(Operation.UPDATE, 1, "bolt", 9_900L, 1, null);
        awaitRows(seen, "erp/2: nut 20.000000", "erp/3: pin 1.000000");
        awaitLetters(letters, "ruled", "price is 99 (q.sql: as is)");
      }
      try (Flow flow = flow("ruled", model, atMost(model, 10))) {
        flow.run(things);
        awaitRows(seen, "erp/3: pin 1.000000");
        awaitLetters(letters, "ruled", "price is 99 (", "price is 20 (");
        awaitReplaced(flow);
      }
      // A condition that is wrong is told, and the old one goes on.
      HoldBack wrong =
          new HoldBack(model.name(), "prise > 1", List.of(), "check it", "quality/things.sql", 3);
      try (Flow flow = flow("ruled", model, wrong)) {
        flow.run(things);
        topic.write(Operation.UPDATE, 1, "bolt", 200L, 1, null);
        topic.write(Operation.UPDATE, 2, "nut", 1_100L, 1, null);
        awaitRows(seen, "erp/1: bolt 2.000000", "erp/3: pin 1.000000");
        awaitLetters(letters, "ruled", "price is 11 (");
        assertThat(flow.status().get(0).problem().orElseThrow().toString())
            .startsWith(
                "quality/things.sql:3: Cannot hold rows back by: check it: Column 'prise' not"
                    + " found");
      }
      try (Flow flow = flow("ruled", model)) {
        flow.run(things);
        awaitRows(seen, "erp/1: bolt 2.000000", "erp/2: nut 11.000000", "erp/3: pin 1.000000");
        awaitLetters(letters, "ruled");
      }
    }
  }

  private static List<String> plan(
      MappingFile one, MappingFile other, TableSchema model, HoldBack... holding) {
    return FlowPlan.of(
            folder.resolve("ruled"),
            List.of(one, other),
            List.of(model, Things.model("other")),
            List.of(holding))
        .stream()
        .map(step -> step.mapping() + " " + step.outcome())
        .toList();
  }

  @Test
  void tellsConditionsThatFlinkCannotReadOrThatAReplayWouldAnswerOtherwise() {
    TableSchema model = Things.model("told");
    assertThat(problems(model, "price > 1 OR name IN ('now()', 'SELECT')")).isEmpty();
    assertThat(problems(model, "prce > 1"))
        .singleElement()
        .asString()
        .startsWith("quality/told.sql:7: Cannot hold rows back by: check it: Column 'prce' not")
        .contains("Did you mean price?");
    assertThat(problems(model, "price >"))
        .singleElement()
        .asString()
        .contains("Write a condition in SQL that DuckDB and Flink both understand.");
    assertThat(problems(model, "SUM(price) > 1")).hasSize(1);
    assertThat(problems(model, "price")).hasSize(1);
    assertThat(problems(model, "price > (SELECT 1)"))
        .singleElement()
        .asString()
        .contains("it looks at other rows");
    assertThat(problems(model, "updated_at < now()"))
        .singleElement()
        .asString()
        .contains("its answer is not always the same, since it asks for now");
  }

  private static List<Problem> problems(TableSchema model, String violation) {
    return HoldBack.problems(
        List.of(
            new HoldBack(model.name(), violation, List.of(), "check it", "quality/told.sql", 7)),
        List.of(model));
  }
}
