package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.LakeStatus;
import dev.millrace.live.LiveStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EventFiguresTest {
  private static final TableSchema MESSAGE =
      new TableSchema(
          TableName.raw("fleet", "mqtt", "message"),
          List.of(Column.of("id", ColumnType.INT64)),
          List.of("id"),
          true);

  /** What the live store says of a source that has a table of rows, too. */
  private static final LiveStats LIVE =
      new LiveStats(
          Instant.EPOCH,
          new LiveStats.Freshness(1, 1, 1, 1),
          5,
          50,
          0,
          0,
          Optional.empty(),
          List.of(new LiveStats.Source("fleet", 1, 10, 50, 5, 7, 0, Optional.of(Instant.EPOCH))),
          List.of());

  private static Optional<LakeStatus> lake(long rows, long pending) {
    return Optional.of(
        new LakeStatus(
            LakeStatus.State.RUNNING,
            "file:/lake",
            Duration.ofSeconds(10),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new LakeStatus.TableStatus(
                    MESSAGE.name(),
                    3,
                    rows,
                    900,
                    2,
                    Optional.of(Instant.EPOCH),
                    pending,
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    Optional.empty()))));
  }

  @Test
  void comeFromWhatTheLakeHasTaken() {
    EventFigures figures = new EventFigures();
    figures.with(LIVE, List.of(MESSAGE), lake(1_000, 0));
    Awaitility.await()
        .untilAsserted(
            () -> {
              LiveStats all = figures.with(LIVE, List.of(MESSAGE), lake(1_500, 500));

              LiveStats.Table table = all.tables().get(0);
              assertThat(table.rows()).isEqualTo(1_500);
              assertThat(table.changes()).isEqualTo(2_000);
              assertThat(table.changesPerSecond()).isPositive();
              assertThat(table.lastCommit()).as("how late they are is not known").isEmpty();
              assertThat(all.changesPerSecond()).isEqualTo(5 + table.changesPerSecond());
              LiveStats.Source source = all.sources().get(0);
              assertThat(source.tables()).isEqualTo(2);
              assertThat(source.rows()).isEqualTo(1_510);
              assertThat(source.lagMillis()).isEqualTo(7);
            });
  }

  @Test
  void areThereBeforeTheLakeHasThem() {
    LiveStats all = new EventFigures().with(LIVE, List.of(MESSAGE), Optional.empty());

    assertThat(all.tables()).extracting(LiveStats.Table::name).containsExactly(MESSAGE.name());
    assertThat(all.tables().get(0).rows()).isZero();
  }
}
