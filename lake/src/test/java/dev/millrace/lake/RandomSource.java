package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.TableName;
import dev.millrace.lake.Topic.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.data.Record;
import org.awaitility.Awaitility;

/** A table that lives at random and is written to the log, and what a lake must have of it. */
final class RandomSource implements AutoCloseable {
  final RandomHistory history;
  final Topic topic;
  final TableName name;

  RandomSource(Bed bed, String table) {
    name = TableName.raw("plant", "public", table);
    history = new RandomHistory(table.hashCode(), name);
    topic = bed.topic(history.schema());
  }

  void work() {
    topic.write(history.work());
  }

  /** Waits until all is committed, and compares it. */
  void check(Lake lake) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              lake.commitNow(List.of(name));
              return true;
            });
    List<List<Object>> expected = new ArrayList<>();
    for (Change change : history.history()) {
      expected.add(List.of(change.operation().label(), change.position().toString()));
    }
    List<List<Object>> found = new ArrayList<>();
    long sequence = 0;
    for (Record change : Bed.changes(lake, name)) {
      assertThat(change.getField("_sequence")).isEqualTo(++sequence);
      found.add(List.of(change.getField("_op"), change.getField("_position")));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(JavaRow.table(lake, history.schema())).isEqualTo(history.current());
  }

  @Override
  public void close() {
    topic.close();
  }
}
