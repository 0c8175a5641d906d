package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.FlowStatus.State;
import dev.millrace.geo.HexCells;
import dev.millrace.geo.Sphere;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("InlineFormatString") // SQL reads better apart from its parameters.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private int tables;

  /** For the tests that do not stop it: each takes one of the model's tables. */
  private final Queue<TableSchema> free = new ArrayDeque<>();

  private Flow shared;

  @BeforeAll
  void startBroker() {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    for (int i = 0; i < 7; i++) {
      free.add(model());
    }
    shared = flow("shared", List.copyOf(free));
  }

  @AfterAll
  void stopBroker() {
    shared.close();
    schemas.close();
    log.close();
    broker.close();
  }

  /** A raw table of its own for each test. */
  private TableSchema raw(String kind) {
    return Things.raw(kind + ++tables);
  }

  private TableSchema model() {
    return Things.model("thing" + ++tables);
  }

  private FlowStatus status(String mapping) {
    return shared.status().stream()
        .filter(status -> status.name().equals(mapping))
        .findFirst()
        .orElseThrow();
  }

  private Flow flow(String state, TableSchema model) {
    return flow(state, List.of(model));
  }

  private Flow flow(String state, List<TableSchema> model) {
    return Flow.start(
        new FlowOptions(folder.resolve(state), broker.bootstrapServers(), Duration.ofMillis(200)),
        log,
        schemas,
        model);
  }

  private MappingFile mapping(String name, String sql) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".sql"), sql);
    return MappingFile.read(name, file, "mappings/" + name + ".sql");
  }

  private ModelTopic committed(TableSchema model) {
    return new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
  }

  @Test
  void projectsInsertsUpdatesAndDeletesAndLeavesOutSoftDeletedRows() throws Exception {
    TableSchema raw = raw("item");
    TableSchema model = free.remove();
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model)) {
      shared.run(mapping("soft", Things.project(model, raw, "WHERE deleted IS NULL")));
      topic.write(Operation.SNAPSHOT, 1, "bolt", 150L, 1, null);
      topic.write(Operation.INSERT, 2, "nut", 20L, 1, null);
      topic.write(Operation.INSERT, 3, "pin", 30L, 1, null);
      topic.write(Operation.UPDATE, 1, "bolt M8", 175L, 1, null);
      topic.write(Operation.DELETE, 2, "nut", 20L, 1, null);
      topic.write(Operation.UPDATE, 3, "pin", 30L, 1, "today");

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(seen.rows()).containsExactly("erp/1: bolt M8 1.750000"));
      assertThat(seen.operations("erp/1")).containsExactly("insert", "update");
      assertThat(seen.operations("erp/3")).containsExactly("insert", "delete");
      assertThat(status("soft").state()).isEqualTo(State.RUNNING);
    }
  }

  @Test
  void joinsTablesAndFollowsChangesOfBothSides() throws Exception {
    TableSchema item = raw("item");
    TableSchema category = raw("category");
    TableSchema model = free.remove();
    String sql =
        "INSERT INTO %s SELECT 'erp', CAST(i.id AS STRING), i._position, i._commit_time, i.name ||"
            + " '/' || c.name, i.price FROM %s i JOIN %s c ON i.category = c.id";
    try (RawTopic items = new RawTopic(log, schemas, item);
        RawTopic categories = new RawTopic(log, schemas, category);
        ModelTopic seen = committed(model)) {
      shared.run(mapping("join", String.format(sql, model.name(), item.name(), category.name())));
      items.write(Operation.SNAPSHOT, 1, "bolt", 100L, 7, null);
      items.write(Operation.SNAPSHOT, 2, "nut", 100L, 7, null);
      categories.write(Operation.SNAPSHOT, 7, "steel", null, null, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen.rows())
                      .containsExactly("erp/1: bolt/steel 1.000000", "erp/2: nut/steel 1.000000"));
      categories.write(Operation.UPDATE, 7, "iron", null, null, null);
      items.write(Operation.DELETE, 2, "nut", 100L, 7, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(seen.rows()).containsExactly("erp/1: bolt/iron 1.000000"));
      categories.write(Operation.DELETE, 7, "iron", null, null, null);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen.rows()).isEmpty());
    }
  }

  @Test
  void sumsUpAndTakesBackWhatIsDeleted() throws Exception {
    TableSchema raw = raw("movement");
    TableSchema model = free.remove();
    String sql =
        "INSERT INTO %s SELECT 'erp', CAST(category AS STRING), MAX(_position), MAX(_commit_time),"
            + " MAX(name), SUM(price) FROM %s GROUP BY category";
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model)) {
      shared.run(mapping("sum", String.format(sql, model.name(), raw.name())));
      topic.write(Operation.SNAPSHOT, 1, "a", 100L, 7, null);
      topic.write(Operation.SNAPSHOT, 2, "b", 250L, 7, null);
      topic.write(Operation.INSERT, 3, "c", 1L, 8, null);
      topic.write(Operation.DELETE, 1, "a", 100L, 7, null);
      topic.write(Operation.DELETE, 3, "c", 1L, 8, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(seen.rows()).containsExactly("erp/7: b 2.500000"));
    }
  }

  @Test
  void knowsDistancesCellsAndBorders() throws Exception {
    TableSchema raw = raw("place");
    TableSchema model = free.remove();
    String border =
        "{\"type\":\"Polygon\",\"coordinates\":[[[170,1],[-170,1],[-170,3],[170,3],[170,1]]]}";
    String sql =
        "INSERT INTO %s SELECT 'erp', CAST(id AS STRING), _position, _commit_time,"
            + " geo_h3(price, category, 5) || ' ' || CAST(geo_within(price, category, '%s') AS"
            + " STRING), CAST(geo_distance_m(price, category, 0, 0) AS DECIMAL(18, 6)) FROM %s WHERE"
            + " geo_h3(price, category, CHAR_LENGTH(name)) IS NOT NULL";
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model);
        LetterTopic letters = new LetterTopic(log, schemas)) {
      shared.run(mapping("geo", String.format(sql, model.name(), border, raw.name())));
      topic.write(Operation.SNAPSHOT, 1, "a", 200L, 179, null);
      topic.write(Operation.SNAPSHOT, 2, "b", 0L, 0, null);
      topic.write(Operation.SNAPSHOT, 3, "none", 9100L, 0, null);
      topic.write(Operation.SNAPSHOT, 4, "none", null, 0, null);
      topic.write(Operation.SNAPSHOT, 5, "no such resolution", 100L, 1, null);
      topic.write(Operation.SNAPSHOT, 6, "c", 200L, -179, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen.rows())
                      .containsExactly(
                          "erp/1: " + place(2, 179) + " TRUE " + metres(2, 179),
                          "erp/2: " + place(0, 0) + " FALSE 0.000000",
                          "erp/6: " + place(2, -179) + " TRUE " + metres(2, -179)));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(letters.rows())
                      .singleElement()
                      .asString()
                      .contains("Cannot find an H3 cell of resolution 18. Give one from 0 to 15."));
    }
  }

  private static String place(double latitude, double longitude) {
    return HexCells.at(latitude, longitude, 5);
  }

  private static String metres(double latitude, double longitude) {
    return BigDecimal.valueOf(Sphere.distance(latitude, longitude, 0, 0))
        .setScale(6, RoundingMode.HALF_UP)
        .toPlainString();
  }

  @Test
  void keepsTheValueOfAColumnThatWasNotSent() throws Exception {
    TableSchema raw = raw("item");
    TableSchema model = free.remove();
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model)) {
      shared.run(mapping("unsent", Things.project(model, raw, "")));
      topic.write(Operation.INSERT, 1, "long text", 100L, 1, null);
      topic.write(Operation.UPDATE, 1, RawTopic.UNSENT, 200L, 1, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(seen.rows()).containsExactly("erp/1: long text 2.000000"));
    }
  }

  @Test
  void dropsRepeatsAndGoesOnAfterAStopWithEachChangeOnce() throws Exception {
    TableSchema raw = raw("item");
    TableSchema model = model();
    MappingFile mapping = mapping("resume", Things.project(model, raw, ""));
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model)) {
      try (Flow flow = flow("resume", model)) {
        flow.run(mapping);
        topic.writeAt(1, Operation.INSERT, 1, "a", 1L, 1, null);
        topic.writeAt(2, Operation.UPDATE, 1, "b", 2L, 1, null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen.rows()).hasSize(1));
      }
      topic.writeAt(1, Operation.INSERT, 1, "a", 1L, 1, null);
      topic.writeAt(2, Operation.UPDATE, 1, "b", 2L, 1, null);
      topic.writeAt(3, Operation.UPDATE, 1, "c", 3L, 1, null);
      try (Flow flow = flow("resume", model)) {
        flow.run(mapping);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(seen.rows()).containsExactly("erp/1: c 0.030000"));
      }
      assertThat(seen.operations("erp/1")).containsExactly("insert", "update", "update");
    }
  }

  @Test
  void goesOnFromItsStateWhenATableHasGotAColumnThatItDoesNotRead() throws Exception {
    TableSchema raw = raw("item");
    TableSchema model = model();
    MappingFile mapping = mapping("column", Things.project(model, raw, ""));
    try (ModelTopic seen = committed(model)) {
      try (RawTopic topic = new RawTopic(log, schemas, raw);
          Flow flow = flow("column", model)) {
        flow.run(mapping);
        topic.writeAt(1, Operation.INSERT, 1, "a", 1L, 1, null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen.rows()).hasSize(1));
      }
      List<Column> more = new ArrayList<>(raw.columns());
      more.add(Column.of("weight", ColumnType.INT32));
      try (RawTopic topic =
              new RawTopic(log, schemas, new TableSchema(raw.name(), more, raw.key()));
          Flow flow = flow("column", model)) {
        flow.run(mapping);
        topic.writeAt(2, Operation.UPDATE, 1, "b", 2L, 1, null, 15);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(seen.rows()).containsExactly("erp/1: b 0.020000"));
      }
      assertThat(seen.operations("erp/1")).containsExactly("insert", "update");
    }
  }

  @Test
  void followsAColumnIntoAWiderTypeAndStopsAloneWhenItVanishesUntilItIsBack() throws Exception {
    TableSchema raw = raw("item");
    TableSchema wider = withPrice(raw, ColumnType.decimal(14, 2));
    TableSchema without =
        new TableSchema(
            raw.name(),
            raw.columns().stream().filter(column -> !column.name().equals("price")).toList(),
            raw.key());
    TableSchema model = free.remove();
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model)) {
      shared.run(mapping("types", Things.project(model, raw, "")));
      topic.writeAt(1, Operation.INSERT, 1, "a", 100L, 1, null);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen.rows()).hasSize(1));

      try (RawTopic second = new RawTopic(log, schemas, wider)) {
        second.writeAt(2, Operation.INSERT, 2, "b", 999_999_999_999_00L, 1, null);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen.rows())
                      .containsExactly("erp/1: a 1.000000", "erp/2: b 999999999999.000000"));

      new RawTopic(log, schemas, without).close();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(status("types").state()).isEqualTo(State.FAILED));
      assertThat(status("types").problem().orElseThrow().message())
          .isEqualTo(
              "Cannot run mapping types: column price of "
                  + raw.name()
                  + " has vanished from its source.");

      try (RawTopic third = new RawTopic(log, schemas, wider)) {
        third.writeAt(3, Operation.UPDATE, 1, "a", 200L, 1, null);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(seen.rows()).contains("erp/1: a 2.000000"));
    }
  }

  private static TableSchema withPrice(TableSchema table, ColumnType type) {
    List<Column> columns =
        table.columns().stream()
            .map(column -> column.name().equals("price") ? Column.of("price", type) : column)
            .toList();
    return new TableSchema(table.name(), columns, table.key());
  }

  @Test
  void namesFileLineAndColumnOfAnSqlErrorAndRunsTheOthers() throws Exception {
    TableSchema raw = raw("item");
    TableSchema model = free.remove();
    try (RawTopic topic = new RawTopic(log, schemas, raw);
        ModelTopic seen = committed(model)) {
      shared.run(
          mapping("wrong", Things.project(model, raw, "").replace("name, price", "nam, price")));
      shared.run(mapping("right", Things.project(model, raw, "")));
      topic.write(Operation.INSERT, 1, "a", 1L, 1, null);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen.rows()).hasSize(1));

      FlowStatus wrong = status("wrong");
      assertThat(wrong.state()).isEqualTo(State.FAILED);
      Problem problem = wrong.problem().orElseThrow();
      assertThat(problem.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
      assertThat(problem)
          .asString()
          .startsWith(
              "mappings/wrong.sql:3:60: Cannot use mapping wrong: Column 'nam' not found in any"
                  + " table");
      assertThat(problem.remedy()).isEqualTo("Did you mean name?");
    }
  }
}
