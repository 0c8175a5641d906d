package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.MillraceException;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.PreviewReport.Certainty;
import dev.millrace.flow.PreviewReport.Duplicate;
import dev.millrace.flow.PreviewReport.ModelRows;
import dev.millrace.flow.PreviewReport.Part;
import dev.millrace.flow.PreviewReport.RawRows;
import dev.millrace.flow.PreviewReport.Reference;
import dev.millrace.flow.PreviewReport.Rejection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {
  private static final TableName ITEM = TableName.model("item");
  private static final TableName ORDER = TableName.model("sales_order");
  private static final TableName LINE = TableName.model("sales_order_line");
  private static final List<TableSchema> MODEL =
      List.of(
          model(ITEM, "item_code", "name", "kind"),
          model(ORDER, "order_number", "party_key"),
          model(LINE, "order_key", "item_key", "quantity_ordered", "currency"));
  private static final Map<TableName, Map<String, List<TableName>>> REFERENCES =
      Map.of(
          ORDER,
          Map.of("party_key", List.of(TableName.model("party"))),
          LINE,
          Map.of("order_key", List.of(ORDER), "item_key", List.of(ITEM)));

  private static final String ITEMS =
      """
      INSERT INTO model.item (source_system, source_key, source_position, item_code, name, kind)
      SELECT 'erp', 'p/' || CAST(id AS STRING), _position, code, name, CAST(NULL AS STRING)
      FROM erp.public.product;
      """;
  private static final String LINES =
      """
      -- Lines, with the currency of their order.
      INSERT INTO model.sales_order_line (
        source_system, source_key, order_key, item_key, quantity_ordered, currency)
      SELECT 'erp', CAST(l.id AS STRING), CAST(l.so AS STRING), 'p/' || CAST(l.what AS STRING),
        CAST(l.qty AS DECIMAL(18, 6)), o.currency
      FROM erp.public.pos AS l
      JOIN erp.public.so AS o ON o.id = l.so;
      """;
  private static final String ORDERS =
      """
      INSERT INTO model.sales_order (source_system, source_key, order_number, party_key)
      SELECT 'erp', CAST(id AS STRING), number, CAST(party AS STRING) FROM erp.public.so;
      """;

  private static final List<HoldBack> HOLDING =
      List.of(
          new HoldBack(
              LINE,
              "NOT (`quantity_ordered` < 100)",
              List.of("quantity_ordered", "currency"),
              "check model.sales_order_line (quantity_ordered < 100)",
              "quality/model.sql",
              1));

  @TempDir static Path folder;

  private static TableSchema model(TableName name, String... columns) {
    List<Column> all =
        IntStream.range(0, columns.length + 4)
            .mapToObj(
                i ->
                    i < 4
                        ? Column.of(
                            List.of("source_system", "source_key", "source_position", "updated_at")
                                .get(i),
                            i == 3 ? ColumnType.INSTANT : ColumnType.TEXT)
                        : Column.of(
                            columns[i - 4],
                            columns[i - 4].startsWith("quantity")
                                ? ColumnType.decimal(18, 6)
                                : ColumnType.TEXT))
            .toList();
    return new TableSchema(name, all, List.of("source_system", "source_key"));
  }

  private static MappingFile mapping(String name, String sql) throws Exception {
    Path file = Files.writeString(folder.resolve("mapping.sql"), sql);
    return MappingFile.read(name, file, "mappings/" + name + ".sql");
  }

  private static PreviewReport preview(GivenRows source, int rows, String sql, String... others)
      throws Exception {
    List<MappingFile> all =
        IntStream.range(0, others.length)
            .mapToObj(
                i -> new MappingFile("o" + i, "o.sql", others[i], Statements.split(others[i])))
            .toList();
    return new Preview(MODEL, REFERENCES, HOLDING, rows)
        .of(mapping("erp/lines", sql.strip()), all, Map.of("erp", source), (step, done, of) -> {});
  }

  private static GivenRows shop() {
    return new GivenRows()
        .table("product", "id# code name colour", "1 P1 bolt red", "2 P2 nut -", "3 - pin blue")
        .table("so", "id# number party# currency", "10 A10 7 EUR", "11 A11 - USD", "12 A12 8 EUR")
        .table(
            "pos",
            "id# so# what# qty note",
            "100 10 1 5 -",
            "101 10 2 7.5 fragile",
            "102 11 9 1 -",
            "103 12 1 many -",
            "104 12 2 few -",
            "105 12 3 - -");
  }

  @Test
  void showsWhatAMappingMakesOfRows() throws Exception {
    PreviewReport report = preview(shop(), 100, LINES, ORDERS, ITEMS);

    assertThat(report.raw())
        .containsExactly(
            new RawRows(
                TableName.raw("erp", "public", "pos"),
                6,
                0,
                Part.WHOLE,
                6,
                List.of("note"),
                Optional.empty()),
            new RawRows(
                TableName.raw("erp", "public", "so"),
                3,
                0,
                Part.WHOLE,
                3,
                List.of("number", "party"),
                Optional.empty()));
    ModelRows lines = report.model().get(0);
    assertThat(lines.table()).isEqualTo(LINE);
    assertThat(lines.lines()).containsExactly(2);
    assertThat(lines.rows()).isEqualTo(4);
    assertThat(lines.unmapped()).containsExactly("source_position", "updated_at");
    assertThat(lines.columns())
        .containsExactly(
            "source_system", "source_key", "order_key", "item_key", "quantity_ordered", "currency");
    assertThat(lines.first().stream().map(row -> String.join(" ", texts(row))))
        .containsExactlyInAnyOrder(
            "erp 100 10 p/1 5.000000 EUR",
            "erp 101 10 p/2 7.500000 EUR",
            "erp 102 11 p/9 1.000000 USD",
            "erp 105 12 p/3 - EUR");
    assertThat(lines.rejected()).hasSize(1);
    Rejection rejected = lines.rejected().get(0);
    assertThat(rejected.rows()).isEqualTo(2);
    assertThat(rejected.column()).contains("qty");
    assertThat(rejected.cause()).isEqualTo("'many' is no number that fits");
    assertThat(rejected.samples().get(1).values()).contains(Optional.of("few"));
    assertThat(lines.references())
        .containsExactly(
            new Reference("order_key", List.of(ORDER), 4, 0, Certainty.SURE, List.of()),
            new Reference("item_key", List.of(ITEM), 4, 1, Certainty.SURE, List.of("p/9")));
    assertThat(report.problems()).isEmpty();
    assertThat(report.clean()).isFalse();
  }

  @Test
  void countsRowsThatAreHeldBackAmongTheRejected() throws Exception {
    GivenRows source =
        new GivenRows()
            .table("so", "id# number party# currency", "10 A10 7 EUR", "11 A11 7 -")
            .table("pos", "id# so# what# qty note", "1 10 1 5 -", "2 10 1 100 -", "3 11 1 250.5 -");
    ModelRows lines = preview(source, 100, LINES).model().get(0);
    assertThat(lines.rows()).isEqualTo(1);
    assertThat(lines.rejected())
        .extracting(Rejection::cause)
        .containsExactlyInAnyOrder(
            "held back: quantity_ordered is 100, currency is 'EUR' (quality/model.sql: check"
                + " model.sales_order_line (quantity_ordered < 100))",
            "held back: quantity_ordered is 250.5, currency is empty (quality/model.sql: check"
                + " model.sales_order_line (quantity_ordered < 100))");
  }

  private static List<String> texts(List<Optional<String>> row) {
    return row.stream().map(value -> value.orElse("-")).toList();
  }

  @Test
  void findsRowsWithoutAKeyAndKeysOfSeveralRows() throws Exception {
    String bad =
        """
        INSERT INTO model.item (source_system, source_key, item_code, kind)
        SELECT 'erp', code, 'x', NULLIF(colour, colour) FROM erp.public.product;
        INSERT INTO model.item (source_system, source_key, name)
        SELECT 'erp', UPPER('p1'), name FROM erp.public.product WHERE colour = 'blue';
        -- Each line has its order in the end, whichever comes first.
        INSERT INTO model.sales_order (source_system, source_key)
        SELECT 'erp', o.number FROM erp.public.pos AS l
        LEFT JOIN erp.public.so AS o ON o.id = l.so;
        """;
    PreviewReport report = preview(shop(), 100, bad);
    ModelRows items = report.model().get(0);
    assertThat(items.rows()).isEqualTo(3);
    assertThat(items.rejected()).hasSize(1);
    assertThat(items.rejected().get(0).cause())
        .isEqualTo("source_key is empty, and model.item takes no row without it");
    assertThat(items.duplicated()).isEqualTo(1);
    assertThat(items.duplicates()).containsExactly(new Duplicate(List.of("erp", "P1"), 2));
    assertThat(items.empty()).containsExactly("kind");
    assertThat(report.raw().get(0).unused()).containsExactly("id");
    ModelRows orders = report.model().get(1);
    assertThat(orders.rows()).isEqualTo(6);
    assertThat(orders.rejected()).isEmpty();
    assertThat(orders.duplicates())
        .containsExactlyInAnyOrder(
            new Duplicate(List.of("erp", "A10"), 2), new Duplicate(List.of("erp", "A12"), 3));
  }

  @Test
  void readsAlongWhatTheRowsOfASampleReferTo() throws Exception {
    GivenRows large =
        new GivenRows()
            .table("product", "id# code name colour", rows(1, 500, "%d P%1$d bolt red"))
            .table("so", "id# number party# currency", rows(1, 500, "%d A%1$d 7 EUR"))
            .table("pos", "id# so# what# qty note", rows(1, 500, "%d 4%1$02d 3%1$02d 1 -"));
    PreviewReport report = preview(large, 20, LINES, ORDERS, ITEMS);
    ModelRows lines = report.model().get(0);
    assertThat(lines.rows()).isEqualTo(20);
    assertThat(report.raw())
        .extracting(raw -> raw.table().table() + " " + raw.rows() + " " + raw.along())
        .containsExactly("pos 20 0", "so 40 20");
    assertThat(lines.references())
        .allSatisfy(
            reference -> {
              assertThat(reference.orphans()).isZero();
              assertThat(reference.certainty()).isEqualTo(Certainty.SURE);
            });
    assertThat(large.asked()).isLessThan(6);
  }

  private static String[] rows(int from, int to, String form) {
    return IntStream.rangeClosed(from, to).mapToObj(form::formatted).toArray(String[]::new);
  }

  @Test
  void keepsNoMoreOfLongTextsThanMemoryBears() throws Exception {
    String[] megabytes = rows(1, 40, "%d P%1$d " + "x".repeat(1 << 20) + " -");
    GivenRows texts = new GivenRows().table("product", "id# code name colour", megabytes);
    PreviewReport report = preview(texts, 100, ITEMS);
    assertThat(report.raw().get(0).part()).isEqualTo(Part.SAMPLE);
    assertThat(report.model().get(0).rows()).isBetween(20L, 24L);
    assertThat(report.model().get(0).first().get(0).get(3).orElseThrow()).hasSize(201);
  }

  @Test
  void saysWhatItCannotTellOfReferences() throws Exception {
    GivenRows large =
        new GivenRows()
            .table("so", "id# number party# currency", "1 A1 7 EUR")
            .table("product", "id# code name colour", rows(1, 500, "%d P%1$d bolt red"))
            .table("pos", "id# so# what# qty note", "1 1 7 1 -");
    String byName = ITEMS.replace("'p/' || CAST(id AS STRING)", "LOWER('P/' || code)");
    PreviewReport report = preview(large, 20, LINES, byName);
    assertThat(report.model().get(0).references())
        .containsExactly(
            new Reference("order_key", List.of(ORDER), 1, 1, Certainty.NOT_MAPPED, List.of("1")),
            new Reference(
                "item_key", List.of(ITEM), 1, 1, Certainty.NOT_IN_SAMPLE, List.of("p/7")));
  }

  @Test
  void tellsOfWrongSqlAsWhenItIsToRun() {
    assertThatThrownBy(() -> preview(shop(), 20, LINES.replace("l.what", "l.waht")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("mappings/erp/lines.sql:4:74")
        .hasMessageContaining("Did you mean");
    assertThatThrownBy(() -> preview(shop(), 20, LINES.replace("public.so AS", "public.sow AS")))
        .hasMessageContaining("mappings/erp/lines.sql:7")
        .hasMessageContaining("Did you mean erp.public.so?");
    assertThatThrownBy(() -> preview(shop(), 20, "-- nothing"))
        .hasMessageContaining("holds no statement");
  }
}
