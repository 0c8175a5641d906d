package dev.millrace.lake.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.api.MillraceException;
import dev.millrace.lake.load.LoadReport.Table;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of folders of files. */
class LoadTest {
  private LoadBed bed;

  @BeforeEach
  void start(@TempDir Path folder) {
    bed = new LoadBed(folder);
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  private static Table only(LoadReport report) {
    assertThat(report.problems()).isEmpty();
    assertThat(report.tables()).hasSize(1);
    return report.tables().get(0);
  }

  private static String problem(LoadReport report) {
    assertThat(report.problems()).hasSize(1);
    return report.problems().get(0).message();
  }

  @Test
  void registersAHiveTreeInPlace() {
    bed.parquet(
        "wh/sales.db/orders/dt=2024-01-31/region=EU%2FDE/000000_0", "SELECT 1 AS id, 'é' AS name");
    bed.parquet(
        "wh/sales.db/orders/dt=2024-02-01/region=__HIVE_DEFAULT_PARTITION__/a b.parquet",
        "SELECT 2 AS id, NULL::VARCHAR AS name");
    bed.text("wh/sales.db/orders/_SUCCESS", "x");
    bed.text("wh/sales.db/orders/dt=2024-01-31/region=EU%2FDE/.000000_0.crc", "x");
    bed.text("wh/sales.db/orders/_temporary/0/dt=2024-03-01/part-0.parquet", "x");

    Table table = only(bed.load("wh"));

    assertThat(table.name()).isEqualTo("archive.sales.orders");
    assertThat(table.inPlace()).isEqualTo(2);
    assertThat(bed.columns("sales.orders"))
        .containsExactly("id int", "name string", "dt date", "region string");
    assertThat(bed.rows("sales.orders"))
        .containsExactly("1 é 2024-01-31 EU/DE", "2 null 2024-02-01 null");
    assertThat(bed.files("sales.orders"))
        .allMatch(file -> file.location().startsWith("file://" + bed.source));
    assertThat(bed.table("sales.orders").properties()).containsEntry("gc.enabled", "false");
    assertThat(
            bed.table("sales.orders")
                .newScan()
                .filter(Expressions.equal("dt", "2024-02-01"))
                .planFiles())
        .hasSize(1);
  }

  @Test
  void takesTheTypeOfPartitionsFromAllOfTheirValues() {
    for (String value : List.of("1", "02")) {
      bed.parquet("t/month=" + value + "/year=" + value.length() + "/f.parquet", "SELECT 1 AS id");
    }
    bed.load("t");
    assertThat(bed.columns("t")).containsExactly("id int", "month string", "year int");
    assertThat(bed.rows("t")).containsExactly("1 02 2", "1 1 1");
  }

  @Test
  void mergesTheColumnsOfAllFiles() {
    bed.parquet("t/1.parquet", "SELECT 1 AS id, 1.5::FLOAT AS x, {'a': 1} AS s");
    bed.parquet("t/2.parquet", "SELECT 3000000000 AS ID, 'new' AS more");
    bed.parquet("t/3.parquet", "SELECT 2.25::DOUBLE AS x, {'a': 2, 'b': 'q'} AS s, 7 AS id");

    assertThat(only(bed.load("t")).inPlace()).isEqualTo(3);

    assertThat(bed.columns("t"))
        .containsExactly(
            "id long",
            "x double",
            "s struct<4: a: optional int, 6: b: optional string>",
            "more string");
    assertThat(bed.rows("t"))
        .containsExactly(
            "1 1.5 Record(1, null) null", "3000000000 null null new", "7 2.25 Record(2, q) null");
  }

  @Test
  void namesAFileOfAnotherTypeAndLoadsTheRest() throws IOException {
    bed.parquet("t/1.parquet", "SELECT 1 AS id");
    bed.parquet("t/2.parquet", "SELECT 'two' AS id");
    Path cut = bed.parquet("t/3.parquet", "SELECT i AS id FROM range(1000) t(i)");
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    bed.parquet("t/4.parquet", "SELECT 4 AS id");

    LoadReport report = bed.load("t");

    assertThat(report.problems())
        .extracting(p -> p.message().replaceAll("file:.*/", ""))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(
                        "Cannot load file 2.parquet: its column id is string, in the table it is"
                            + " int."),
            second ->
                assertThat(second)
                    .startsWith("Cannot load file 3.parquet: it cannot be read as Parquet"));
    assertThat(bed.rows("t")).containsExactly("1", "4");
  }

  @Test
  void readsFilesWithForeignFieldNumbersByName() {
    bed.parquet("t/1.parquet", "SELECT 1 AS id, 'a' AS name", ", FIELD_IDS {id: 2, name: 1}");
    bed.parquet("t/2.parquet", "SELECT 2 AS id, 'b' AS name", ", FIELD_IDS {id: 1, name: 2}");
    bed.parquet("t/3.parquet", "SELECT 3 AS id, 'c' AS name");
    bed.parquet("t/4.parquet", "SELECT 4 AS id, 'd' AS name", ", FIELD_IDS {id: 1}");

    LoadReport report = bed.load("t");

    assertThat(problem(report)).contains("4.parquet: some of its columns have Iceberg's field");
    assertThat(report.tables().get(0))
        .extracting(Table::inPlace, Table::converted)
        .containsExactly(2L, 1L);
    assertThat(bed.rows("t")).containsExactly("1 a", "2 b", "3 c");
  }

  @Test
  void keepsTextAsItIsUnlessEveryValueIsANumber() {
    bed.text(
        "t/1.csv",
        "id,zip,price,day,at,flag,note",
        "1,01234,1.50,2024-01-31,2024-01-31 10:00:00.25,true,\"a, \"\"b\"\"\"",
        "2,99999,10,,2024-02-01T00:00,FALSE,");
    bed.text("t/2.csv", "id,zip,price,day,at,flag,note", "3,1,-0.125,2024-02-29,,,\"\"");

    assertThat(only(bed.load("t")).converted()).isEqualTo(2);

    assertThat(bed.columns("t"))
        .containsExactly(
            "id long",
            "zip string",
            "price decimal(5, 3)",
            "day date",
            "at timestamp",
            "flag boolean",
            "note string");
    assertThat(bed.rows("t"))
        .containsExactly(
            "1 01234 1.500 2024-01-31 2024-01-31T10:00:00.250 true a, \"b\"",
            "2 99999 10.000 null 2024-02-01T00:00 false null",
            "3 1 -0.125 2024-02-29 null null ");
  }

  @Test
  void loadsCsvOfAllKinds() throws IOException {
    bed.text("semicolon/f.csv", "a;b", "1;x", "", "2;\"two", "lines\"");
    bed.text("hive/000000_0", "1\u0001\\N", "2\u0001say \"hi\"");
    Path gz = bed.folder("gz").resolve("f.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write("\uFEFFn\n1\n2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    bed.load("semicolon");
    bed.load("gz");
    assertThat(problem(bed.load("hive"))).startsWith("Cannot tell what 1 file holds");
    LoadRequest hive =
        new LoadRequest(
            bed.source.resolve("hive").toString(),
            List.of("archive"),
            java.util.Optional.empty(),
            java.util.Set.of(),
            java.util.OptionalLong.empty(),
            java.util.Optional.of(LoadFormat.CSV),
            java.util.Optional.empty(),
            List.of("id", "text"),
            Map.of("id", "int"),
            java.util.Set.of());
    bed.load(hive);
    assertThat(bed.rows("semicolon")).containsExactly("1 x", "2 two\nlines");
    assertThat(bed.rows("gz")).containsExactly("1", "2");
    assertThat(bed.columns("hive")).containsExactly("id int", "text string");
    assertThat(bed.rows("hive")).containsExactly("1 null", "2 say \"hi\"");
  }

  @Test
  void refusesCsvThatWouldLoseSomething() throws IOException {
    bed.text("t/0.csv", "a,b", "1,2");
    bed.text("t/1.csv", "a,b", "1,2", "3");
    bed.text("t/2.csv", "1,2", "3,4");
    bed.text("t/3.csv", "a,A", "3,4");
    Files.write(
        bed.source.resolve("t/4.csv"), new byte[] {'a', ',', 'b', '\n', (byte) 0xFC, ',', '1'});
    LoadReport report = bed.load("t");
    assertThat(report.problems())
        .extracting(p -> p.message().replaceAll(".*/", ""))
        .containsExactly(
            "1.csv: line 3 has 1 values, not 2.",
            "2.csv: its first line seems to be a row and no line of headings.",
            "3.csv: two of its columns are called A.",
            "4.csv: it is not UTF-8.");
    assertThat(bed.rows("t")).containsExactly("1 2");
  }

  @Test
  void loadsJsonAsLinesAndAsAnArray() {
    bed.text(
        "t/1.jsonl",
        "{\"id\": 1, \"x\": 1.10, \"in\": {\"a\": [1, 1e400]}, \"t\": \"2024-01-01\"}",
        "{\"id\": 2, \"mixed\": 5}");
    bed.text("t/2.json", "[{\"id\": 3, \"mixed\": \"five\", \"x\": null}]");
    bed.text("t/3.json", "[{\"id\": 4}, 5]");
    LoadReport report = bed.load("t");
    assertThat(problem(report)).endsWith("3.json: line 1 has a value that is no object.");
    assertThat(bed.columns("t"))
        .containsExactly("id long", "x decimal(3, 2)", "in string", "t string", "mixed string");
    assertThat(bed.rows("t"))
        .containsExactly(
            "1 1.10 {\"a\":[1,1e400]} 2024-01-01 null",
            "2 null null null 5",
            "3 null null null five");
  }

  @Test
  void addsOnlyWhatIsNew() throws IOException {
    bed.parquet("t/d=1/1.parquet", "SELECT 1 AS id");
    bed.text("t/d=1/2.csv", "id", "2");
    assertThat(only(bed.load("t")).rows()).isEqualTo(2);
    assertThat(only(bed.load("t")).rows()).isZero();

    bed.parquet("t/d=2/1.parquet", "SELECT 3 AS id");
    bed.text("t/d=2/2.csv", "id", "4");
    assertThat(only(bed.load("t"))).extracting(Table::rows, Table::before).containsExactly(2L, 2L);
    assertThat(bed.rows("t")).containsExactly("1 1", "2 1", "3 2", "4 2");

    bed.text("t/d=1/2.csv", "id", "22");
    Files.delete(bed.source.resolve("t/d=2/1.parquet"));
    assertThat(bed.load("t").problems())
        .extracting(p -> p.message().replaceAll("file:.*/t/d=\\d/", ""))
        .containsExactly(
            "Cannot load file 2.csv again: it has changed since it was loaded into archive.t.",
            "Cannot find file 1.parquet, to which table archive.t refers.");
  }

  @Test
  void aValueThatDoesNotFitALaterTimeIsRefused() {
    bed.text("t/1.csv", "id", "1");
    bed.load("t");
    bed.text("t/2.csv", "id", "5", "x");
    assertThat(problem(bed.load("t")))
        .endsWith("2.csv: row 2 has a value in column id that is no long.");
    assertThat(bed.rows("t")).containsExactly("1");
  }

  @Test
  void copiesOnRequest() throws IOException {
    bed.parquet("t/k=a/1.parquet", "SELECT 1 AS id");
    assertThat(only(bed.load("t", Wish.COPY)).copied()).isEqualTo(1);
    Files.delete(bed.source.resolve("t/k=a/1.parquet"));
    bed.parquet("t/k=a/2.parquet", "SELECT 2 AS id");
    assertThat(bed.load("t", Wish.COPY).problems()).isEmpty();
    assertThat(bed.rows("t")).containsExactly("1 a", "2 a");
    assertThat(bed.files("t")).allMatch(file -> file.location().contains("/lake/archive/t/data/"));
  }

  @Test
  void makesATableOfEachFileOnRequest() {
    bed.text("exports/items.csv", "id", "1");
    bed.parquet("exports/Größen 2024.parquet", "SELECT 1 AS x");
    LoadReport report = bed.load("exports", Wish.TABLE_PER_FILE);
    assertThat(report.tables())
        .extracting(Table::name)
        .containsExactly("archive.Gr_x00F6__x00DF_en_x0020_2024", "archive.items");
  }

  @Test
  void doesNotMixFilesThatHaveNothingInCommon() {
    bed.text("mixed/customers.csv", "customer,city", "1,Köln");
    bed.text("mixed/orders.csv", "order,amount", "7,1.5");
    bed.parquet("mixed/zones.parquet", "SELECT 1 AS zone");
    assertThat(bed.load("mixed").problems())
        .extracting(p -> p.message().replaceAll("file:.*/", ""))
        .containsExactly(
            "Cannot load file orders.csv: it has no column in common with the files before it.",
            "Cannot load file zones.parquet: it has no column in common with the files before it.");
    assertThat(bed.rows("mixed")).containsExactly("1 Köln");
  }

  @Test
  void refusesWhatOtherFormatsKeep() {
    bed.parquet("wh/delta/part-0.parquet", "SELECT 1 AS id");
    bed.text("wh/delta/_delta_log/00000.json", "{}");
    bed.parquet("wh/ice/data/f.parquet", "SELECT 1 AS id");
    bed.text("wh/ice/metadata/v1.metadata.json", "{}");
    bed.parquet("wh/acid/base_0000001/bucket_00000", "SELECT 1 AS id");
    bed.parquet("wh/good/f.parquet", "SELECT 1 AS id");
    LoadReport report = bed.load("wh");
    assertThat(report.tables()).extracting(Table::name).containsExactly("archive.good");
    assertThat(report.problems())
        .extracting(p -> p.message().replaceAll("/.*/", ""))
        .containsExactly(
            "Cannot load folder acid: it is a transactional table of Hive.",
            "Cannot load folder delta: it is a Delta table.",
            "Cannot load folder ice: it is an Iceberg table.");
  }

  private String refused(LoadRequest request) {
    return catchThrowableOfType(MillraceException.class, () -> bed.load(request))
        .problem()
        .message();
  }

  @Test
  void refusesTablesThatAreNotItsOwn() {
    Path file = bed.parquet("t/1.parquet", "SELECT 1 AS id");
    assertThat(refused(LoadRequest.of(file.toString(), "model")))
        .isEqualTo("Cannot load into namespace: model. Millrace writes the tables in it.");
    bed.load("t");
    bed.parquet("other/t/1.parquet", "SELECT 1 AS id");
    assertThat(refused(bed.request("other/t")))
        .contains("into table archive.t: it was loaded from");
    assertThat(refused(bed.request("nowhere"))).startsWith("Cannot find what to load: ");
  }
}
