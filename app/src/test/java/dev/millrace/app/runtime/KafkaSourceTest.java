package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.live.LiveStats;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of another Kafka in a whole Millrace, until SQL shows them. */
class KafkaSourceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MAPPING =
      """
      INSERT INTO model.party (source_system, source_key, name)
      SELECT 'cars', message_key, JSON_VALUE(payload, '$.name')
      FROM cars.kafka.message WHERE topic = 'parties';
      """;

  @TempDir Path folder;

  private Millrace start(EmbeddedBroker from) throws IOException {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(project.resolve("millrace.yaml"), "{}\n");
    Files.createDirectories(project.resolve("sources"));
    Files.writeString(
        project.resolve("sources/cars.yaml"),
        "connector: kafka\nbootstrap-servers: ["
            + from.bootstrapServers()
            + "]\ntopics: [part*]\nclient-properties: [fetch.min.bytes=1]\n");
    Files.createDirectories(project.resolve("mappings"));
    Files.writeString(project.resolve("mappings/parties.sql"), MAPPING);
    Project read = Project.read(project, Map.of());
    assertThat(read.problems()).isEmpty();
    return Millrace.start(
        read.with(read.settings().with(Settings.SERVER_PORT, "0")),
        folder.resolve("data"),
        Optional.empty(),
        (part, detail, took) -> {});
  }

  private static void send(Log to, String key, String value) throws Exception {
    try (Producer<byte[], byte[]> producer = to.producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  "parties",
                  key.getBytes(StandardCharsets.UTF_8),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  private static List<List<Object>> rows(Millrace millrace, String sql) {
    List<List<Object>> rows = new ArrayList<>();
    millrace
        .live()
        .query(
            sql,
            QueryLimits.DEFAULT,
            new RowVisitor() {
              @Override
              public void columns(List<ResultColumn> columns) {
                // Their names are in the query.
              }

              @Override
              public void row(Object[] values) {
                rows.add(Arrays.asList(values.clone()));
              }
            });
    return rows;
  }

  private static void until(Millrace millrace, String sql, Object... row) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(rows(millrace, sql)).containsExactly(Arrays.asList(row)));
  }

  @Test
  void areThereOnceAndMapped() throws Exception {
    try (EmbeddedBroker from = EmbeddedBroker.start(folder.resolve("from"), 0);
        Log to = Log.connect(from.bootstrapServers())) {
      to.createInternalTopic("parties");
      send(to, "1", "{\"name\":\"Müller\"}");
      try (Millrace millrace = start(from)) {
        until(millrace, "SELECT source_key, name FROM model.party", "1", "Müller");
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    millrace.status().sources().get(0).state() == SourceState.STREAMING
                        && millrace.status().sources().get(0).captureLag().isPresent());
        assertThat(millrace.liveStats().map(LiveStats::tables)).isPresent();
      }
      send(to, "2", "{\"name\":\"Meier\"}");
      try (Millrace millrace = start(from)) {
        until(millrace, "SELECT count(*), max(name) FROM model.party", 2L, "Müller");
        until(
            millrace,
            "SELECT count(*), count(DISTINCT topic_offset) FROM cars.kafka.message",
            2L,
            2L);
      }
    }
  }
}
