package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.api.lake.LakeTables;
import dev.millrace.api.search.TextSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of event tables in the live store; {@code lake} tests how their rows are read. */
class EventTablesTest {
  private static final TableSchema ROWS = TestLog.items("erp");
  private static final TableSchema EVENTS = events(TestLog.items("fleet"));

  @TempDir Path folder;

  private static TableSchema events(TableSchema rows) {
    return new TableSchema(rows.name(), rows.columns(), rows.key(), true);
  }

  /** A lake that has no table yet. */
  private static final class EmptyLake implements LakeTables {
    @Override
    public List<LakeTable> find(String owner, String table) {
      return List.of();
    }

    @Override
    public Optional<LakeTable> find(TableName table) {
      return Optional.empty();
    }

    @Override
    public List<LakeTable> all() {
      return List.of();
    }
  }

  @Test
  void areNotKeptAndReadFromTheLake() {
    try (TestLog log = new TestLog(folder)) {
      log.create(EVENTS);
      log.create(ROWS);
      try (LiveStore store =
          LiveStore.open(LiveOptions.in(folder.resolve("alone")), log.log, log.schemas)) {
        for (int id = 1; id <= 10; id++) {
          log.write(EVENTS, Operation.INSERT, id, "reading", 100L, 0L);
        }
        log.write(ROWS, Operation.INSERT, 1, "bolt", 100L, 0L);
        log.settle();
        Awaitility.await().until(() -> store.rowCounts().equals(Map.of(ROWS.name(), 1L)));

        assertThat(store.stats().lagRecords()).isZero();
        assertThat(store.stats().tables())
            .extracting(LiveStats.Table::name)
            .containsExactly(ROWS.name());
        assertThat(store.eventTables()).containsExactly(EVENTS);
        assertThatThrownBy(() -> Answers.of(store, "SELECT count(*) FROM fleet.public.item"))
            .hasMessage(
                "query:1:22: Cannot run the query: Table fleet.public.item is an event table, which"
                    + " is in the lake, and there is none. Ask where Millrace runs with its lake."
                    + " [SQL_INVALID]");
      }
      try (LiveStore store =
          LiveStore.open(
              LiveOptions.in(folder.resolve("beside")),
              log.log,
              log.schemas,
              new EmptyLake(),
              TextSearch.NONE)) {
        assertThat(
                Answers.of(
                    store,
                    "SELECT e.id, name, price, _commit_time, _op FROM fleet.public.item AS e"
                        + " WHERE changed_at > now()"))
            .isEmpty();
      }
    }
  }
}
