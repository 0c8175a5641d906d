package dev.millrace.connectors.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.log.DeadLetter;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.EventClock;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are sent, in a real log. */
class IntakeTest {
  @TempDir private static Path folder;

  private static EmbeddedBroker broker;
  private static Log log;
  private static Schemas schemas;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(folder, 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    log.createInternalTopic(Progress.TOPIC);
  }

  @AfterAll
  static void stop() {
    schemas.close();
    log.close();
    broker.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Change> events(String source) {
    return LogReader.all(log, schemas, Intake.table(source));
  }

  private static List<Object> payloads(String source) {
    return events(source).stream().map(change -> change.row().get("payload")).toList();
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj("{\"n\":%d}"::formatted)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void takesOneEventALine() {
    try (Intake intake = Intake.open(log, schemas, "lines")) {
      Receipt receipt =
          intake.takeLines(bytes("{\"a\": \"ö\"}\r\n\n  {\"b\":[1,{}]}"), Optional.empty());
      assertThat(receipt).isEqualTo(new Receipt(2, 0, List.of(), false));
      assertThat(intake.takeLines(bytes("\n"), Optional.empty()).accepted()).isZero();
    }
    assertThat(payloads("lines")).containsExactly("{\"a\": \"ö\"}", "{\"b\":[1,{}]}");
    List<Change> events = events("lines");
    assertThat(events.get(0).row().get("batch")).isEqualTo(events.get(1).row().get("batch"));
    assertThat(events.stream().map(event -> event.row().get("sequence"))).containsExactly(0, 1);
    assertThat(events.get(0).row()).containsEntry("received_at", events.get(0).commitMicros());
    assertThat(schemas.current(Intake.table("lines")).orElseThrow().events()).isTrue();
  }

  @Test
  void takesAnArrayOrOneEvent() {
    try (Intake intake = Intake.open(log, schemas, "arrays")) {
      String array = "[ {\"a\":\"]ä\"},\n {\"b\":{\"c\":[1]}} , \"text\", 17, {}]";
      Receipt receipt = intake.takeArray(bytes(array), Optional.empty());
      assertThat(receipt.accepted()).isEqualTo(3);
      assertThat(receipt.refused()).isEqualTo(2);
      assertThat(receipt.causes().get(0)).isEqualTo(new Receipt.Cause(2, "It is no JSON object."));
      assertThat(intake.takeArray(bytes(" {\"one\":1} "), Optional.empty()).accepted()).isOne();
      assertThat(intake.takeArray(bytes("[]"), Optional.empty()).accepted()).isZero();
    }
    assertThat(payloads("arrays"))
        .containsExactly("{\"a\":\"]ä\"}", "{\"b\":{\"c\":[1]}}", "{}", "{\"one\":1}");
  }

  @Test
  void putsLinesAsideThatAreNoEvents() {
    byte[] body =
        bytes("{\"ok\":1}\n{\"broken\":\n[1]\n{\"ok\":2} x\n{\"ok\":3}\n{\"bad\":\"\u0000\"}");
    body[body.length - 3] = (byte) 0xff;
    try (Intake intake = Intake.open(log, schemas, "aside")) {
      Receipt receipt = intake.takeLines(body, Optional.empty());
      assertThat(receipt.accepted()).isEqualTo(2);
      assertThat(receipt.refused()).isEqualTo(4);
      assertThat(receipt.causes()).extracting(Receipt.Cause::line).containsExactly(2, 3, 4, 6);
    }
    List<Change> letters =
        LogReader.all(log, schemas, TableName.model("dead_letter")).stream()
            .filter(letter -> letter.row().get("source_system").equals("aside"))
            .toList();
    assertThat(letters).hasSize(4);
    assertThat(letters.get(1).row())
        .containsEntry("mapping", "POST /api/telemetry")
        .containsEntry("line", 3)
        .containsEntry("target", "aside.http.message")
        .containsEntry("cause", "It is no JSON object.")
        .containsEntry("content", "{\"payload\":\"[1]\"}");
    assertThat(DeadLetter.TABLE.name()).isEqualTo(TableName.model("dead_letter"));
  }

  @Test
  void writesNothingWhenThereIsNoEventAtAll() {
    try (Intake intake = Intake.open(log, schemas, "wrong")) {
      assertThatThrownBy(() -> intake.takeLines(bytes("\n<xml>"), Optional.empty()))
          .isInstanceOf(MillraceException.class)
          .hasMessageStartingWith("Cannot read the events: line 2: ");
      assertThatThrownBy(() -> intake.takeArray(bytes("[{},\n{]"), Optional.empty()))
          .isInstanceOf(MillraceException.class)
          .hasMessageStartingWith("Cannot read the events: line 2 is no JSON (");
      assertThatThrownBy(() -> intake.takeArray(bytes("{} {}"), Optional.empty()))
          .hasMessageContaining("something follows its end");
    }
    assertThat(events("wrong")).isEmpty();
  }

  @Test
  void writesABatchOnceForItsKey() {
    Optional<String> key = Optional.of("key-1");
    Receipt first;
    try (Intake intake = Intake.open(log, schemas, "once")) {
      first = intake.takeLines(bytes(lines(0, 3) + "\nbad"), key);
      assertThat(first.repeated()).isFalse();
      assertThat(intake.takeLines(bytes(lines(0, 3) + "\nbad"), key)).isEqualTo(first.again());
      assertThat(intake.takeLines(bytes(lines(3, 4)), Optional.of("key-2")).repeated()).isFalse();
    }
    try (Intake later = Intake.open(log, schemas, "once")) {
      assertThat(later.takeLines(bytes(lines(0, 3)), key)).isEqualTo(first.again());
    }
    assertThat(payloads("once"))
        .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
  }

  @Test
  void writesTheRestOfABatchThatWasBrokenOff() throws Exception {
    String source = "rest";
    Intake.open(log, schemas, source).close();
    long now = System.currentTimeMillis() * 1_000;
    // As a process leaves it that is killed after three of the five events.
    try (Producer<byte[], byte[]> producer = log.producer()) {
      Batches batches = Batches.open(log, source, producer);
      batches.put("half", new Batches.Known(now, false, 0, Optional.empty()));
      batches.put("begun", new Batches.Known(now, false, 0, Optional.empty()));
      new EventWriter(
              Intake.table(source).topic(),
              schemas.encoder(Intake.schema(source)),
              EventClock.of(log, schemas, Intake.schema(source), 0),
              producer)
          .write(Body.ofLines(bytes(lines(0, 3))), "half", 0);
    }
    for (int start = 0; start < 2; start++) {
      Intake.open(log, schemas, source).close();
    }
    try (Intake intake = Intake.open(log, schemas, source)) {
      assertThat(intake.takeLines(bytes(lines(0, 5)), Optional.of("half")))
          .isEqualTo(new Receipt(5, 0, List.of(), false));
      assertThat(intake.takeLines(bytes(lines(5, 7)), Optional.of("begun")).accepted())
          .isEqualTo(2);
    }
    assertThat(payloads(source))
        .containsExactly(
            IntStream.range(0, 7).mapToObj("{\"n\":%d}"::formatted).toArray(Object[]::new));
    assertThat(events(source).stream().map(Change::position)).isSorted();
  }

  @Test
  void keepsPositionsInOrderWhenManySendAtOnce() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(4);
    try (Intake intake = Intake.open(log, schemas, "many")) {
      List<Future<Receipt>> sent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] body = bytes(lines(50 * i, 50 * i + 50));
        Optional<String> key = Optional.of("key-" + i).filter(some -> some.endsWith("0"));
        sent.add(senders.submit(() -> intake.takeLines(body, key)));
      }
      for (Future<Receipt> one : sent) {
        assertThat(one.get().accepted()).isEqualTo(50);
      }
    } finally {
      senders.shutdown();
    }
    List<Position> positions = events("many").stream().map(Change::position).toList();
    assertThat(positions).hasSize(2_000).isSorted().doesNotHaveDuplicates();
    assertThat(payloads("many")).doesNotHaveDuplicates();
  }
}
