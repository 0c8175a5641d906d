package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Operation;
import dev.millrace.api.TableSchema;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        LetterTopic letters = new LetterTopic(log, schemas)) {
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
}
