package dev.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of another, real Kafka, taken into the log as Connect has it done. */
class KafkaCaptureTest {
  @TempDir private static Path folder;

  private static EmbeddedBroker log;
  private static EmbeddedBroker brokers;
  private static Sender sender;

  @BeforeAll
  static void start() {
    log = EmbeddedBroker.start(folder.resolve("log"), 0);
    brokers = EmbeddedBroker.start(folder.resolve("brokers"), 0);
    sender = new Sender(brokers.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    sender.close();
    brokers.close();
    log.close();
  }

  private static SourceConfig source(String name, String topics, String... more) {
    return source(brokers, name, topics, more);
  }

  private static SourceConfig source(
      EmbeddedBroker from, String name, String topics, String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap-servers", from.bootstrapServers());
    values.put("topics", topics);
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new SourceConfig(name, KafkaConnector.KIND, values);
  }

  private static Run run(SourceConfig source, Run.Offsets offsets) {
    return new Run(new KafkaTask(), new KafkaConnector(), source, log.bootstrapServers(), offsets);
  }

  private static Run streaming(SourceConfig source, Run.Offsets offsets) throws Exception {
    Run run = run(source, offsets);
    run.until(none -> says(run, "\"state\":\"streaming\""));
    return run;
  }

  private static boolean says(Run run, String text) {
    List<String> said = run.progress();
    return !said.isEmpty() && said.get(said.size() - 1).contains(text);
  }

  private static List<Object> payloads(Run run) {
    return run.changes().stream().map(change -> change.row().get("payload")).toList();
  }

  @Test
  void takesMessagesAsTheyAre() throws Exception {
    sender.create("as.they.are", 1);
    byte[] noText = {(byte) 0xc3, 0x28};
    sender.send(
        "as.they.are",
        0,
        "key".getBytes(StandardCharsets.UTF_8),
        "{\"lat\":52.5}".getBytes(StandardCharsets.UTF_8),
        1_767_225_600_123L,
        List.of(
            new RecordHeader("tenant", "a \"b\"".getBytes(StandardCharsets.UTF_8)),
            new RecordHeader("tag", "x".getBytes(StandardCharsets.UTF_8)),
            new RecordHeader("tag", noText)));
    sender.send("as.they.are", 0, noText, noText, 0, List.of());
    sender.send("as.they.are", 0, null, null, 0, List.of());
    try (Run run = run(source("plain", "as.they.are"), new Run.Offsets())) {
      List<Change> changes = run.until("plain.kafka.message", 3);
      assertThat(changes.get(0).row())
          .containsEntry("topic", "as.they.are")
          .containsEntry("topic_partition", 0)
          .containsEntry("topic_offset", 0L)
          .containsEntry("message_key", "key")
          .containsEntry("message_key_bytes", null)
          .containsEntry("payload", "{\"lat\":52.5}")
          .containsEntry("payload_bytes", null)
          .containsEntry("headers", "{\"tenant\":\"a \\\"b\\\"\",\"tag\":[\"x\",\"0xc328\"]}")
          .containsEntry("sent_at", 1_767_225_600_123_000L)
          .containsEntry("received_at", changes.get(0).commitMicros());
      assertThat(changes.get(1).row())
          .containsEntry("message_key", null)
          .containsEntry("message_key_bytes", "0xc328")
          .containsEntry("payload", null)
          .containsEntry("payload_bytes", "0xc328")
          .containsEntry("headers", null);
      assertThat(changes.get(2).row())
          .containsEntry("message_key", null)
          .containsEntry("message_key_bytes", null)
          .containsEntry("payload", null)
          .containsEntry("payload_bytes", null);
      assertThat(changes.stream().map(Change::position)).isSorted().doesNotHaveDuplicates();
    }
  }

  /** Killed with records written and their places not stored, and with records not written. */
  @Test
  void takesEachMessageOnceWheneverItIsKilled() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    sender.create("killed", 3);
    Run.Offsets offsets = new Run.Offsets();
    SourceConfig source = source("killed", "killed");
    List<String> sent = new ArrayList<>();
    for (int kill = 0; kill < 12; kill++) {
      for (int i = 0; i < 40; i++) {
        int partition = random.nextInt(3);
        sender.send("killed", partition, "m" + sent.size());
        sent.add("m" + sent.size());
      }
      try (Run run = run(source, offsets)) {
        int steps = 1 + random.nextInt(4);
        for (int step = 0; step < steps; step++) {
          int acknowledged = random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
          if (random.nextBoolean()) {
            run.step(acknowledged);
          } else {
            run.stepWithoutStoring(acknowledged);
          }
        }
      }
    }
    try (Run last = run(source, offsets)) {
      sender.send("killed", 0, "end");
      last.until(all -> payloads(last).contains("end"));
      while (last.step(Integer.MAX_VALUE) > 1) {
        // The other partitions have the rest.
      }
      List<Change> all =
          LogReader.all(last.log(), last.schemas(), TableName.raw("killed", "kafka", "message"));
      sent.add("end");
      assertThat(all.stream().map(change -> change.row().get("payload").toString()))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(sent);
      for (int partition = 0; partition < 3; partition++) {
        int one = partition;
        assertThat(
                all.stream()
                    .filter(change -> change.row().get("topic_partition").equals(one))
                    .map(change -> (Long) change.row().get("topic_offset")))
            .as("seed %d", seed)
            .isSorted();
      }
      assertThat(all.stream().map(Change::position)).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void beginsWithWhatComesFromNowOnAndStaysThereAlsoBeforeTheFirstMessage() throws Exception {
    sender.create("latest", 1);
    sender.send("latest", 0, "before");
    Run.Offsets offsets = new Run.Offsets();
    SourceConfig source = source("latest", "latest", "start", "latest");
    try (Run run = streaming(source, offsets)) {
      run.store();
    }
    sender.send("latest", 0, "while away");
    try (Run run = run(source, offsets)) {
      run.until("latest.kafka.message", 1);
      assertThat(payloads(run)).containsExactly("while away");
    }
  }

  @Test
  void beginsAtATime() throws Exception {
    sender.create("times", 2);
    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    for (int i = -2; i <= 2; i++) {
      byte[] value = ("at " + i).getBytes(StandardCharsets.UTF_8);
      sender.send("times", 0, null, value, noon.plusSeconds(i).toEpochMilli(), List.of());
    }
    SourceConfig source = source("times", "times", "start", "2026-01-31T13:00:00+01:00");
    try (Run run = run(source, new Run.Offsets())) {
      run.until("times.kafka.message", 3);
      assertThat(payloads(run)).containsExactly("at 0", "at 1", "at 2");
    }
  }

  @Test
  void takesTopicsThatAreMadeLaterFromTheirBeginning() throws Exception {
    sender.create("fleet.trucks", 1);
    sender.create("fleets", 1);
    sender.send("fleets", 0, "not wanted");
    SourceConfig source = source("pattern", "fleet.*", "start", "latest");
    try (Run run = streaming(source, new Run.Offsets())) {
      sender.create("fleet.ships", 1);
      sender.send("fleet.ships", 0, "first of ships");
      run.until("pattern.kafka.message", 1);
      assertThat(payloads(run)).containsExactly("first of ships");
    }
  }

  @Test
  void saysThatMessagesAreLostAndGoesOnIfItMay() throws Exception {
    sender.create("lost", 1);
    Run.Offsets offsets = new Run.Offsets();
    sender.send("lost", 0, "taken");
    try (Run run = run(source("lost", "lost"), offsets)) {
      run.until("lost.kafka.message", 1);
    }
    sender.send("lost", 0, "deleted");
    sender.send("lost", 0, "there");
    sender.forget("lost", 0, 2);
    try (Run run = run(source("lost", "lost"), offsets)) {
      run.until(none -> says(run, "\"SOURCE_POSITION_LOST\""));
      assertThat(run.changes()).isEmpty();
    }
    try (Run run = run(source("lost", "lost", "when-lost", "go-on"), offsets)) {
      run.until("lost.kafka.message", 1);
      assertThat(payloads(run)).containsExactly("there");
    }
  }

  @Test
  void takesTheOtherTopicsWhileOneIsNotThere() throws Exception {
    sender.create("here", 1);
    sender.send("here", 0, "taken");
    SourceConfig source = source("absent", "here,nowhere");
    try (Run run = run(source, new Run.Offsets())) {
      run.until("absent.kafka.message", 1);
      run.until(none -> says(run, "\"SOURCE_SETTINGS\""));
      assertThat(run.progress().get(run.progress().size() - 1))
          .contains("Cannot find topic nowhere at " + brokers.bootstrapServers());
      sender.create("nowhere", 1);
      sender.send("nowhere", 0, "come");
      run.until("absent.kafka.message", 2);
      run.until(none -> says(run, "\"state\":\"streaming\""));
    }
    assertThat(new KafkaConnector().check(source)).isEmpty();
    assertThat(new KafkaConnector().check(source("absent", "no.*,gone")))
        .extracting(Problem::code)
        .containsExactly(ErrorCode.SOURCE_SETTINGS);
  }

  @Test
  void goesOnWhenTheBrokersAreBackAndTellsHowFarItIsBehind() throws Exception {
    Path own = folder.resolve("own");
    EmbeddedBroker first = EmbeddedBroker.start(own, 0);
    int port = first.port();
    SourceConfig source = source(first, "back", "back");
    try (Run run = run(source, new Run.Offsets())) {
      try (Sender to = new Sender(first.bootstrapServers())) {
        to.create("back", 1);
        to.send("back", 0, "before");
      }
      run.until("back.kafka.message", 1);
      run.until(none -> says(run, "\"lag\":{\"bytes\":0,"));
      first.close();
      run.until(none -> says(run, "\"SOURCE_UNREACHABLE\""));
      assertThat(new KafkaConnector().check(source))
          .extracting(Problem::code)
          .containsExactly(ErrorCode.SOURCE_UNREACHABLE);
      try (EmbeddedBroker again = EmbeddedBroker.start(own, port);
          Sender to = new Sender(again.bootstrapServers())) {
        to.send("back", 0, "after");
        run.until("back.kafka.message", 2);
        assertThat(payloads(run)).containsExactly("before", "after");
        run.until(none -> says(run, "\"state\":\"streaming\""));
      }
    }
  }
}
