package dev.millrace.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.api.MillraceException;
import dev.millrace.lake.load.Steps.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A load that is killed and run again has each row exactly once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadResumeTest {
  private LoadBed bed;

  /** Passes through everything, as a kill does. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new LoadBed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void loadsEachRowOnceWhereverItIsKilled(Step where) {
    String table = "t_" + where;
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bed.parquet(table + "/p=" + i + "/1.parquet", "SELECT " + i + " AS id, 'in place' AS how");
      bed.text(table + "/p=" + i + "/2.csv", "id,how", i + 10 + ",converted");
      rows.add(i + " in place " + i);
      rows.add(i + 10 + " converted " + i);
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  bed.load(
                      bed.request(table),
                      step -> {
                        if (step == where) {
                          throw new Killed();
                        }
                      }))
          .isInstanceOf(Killed.class);
      if (where == Step.TABLE_READY || where == Step.COMMITTED) {
        // The next run does not come by here again.
        break;
      }
    }
    assertThat(bed.load(table).problems()).isEmpty();
    assertThat(bed.rows(table)).isEqualTo(rows.stream().sorted().toList());
    assertThat(bed.load(table).tables().get(0).rows()).isZero();
  }

  @Test
  void twoLoadsAtOnceDoNotDoubleRows() {
    bed.parquet("both/1.parquet", "SELECT 1 AS id");
    MillraceException refused =
        catchThrowableOfType(
            MillraceException.class,
            () ->
                bed.load(
                    bed.request("both"),
                    step -> {
                      if (step == Step.LEDGER_WRITTEN) {
                        bed.load("both");
                      }
                    }));
    assertThat(refused.problem().message())
        .isEqualTo("Cannot load table archive.both: another load is writing to it.");
    assertThat(bed.rows("both")).containsExactly("1");
  }

  @Test
  void aRollbackTakesBackWhatWasLoaded() {
    bed.parquet("back/1.parquet", "SELECT 1 AS id");
    bed.load("back");
    Table table = bed.table("back");
    long first = table.currentSnapshot().snapshotId();
    bed.parquet("back/2.parquet", "SELECT 2 AS id");
    bed.load("back");
    table.manageSnapshots().rollbackTo(first).commit();
    assertThat(bed.load("back").tables().get(0).rows()).isEqualTo(1);
    assertThat(bed.rows("back")).containsExactly("1", "2");
  }

  @Test
  void aFileThatBreaksHalfWayLeavesNothing() {
    bed.avro("half/1.avro", 5);
    Path broken = bed.avro("half/2.avro", 5_000);
    bed.avro("half/3.avro", 5);
    LoadBed.damage(broken);
    LoadReport report = bed.load("half");
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().get(0).message()).contains("2.avro: it cannot be read as AVRO");
    assertThat(bed.rows("half")).hasSize(10);
    assertThat(report.tables().get(0).rows()).isEqualTo(10);
  }

  @Test
  void readsNoFasterThanItMay() {
    String line = "x".repeat(1_000);
    bed.text("slow/1.csv", "id", line, line, line, line, line, line, line, line, line, line);
    LoadRequest request = bed.request("slow");
    LoadRequest limited =
        new LoadRequest(
            request.from(),
            request.into(),
            request.table(),
            request.wishes(),
            OptionalLong.of(20_000),
            request.format(),
            request.delimiter(),
            request.columns(),
            request.types(),
            request.kept());
    long begun = System.nanoTime();
    bed.load(limited);
    // Twice 10 kB at 20 kB a second, but for the first tenth of a second's.
    assertThat((System.nanoTime() - begun) / 1e9).isGreaterThan(0.8);
    assertThat(bed.rows("slow")).hasSize(10);
  }
}
