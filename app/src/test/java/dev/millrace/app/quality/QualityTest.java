package dev.millrace.app.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.quality.Findings.Verdict;
import dev.millrace.flow.MappingFile;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.live.ResultColumn;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expectations over a live store that follows a log. */
class QualityTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TableSchema ITEM = table("item", "code", "uom");
  private static final TableSchema LINE = table("line", "item_key", "quantity");
  private static final TableSchema LETTER = table("dead_letter", "cause", "content");
  private static final String EXPECTATIONS =
      """
      -- expect unique model.item (source_system, code)
      -- expect not null model.item (uom)
      -- expect reference model.line (item_key) -> model.item
      -- expect range model.line (quantity) 0 .. 100
      -- expect fresh model.line 1 hour

      -- A line has an item.
      SELECT source_key FROM model.line WHERE item_key IS NULL;
      """;

  @TempDir Path folder;
  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private LiveStore live;
  private Producer<byte[], byte[]> producer;
  private long position;

  private static TableSchema table(String name, String one, String other) {
    return new TableSchema(
        TableName.model(name),
        List.of(
            Column.of("source_system", ColumnType.TEXT),
            Column.of("source_key", ColumnType.TEXT),
            Column.of("updated_at", ColumnType.INSTANT),
            Column.of(one, ColumnType.TEXT),
            Column.of(other, other.equals("quantity") ? ColumnType.INT32 : ColumnType.TEXT)),
        List.of("source_system", "source_key"));
  }

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    log.createTableTopics(List.of(ITEM.name(), LINE.name()));
    schemas.publish(ITEM);
    schemas.publish(LINE);
    producer = log.producer();
    live = LiveStore.open(LiveOptions.in(folder.resolve("live")), log, schemas);
  }

  @AfterEach
  void stop() {
    producer.close();
    live.close();
    schemas.close();
    log.close();
    broker.close();
  }

  /** Writes a row of the source erp; text, numbers and null as its values. */
  private void write(TableSchema table, String key, Instant updated, Object one, Object other) {
    ChangeEncoder encoder = schemas.encoder(table);
    position++;
    RowSink sink =
        encoder.begin(Operation.INSERT, new Position(1, position, 0), position * 1_000_000, 0, "");
    put(sink, 0, "erp");
    put(sink, 1, key);
    sink.putLong(2, updated.toEpochMilli() * 1_000);
    put(sink, 3, one);
    put(sink, 4, other);
    try {
      producer
          .send(new ProducerRecord<>(table.name().topic(), encoder.key(), encoder.value()))
          .get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(RowSink sink, int place, Object value) {
    if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      sink.putText(place, utf8, 0, utf8.length);
    } else if (value instanceof Integer number) {
      sink.putInt(place, number);
    } else {
      sink.putNull(place);
    }
  }

  private Quality quality(String text) {
    ExpectationFiles files =
        ExpectationFiles.of(MappingFile.of("all", text, "quality/all.sql"), List.of(ITEM, LINE));
    assertThat(files.problems()).isEmpty();
    return Quality.start(live, files.expectations(), Duration.ofMillis(250));
  }

  private static void expect(Quality quality, int place, Consumer<Findings> what) {
    await().atMost(PATIENCE).untilAsserted(() -> what.accept(quality.findings().get(place)));
  }

  private static void expectViolated(Quality quality, int place, long count, Object... firstRow) {
    expect(
        quality,
        place,
        found -> {
          assertThat(found.problem()).isEmpty();
          assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED);
          assertThat(found.violations()).isEqualTo(count);
          assertThat(found.rows().get(0)).containsExactly(firstRow);
        });
  }

  private static void expectMet(Quality quality, int place) {
    expect(
        quality,
        place,
        found -> {
          assertThat(found.verdict()).as("%s", found.problem()).isEqualTo(Verdict.MET);
          assertThat(found.violatedSince()).isEmpty();
          assertThat(found.rows()).isEmpty();
        });
  }

  @Test
  void countsViolationsAsRowsChangeAndShowsTheFirst() {
    Instant now = Instant.now();
    write(ITEM, "1", now, "A", "pc");
    write(LINE, "10", now, "1", 5);
    try (Quality quality = quality(EXPECTATIONS)) {
      for (int place = 0; place < 6; place++) {
        expectMet(quality, place);
      }
      write(ITEM, "2", now, "A", null);
      expectViolated(quality, 0, 1, "erp", "A", 2L);
      expectViolated(quality, 1, 1, "erp", "2", null);
      Instant since = quality.findings().get(1).violatedSince().orElseThrow();
      assertThat(quality.findings().get(1).columns())
          .extracting(ResultColumn::name)
          .containsExactly("source_system", "source_key", "uom");

      write(LINE, "11", now, "9", -1);
      write(LINE, "12", now, null, 101);
      expectViolated(quality, 2, 1, "erp", "11", "9");
      expect(quality, 3, found -> assertThat(found.violations()).isEqualTo(2));
      expectViolated(quality, 5, 1, "12");

      write(ITEM, "2", now, "B", null);
      expectMet(quality, 0);
      write(ITEM, "3", now, "C", null);
      expect(quality, 1, found -> assertThat(found.violations()).isEqualTo(2));
      assertThat(quality.findings().get(1).violatedSince()).contains(since);
    }
  }

  @Test
  void findsThatNothingCameAlthoughNothingChanges() {
    write(LINE, "10", Instant.now().minusSeconds(3_590), "1", 5);
    write(ITEM, "1", Instant.now(), "A", "pc");
    String expectation = "-- expect fresh model.line 1 hour";
    try (Quality quality = quality(expectation)) {
      expectMet(quality, 0);
      expect(quality, 0, found -> assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED));
      write(LINE, "11", Instant.now(), "1", 5);
      expectMet(quality, 0);
    }
  }

  @Test
  void countsTheDeadLettersOfRowsThatAreHeldBack() {
    Instant now = Instant.now();
    log.createTableTopics(List.of(LETTER.name()));
    schemas.publish(LETTER);
    write(ITEM, "1", now, "it's", "pc");
    try (Quality quality =
        quality(
            """
            -- expect not null model.item (uom), else hold back
            -- expect check model.item (code <> 'it''s'), else hold back
            -- expect not null model.item (uom)
            """)) {
      expectMet(quality, 0);
      assertThat(quality.findings().get(0).heldBack()).isZero();
      String uom = "held back: uom is empty (quality/all.sql: not null model.item (uom))";
      String code = "code is 'it's' (quality/all.sql: check model.item (code <> 'it''s'))";
      write(LETTER, "a", now, uom, null);
      write(LETTER, "b", now, uom + "; " + code, null);
      write(LETTER, "c", now, "Column 'uom' is NOT NULL", null);
      expect(quality, 0, found -> assertThat(found.heldBack()).isEqualTo(2));
      expect(quality, 1, found -> assertThat(found.heldBack()).isEqualTo(1));
      expectViolated(quality, 1, 1, "erp", "1", "it's");
      assertThat(quality.findings().get(0).verdict()).isEqualTo(Verdict.MET);
      assertThat(quality.findings().get(2).heldBack()).isZero();
    }
  }

  @Test
  void showsAtMostTenRowsOfMany() {
    for (int i = 0; i < 25; i++) {
      write(ITEM, "k" + i, Instant.now(), "c" + i, null);
    }
    try (Quality quality = quality("-- expect not null model.item (uom)")) {
      expect(quality, 0, found -> assertThat(found.violations()).isEqualTo(25));
      assertThat(quality.findings().get(0).rows()).hasSize(10);
    }
  }

  @Test
  void tellsWhatCannotBeAskedAtItsPlaceAndGoesOnWithTheOthers() {
    write(ITEM, "1", Instant.now(), "A", "pc");
    try (Quality quality =
        quality(
            """

            SELECT nonsense FROM model.item;
            SELECT * FROM shop.public.later;
            -- expect not null model.item (uom)
            """)) {
      expectMet(quality, 2);
      expect(quality, 0, found -> assertThat(found.verdict()).isEqualTo(Verdict.FAILED));
      Findings wrong = quality.findings().get(0);
      assertThat(wrong.problem().orElseThrow().message()).contains("nonsense");
      assertThat(wrong.problem().orElseThrow().place()).hasToString("quality/all.sql:2");
      assertThat(quality.findings().get(1).verdict()).isEqualTo(Verdict.PENDING);
    }
  }
}
