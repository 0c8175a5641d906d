package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a running mapping cannot take. */
class DeadLettersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  @Test
  void keepsRowsThatTheMappingCannotTakeUntilSourceOrMappingAreMended() throws Exception {
    TableSchema raw = Things.raw("bad");
    TableSchema model = Things.model("bad");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        RawTopic topic = new RawTopic(log, schemas, raw);
        Flow flow =
            Flow.start(
                new FlowOptions(
                    folder.resolve("flow"), broker.bootstrapServers(), Duration.ofMillis(200)),
                log,
                schemas,
                List.of(model));
        ModelTopic seen = new ModelTopic(log, schemas, model, IsolationLevel.READ_COMMITTED);
        Letters letters = new Letters(log, schemas)) {
      String sql =
          Things.project(model, raw, "").replace("name,", "CAST(CAST(name AS INT) AS STRING),");
      flow.run(MappingFile.of("erp/bad", sql, "mappings/erp/bad.sql"));
      topic.write(Operation.SNAPSHOT, 1, "12", 100L, 1, null);
      topic.write(Operation.SNAPSHOT, 2, "a dozen", 200L, 1, null);
      topic.write(Operation.INSERT, 3, "thirteen", 300L, 1, null);
      topic.write(Operation.INSERT, 4, "14", 400L, 1, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen.rows())
                      .containsExactly("erp/1: 12 1.000000", "erp/4: 14 4.000000"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(letters.rows())
                      .anySatisfy(letter -> assertThat(letter).contains("a dozen"))
                      .anySatisfy(letter -> assertThat(letter).contains("thirteen"))
                      .hasSize(2)
                      .allSatisfy(
                          letter ->
                              assertThat(letter)
                                  .startsWith("erp/bad 2 " + model.name() + " For input string: ")
                                  .contains("\"id\":\"")));

      // Mended in the source, or gone there, and broken there.
      topic.write(Operation.UPDATE, 2, "12", 200L, 1, null);
      topic.write(Operation.UPDATE, 4, "fourteen", 400L, 1, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen.rows())
                      .containsExactly("erp/1: 12 1.000000", "erp/2: 12 2.000000"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(letters.rows())
                      .anySatisfy(letter -> assertThat(letter).contains("\"thirteen\""))
                      .anySatisfy(letter -> assertThat(letter).contains("\"fourteen\""))
                      .hasSize(2));

      // Mended in the mapping.
      flow.run(
          MappingFile.of(
              "erp/bad", sql.replace("CAST(name AS INT)", "TRY_CAST(name AS INT)"), "bad.sql"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(seen.rows()).hasSize(4);
                assertThat(letters.rows()).isEmpty();
              });
    }
  }

  /** Follows the dead letters, and has mapping, line, target, cause and content of each. */
  private static final class Letters implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final ChangeDecoder decoder;
    private final Map<String, String> rows = new HashMap<>();

    Letters(Log log, Schemas schemas) {
      consumer = log.consumer(IsolationLevel.READ_COMMITTED);
      consumer.assign(log.partitions(DeadLetters.TABLE.name()));
      decoder = new ChangeDecoder(DeadLetters.TABLE, schemas::byFingerprint);
    }

    Collection<String> rows() {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          rows.remove(key);
          continue;
        }
        decoder.read(record.value());
        Map<Integer, Object> values = new HashMap<>();
        decoder.row(collecting(values));
        if (decoder.operation().removes()) {
          rows.remove(key);
        } else {
          rows.put(
              key,
              "%s %s %s %s %s"
                  .formatted(
                      values.get(4), values.get(5), values.get(6), values.get(7), values.get(8)));
        }
      }
      return rows.values();
    }

    private static RowSink collecting(Map<Integer, Object> values) {
      return (RowSink)
          Proxy.newProxyInstance(
              RowSink.class.getClassLoader(),
              new Class<?>[] {RowSink.class},
              (proxy, method, arguments) -> {
                if (arguments.length == 4) {
                  values.put(
                      (Integer) arguments[0],
                      new String(
                          (byte[]) arguments[1],
                          (Integer) arguments[2],
                          (Integer) arguments[3],
                          StandardCharsets.UTF_8));
                } else if (arguments.length == 2) {
                  values.put((Integer) arguments[0], arguments[1]);
                }
                return null;
              });
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
