package dev.millrace.lake.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lake.load.LoadReport.Table;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What others write in their formats is read as they meant it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadFormatsTest {
  private LoadBed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new LoadBed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private Table load(String from, Wish... wishes) {
    LoadReport report = bed.load(from, wishes);
    assertThat(report.problems()).isEmpty();
    return report.tables().get(0);
  }

  /** All rows of the files that may have such a value. */
  private List<String> where(String table, String column, Object atLeast) {
    org.apache.iceberg.Table read = bed.table(table);
    TableScan scan = read.newScan().filter(Expressions.greaterThanOrEqual(column, atLeast));
    return IcebergRows.read(read, scan).stream().map(Object::toString).toList();
  }

  @Test
  void registersOrcInPlace() {
    bed.orc("orc/k=1/000000_0", 3);
    assertThat(load("orc").inPlace()).isEqualTo(1);
    assertThat(bed.columns("orc"))
        .containsExactly("id int", "name string", "at timestamp", "k int");
    assertThat(bed.rows("orc"))
        .containsExactly(
            "0 row 0 1970-01-01T00:00 1",
            "1 row 1 1970-01-01T00:00:01 1",
            "2 row 2 1970-01-01T00:00:02 1");
    assertThat(where("orc", "id", 3)).isEmpty();
    assertThat(where("orc", "id", 2)).isNotEmpty();
  }

  @Test
  void writesOrcAsParquetOnRequest() {
    bed.orc("orc copied/1.orc", 2);
    assertThat(load("orc copied", Wish.COPY).converted()).isEqualTo(1);
    assertThat(bed.rows("orc_x0020_copied"))
        .containsExactly("0 row 0 1970-01-01T00:00", "1 row 1 1970-01-01T00:00:01");
  }

  @Test
  void namesTheColumnsThatHiveDidNotName() {
    bed.orc("hive/1.orc", 1, "struct<_col0:int,_col1:varchar(20),_col2:timestamp>");
    bed.load(bed.request("hive", List.of("id", "name"), Map.of()));
    assertThat(bed.columns("hive")).containsExactly("id int", "name string", "_col2 timestamp");
    bed.orc("hive/2.orc", 2);
    bed.load(bed.request("hive", List.of("id", "name"), Map.of()));
    assertThat(bed.rows("hive"))
        .containsExactly(
            "0 row 0 1970-01-01T00:00 null",
            "0 row 0 null 1970-01-01T00:00",
            "1 row 1 null 1970-01-01T00:00:01");
  }

  @Test
  void convertsAvroWithItsLogicalTypes() {
    bed.avro("avro/1.avro", 2);
    assertThat(load("avro").converted()).isEqualTo(1);
    assertThat(bed.columns("avro"))
        .containsExactly(
            "id int",
            "price decimal(9, 2)",
            "at timestamptz",
            "local timestamp",
            "day date",
            "tags list<string>",
            "in struct<9: x: optional double>");
    assertThat(bed.rows("avro"))
        .containsExactly(
            "0 -0.01 1970-01-01T00:00Z 1970-01-01T00:00 1970-01-01 [a, null] Record(0.5)",
            "1 0.99 1970-01-01T00:00:00.001Z 1970-01-01T00:00:00.000001 1970-01-02 [a, null]"
                + " Record(0.5)");
  }

  /** Iceberg leaves row groups out by comparing milliseconds with microseconds. */
  @Test
  void writesParquetWithMillisecondsAnew() {
    bed.parquetOfAvro("millis/1.parquet", 2);
    assertThat(load("millis").converted()).isEqualTo(1);
    assertThat(bed.rows("millis"))
        .containsExactly("0 -0.01 1970-01-01T00:00Z", "1 0.99 1970-01-01T00:00:00.001Z");
    assertThat(where("millis", "at", 1_000L)).isNotEmpty();
    assertThat(where("millis", "at", 2_000L)).isEmpty();
  }

  @Test
  void keepsNanoseconds() {
    bed.parquet("nanos/1.parquet", "SELECT TIMESTAMP_NS '2024-01-31 10:00:00.123456789' AS at");
    assertThat(load("nanos").inPlace()).isEqualTo(1);
    assertThat(bed.columns("nanos")).containsExactly("at timestamp_ns");
    assertThat(bed.rows("nanos")).containsExactly("2024-01-31T10:00:00.123456789");
    assertThat(where("nanos", "at", "2024-01-31T10:00:00.123456789")).hasSize(1);
    assertThat(where("nanos", "at", "2024-01-31T10:00:00.123456790")).isEmpty();
    bed.parquet("nested/1.parquet", "SELECT [TIMESTAMP_NS '2024-01-31 10:00:00'] AS times");
    assertThat(bed.load("nested").problems().get(0).message())
        .contains("its column times has a time of nanoseconds");
    bed.parquet(
        "renumbered/1.parquet",
        "SELECT TIMESTAMP_NS '2024-01-31 10:00:00.123456789' AS at",
        ", FIELD_IDS {\"at\": 5}");
    assertThat(load("renumbered").converted()).isEqualTo(1);
    assertThat(bed.rows("renumbered")).containsExactly("2024-01-31T10:00:00.123456789");
  }

  @Test
  void readsTheTimesOfOldImpala() {
    bed.int96("int96/1.parquet");
    assertThat(load("int96").inPlace()).isEqualTo(1);
    assertThat(bed.columns("int96")).containsExactly("at timestamptz");
    assertThat(bed.rows("int96")).containsExactly("1970-01-01T00:00:00.000001Z");
  }

  @Test
  void refusesNumbersThatWouldTurnNegative() {
    bed.parquet("unsigned/1.parquet", "SELECT 4000000000::UINTEGER AS n");
    assertThat(bed.load("unsigned").problems().get(0).message())
        .contains("its column n is an unsigned number of 32 bits");
  }

  @Test
  void takesFilesWithoutRows() {
    bed.parquet("empty/1.parquet", "SELECT 1 AS id WHERE false");
    bed.text("empty/2.csv", "id");
    assertThat(load("empty").rows()).isZero();
    assertThat(bed.rows("empty")).isEmpty();
    assertThat(bed.columns("empty")).containsExactly("id int");
  }
}
