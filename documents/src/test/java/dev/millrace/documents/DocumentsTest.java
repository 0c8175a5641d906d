package dev.millrace.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableWriter;
import dev.millrace.model.ProjectModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<TableSchema> MODEL = ProjectModel.standard().schemas();

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private Documents documents;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    documents = open();
  }

  @AfterEach
  void stop() {
    documents.close();
    schemas.close();
    log.close();
    broker.close();
  }

  private Documents open() {
    return Documents.start(log, schemas, MODEL, folder.resolve("index"));
  }

  private static RowKey row(String key) {
    return new RowKey("plant", key);
  }

  private List<String> keys(String words) {
    return documents.search(new Asked(words, Optional.empty(), 100)).texts().stream()
        .map(one -> one.text().table().table() + " " + one.text().row().key())
        .toList();
  }

  private void until(String words, String... keys) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(keys(words)).containsExactly(keys));
  }

  private void write(String table, String key, Map<String, Object> values) {
    TableSchema schema =
        MODEL.stream()
            .filter(one -> one.name().equals(TableName.model(table)))
            .findFirst()
            .orElseThrow();
    try (Producer<byte[], byte[]> producer = log.producer()) {
      TableWriter writer = new TableWriter(schema, schemas, producer);
      writer.put(row(key), values);
      writer.flush();
    }
  }

  @Test
  void findsWhatWasWrittenAndNoMoreWhatWasChangedOrRemoved() {
    documents.put(row("a"), Map.of("title", "Broken pallet", "written_at", 1_700_000_000_000_000L));
    documents.put(row("b"), Map.of("body", "Alles in Ordnung"));
    until("pallet", "document a");
    Found.One one = documents.search(new Asked("pallet", Optional.empty(), 1)).texts().get(0);
    assertThat(one.text().writtenAt()).contains(Instant.ofEpochSecond(1_700_000_000));
    documents.put(row("a"), Map.of("title", "Broken crate"));
    until("crate", "document a");
    assertThat(keys("pallet")).isEmpty();
    documents.remove(row("a"));
    until("crate");
    until("", "document b");
    assertThat(documents.size()).isEqualTo(1);
    assertThat(documents.search("ordnung", 5))
        .singleElement()
        .satisfies(hit -> assertThat(hit.snippet()).isEqualTo("Alles in Ordnung"));
  }

  @Test
  void findsWhatSomebodyHasToldOfAShipmentAndWhatIsWrong() {
    write("tracking_event", "told", Map.of("description", "Seal broken", "shipment_key", "7"));
    write("tracking_event", "silent", Map.of("kind", "departure"));
    write(
        "tracking_event",
        "sensed",
        Map.of("description", "Seal broken by sensor", "sensor_key", "s1"));
    write("exception", "late", Map.of("title", "The seal comes late", "shipment_key", "7"));
    until("seal late", "exception late");
    until("seal broken", "tracking_event told");
    assertThat(documents.size()).isEqualTo(2);
    assertThat(documents.search(new Asked("", Optional.of(row("7")), 10)).count()).isEqualTo(2);
  }

  @Test
  void goesOnWhereItWasAndBeginsAnewWhenItCannot() throws IOException {
    documents.put(row("a"), Map.of("title", "First"));
    until("first", "document a");
    documents.close();
    write("document", "b", Map.of("title", "Second"));
    documents = open();
    until("second", "document b");
    assertThat(keys("first")).containsExactly("document a");
    documents.close();

    // What the log does not know is still there: it was not read from the beginning.
    note("of no log", Map.of());
    documents = open();
    await().atMost(PATIENCE).until(documents::isCaughtUp);
    assertThat(keys("stale")).containsExactly("document of no log");
    documents.close();
    // After a long time the log may have forgotten deletions.
    note("of no log", Map.of("time", Instant.now().minus(Duration.ofHours(13)).toString()));
    documents = open();
    await().atMost(PATIENCE).until(documents::isCaughtUp);
    assertThat(keys("stale")).isEmpty();
    assertThat(keys("")).containsExactlyInAnyOrder("document a", "document b");
    documents.close();
    // Another log has other offsets.
    note("of no log", Map.of("model.document-0", "1000000"));
    documents = open();
    await().atMost(PATIENCE).until(documents::isCaughtUp);
    assertThat(keys("stale")).isEmpty();
    documents.close();

    try (Stream<Path> files = Files.list(folder.resolve("index"))) {
      for (Path file : files.filter(one -> one.toString().contains("segments")).toList()) {
        Files.writeString(file, "damaged");
      }
    }
    documents = open();
    await().atMost(PATIENCE).until(documents::isCaughtUp);
    assertThat(keys("")).containsExactlyInAnyOrder("document a", "document b");
  }

  /** Puts a text into the index alone, and changes what is noted there. */
  private void note(String key, Map<String, String> changed) throws IOException {
    try (DocumentIndex index = DocumentIndex.open(folder.resolve("index"))) {
      Map<String, String> noted = index.noted();
      noted.putAll(changed);
      Map<Part, String> parts = new EnumMap<>(Map.of(Part.TITLE, "stale"));
      index.put(new WrittenText(Documents.TABLE, row(key), parts));
      index.commit(noted);
    }
  }

  @Test
  void refusesASecondOneOnTheSameFolderAndTooLongQuestions() {
    assertThatThrownBy(this::open)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("is in use");
    assertThatThrownBy(() -> keys("x".repeat(1_001)))
        .hasMessageStartingWith("Cannot look for 1001 characters. Give at most 1000.");
  }
}
