package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.Run;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows come from a replica of the source, and changes from the source. */
class ReplicaTest extends WithReplica {
  private static final int ROWS = 2_000;

  @BeforeEach
  void makeItems() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY, n int)");
    StringBuilder rows = new StringBuilder("INSERT INTO item VALUES (0, 0)");
    for (int i = 1; i < ROWS; i++) {
      rows.append(", (").append(i).append(", 0)");
    }
    sql(rows.toString());
  }

  private SourceConfig readFromReplica() {
    return config(
        Map.of(
            "snapshot-hostname", other.host(),
            "snapshot-port", Integer.toString(other.port()),
            "snapshot-chunk-rows", "200"));
  }

  @Test
  void rowsComeFromTheReplicaOnceItHasWhatTheSourceHad() throws Exception {
    await("SELECT count(*) FROM item", Integer.toString(ROWS));
    assertThat(new MySqlConnector().check(readFromReplica())).isEmpty();
    // What only the replica has shows where rows come from.
    onOther("SET sql_log_bin = 0", "UPDATE item SET n = 7 WHERE id = 5");
    stopReplication();
    sql("UPDATE item SET n = 1 WHERE id < 3", "DELETE FROM item WHERE id = 4");
    try (Run run = run(readFromReplica())) {
      run.until(
          all ->
              run.progress().stream()
                  .anyMatch(news -> news.contains("Waiting until replica " + other.host())));
      sql("INSERT INTO item VALUES (-1, 1)", "UPDATE item SET n = 2 WHERE id = 2");
      startReplication();
      run.until(all -> "all".equals(offsetOf("item").get("done")));
      sql("INSERT INTO item VALUES (-2, 2)");
      run.until(all -> run.state(table("item")).containsValue(Map.of("id", -2, "n", 2)));
      assertThat(run.state(table("item")).values())
          .hasSize(ROWS + 1)
          .contains(Map.of("id", 5, "n", 7), Map.of("id", 1, "n", 1), Map.of("id", 2, "n", 2))
          .doesNotContain(Map.of("id", 4, "n", 0));
      assertThat(run.of(table("item")).stream().filter(one -> one.is(Operation.SNAPSHOT)))
          .isNotEmpty();
    }
  }

  @Test
  void aReplicaThatIsAwayIsAwaited() throws Exception {
    await("SELECT count(*) FROM item", Integer.toString(ROWS));
    SourceConfig source = readFromReplica();
    other.stop();
    assertThat(new MySqlConnector().check(source))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .startsWith("Cannot reach replica");
    try (Run run = run(source)) {
      run.until(
          all -> run.progress().stream().anyMatch(news -> news.contains("Cannot reach replica")));
      sql("INSERT INTO item VALUES (-1, 1)");
      other.start();
      run.until(all -> "all".equals(offsetOf("item").get("done")));
      run.until(all -> run.state(table("item")).size() == ROWS + 1);
    } finally {
      other.start();
    }
  }
}
