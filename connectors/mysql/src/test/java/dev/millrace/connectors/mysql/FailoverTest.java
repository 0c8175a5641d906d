package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Position;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.LogReader;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Capture goes on at another server that has the same transactions. */
class FailoverTest extends WithReplica {

  @BeforeEach
  void makeItem() throws SQLException {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    await("SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE()", "1");
    await("SELECT count(*) FROM item", "1");
  }

  private SourceConfig otherSource() {
    return config(Map.of("hostname", other.host(), "port", Integer.toString(other.port())));
  }

  private void untilRead(Run run) throws Exception {
    run.until(all -> "all".equals(offsetOf("item").get("done")));
  }

  private List<String> texts(Run run) {
    return run.of(table("item")).stream().map(Situation::text).toList();
  }

  @Test
  void goesOnAtTheOtherServerAndBackAgain() throws Exception {
    try (Run run = run(source())) {
      untilRead(run);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    sql("INSERT INTO item VALUES (3)", "FLUSH BINARY LOGS", "DELETE FROM item WHERE id = 1");
    await("SELECT max(id) - count(*) FROM item", "1");
    try (Run run = run(otherSource())) {
      onOther("INSERT INTO item VALUES (4)");
      run.until(table("item"), 3);
      assertThat(texts(run)).containsExactly("I 3", "D 1", "I 4");
      run.untilStored();
    }
    onOther("INSERT INTO item VALUES (5)");
    await(server(), "SELECT max(id) FROM item", "5");
    sql("INSERT INTO item VALUES (6)");
    try (Run run = run(source())) {
      run.until(table("item"), 2);
      assertThat(texts(run)).containsExactly("I 5", "I 6");
      List<Position> positions =
          LogReader.all(run.log(), run.schemas(), TableName.parse(table("item"))).stream()
              .filter(change -> !change.isTombstone())
              .map(Change::position)
              .toList();
      assertThat(positions).hasSize(7).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void goesOnInTheMiddleOfATransaction() throws Exception {
    try (Run run = run(source())) {
      untilRead(run);
      sql(
          "CREATE TABLE digit (d int PRIMARY KEY)",
          "INSERT INTO digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
          "INSERT INTO item SELECT 2 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d"
              + " FROM digit a, digit b, digit c, digit d");
      run.until(table("item"), 2);
      assertThat(run.of(table("item"))).hasSizeLessThan(10_001);
    }
    await("SELECT count(*) FROM item", "10001");
    try (Run run = run(otherSource())) {
      onOther("INSERT INTO item VALUES (-1)");
      run.until(all -> texts(run).contains("I -1"));
      List<Change> all = LogReader.all(run.log(), run.schemas(), TableName.parse(table("item")));
      assertThat(all).hasSize(10_002).extracting(Change::key).doesNotHaveDuplicates();
    }
  }

  @Test
  void aServerThatLacksWhatWasCapturedIsToldAndAwaited() throws Exception {
    stopReplication();
    try (Run run = run(source())) {
      untilRead(run);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      run.untilStored();
    }
    try (Run run = run(otherSource())) {
      run.until(
          all ->
              run.progress().stream()
                  .anyMatch(news -> news.contains("lacks transactions that were captured")));
      assertThat(run.changes()).isEmpty();
      startReplication();
      await("SELECT count(*) FROM item", "2");
      onOther("INSERT INTO item VALUES (3)");
      run.until(table("item"), 1);
      assertThat(texts(run)).containsExactly("I 3");
    }
  }
}
