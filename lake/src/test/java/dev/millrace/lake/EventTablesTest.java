package dev.millrace.lake;

import static dev.millrace.api.Operation.INSERT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.LakeStatus.TableStatus;
import dev.millrace.lake.Topic.Change;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose rows are only added. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventTablesTest {
  private Bed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private static TableSchema schema(String source, boolean events) {
    return new TableSchema(
        TableName.raw(source, "mqtt", "message"),
        List.of(Column.of("id", ColumnType.INT32), Column.of("text", ColumnType.TEXT)),
        List.of("id"),
        events);
  }

  private static List<Change> events(int from, int to) {
    List<Change> events = new ArrayList<>();
    for (int id = from; id < to; id++) {
      events.add(Change.of(INSERT, id, 0, id, "event " + id));
    }
    return events;
  }

  private static List<Object> ids(Lake lake, TableName table) {
    List<Object> ids = new ArrayList<>();
    Bed.changes(lake, table).forEach(record -> ids.add(record.getField("id")));
    return ids;
  }

  private static List<Object> numbers(int from, int to) {
    return IntStream.range(from, to).<Object>mapToObj(i -> i).toList();
  }

  private static TableStatus status(Lake lake, TableName table) {
    Awaitility.await()
        .until(
            () -> lake.status().tables().stream().anyMatch(status -> status.table().equals(table)));
    return lake.status().tables().stream()
        .filter(status -> status.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areOneTableEachEventInItOnce() throws Exception {
    TableSchema schema = schema("once", true);
    TableName name = schema.name();
    try (Topic topic = bed.topic(schema)) {
      try (Lake lake = bed.open("once")) {
        topic.write(events(0, 100));
        // A writer that crashed repeats the end of what it wrote.
        topic.write(events(60, 120));
        lake.commitNow(List.of(name));
      }
      try (Lake lake = bed.open("once")) {
        for (int more = 0; more < 20; more++) {
          topic.write(events(120 + 10 * more, 130 + 10 * more));
          lake.commitNow(List.of(name));
        }
        assertThat(lake.catalog().listTables(Namespace.of("once", "mqtt")))
            .containsExactly(TableIdentifier.of("once", "mqtt", "message"));
        assertThat(lake.upkeep().run(name, Instant.now().plusSeconds(60)).merged()).isPositive();
        assertThat(ids(lake, name)).isEqualTo(numbers(0, 320));
        assertThat(status(lake, name).current()).isEmpty();
        assertThat(status(lake, name).rows()).isEqualTo(320);
        assertThat(lake.history(name, Map.of("id", 7), 10).changes())
            .singleElement()
            .satisfies(change -> assertThat(change.row()).containsEntry("text", "event 7"));
        try (SqlBed sql = new SqlBed(bed, lake.tables())) {
          Instant past = Instant.ofEpochMilli(Topic.NOON / 1000).plusNanos(99_000);
          assertThat(sql.rows("SELECT count(*), max(id) FROM lake.once.message"))
              .containsExactly(List.of(320L, 319));
          assertThat(
                  sql.rows(
                      "SELECT count(*) FROM lake.once.message FOR TIMESTAMP AS OF TIMESTAMPTZ '"
                          + past
                          + "'"))
              .containsExactly(List.of(100L));
          assertThat(
                  sql.rows(
                      "SELECT message.id, once.mqtt.message.text FROM once.mqtt.message"
                          + " WHERE once.mqtt.message.id < 2 ORDER BY 1"))
              .containsExactly(List.of(0, "event 0"), List.of(1, "event 1"));
        }
      }
    }
  }

  @Test
  void tellHowManyTheLogHadGivenUpBeforeTheyWereRead() throws Exception {
    TableSchema schema = schema("late", true);
    TableName name = schema.name();
    try (Topic topic = bed.topic(schema)) {
      topic.write(events(0, 100));
      try (Lake lake = bed.open("late")) {
        lake.commitNow(List.of(name));
      }
      topic.write(events(100, 200));
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.log.bootstrapServers()))) {
        admin
            .deleteRecords(
                Map.of(bed.log.partitions(name).get(0), RecordsToDelete.beforeOffset(150)))
            .all()
            .get();
      }
      for (int life = 1; life <= 2; life++) {
        try (Lake lake = bed.open("late")) {
          Awaitility.await()
              .untilAsserted(() -> assertThat(status(lake, name).lost()).isEqualTo(50));
          topic.write(events(199 + life, 200 + life));
          lake.commitNow(List.of(name));
          List<Object> ids = new ArrayList<>(numbers(0, 100));
          ids.addAll(numbers(150, 200 + life));
          assertThat(ids(lake, name)).isEqualTo(ids);
          assertThat(status(lake, name).problem()).isEmpty();
        }
      }
    }
  }

  @Test
  void takeTheNameOfATableOfRowsOnlyWhenThatIsEmpty() throws Exception {
    TableName empty = schema("empty", false).name();
    TableName full = schema("full", false).name();
    try (Topic first = bed.topic(schema("empty", false));
        Topic second = bed.topic(schema("full", false));
        Lake lake = bed.open("kinds")) {
      second.write(events(0, 1));
      lake.commitNow(List.of(full));
      Awaitility.await()
          .until(() -> lake.catalog().tableExists(TableIdentifier.of("empty", "mqtt", "message")));
      assertThat(first.name()).isEqualTo(empty);
    }
    try (Topic first = bed.topic(schema("empty", true));
        Topic second = bed.topic(schema("full", true));
        Lake lake = bed.open("kinds")) {
      first.write(events(0, 10));
      lake.commitNow(List.of(empty));
      assertThat(ids(lake, empty)).isEqualTo(numbers(0, 10));
      Awaitility.await().until(() -> status(lake, second.name()).problem().isPresent());
      assertThat(status(lake, full).problem().orElseThrow().toString())
          .contains(
              "Cannot write full.mqtt.message to the lake: it is an event table now, and the lake"
                  + " has rows of it. Give the table another name, or rename the lake's table");
    }
  }
}
