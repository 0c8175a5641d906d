package dev.millrace.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Model;
import dev.millrace.suggest.Proposal.ColumnMatch;
import dev.millrace.suggest.Proposal.TableMatch;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SuggesterTest {

  private static Suggester.Result suggest(GivenSource source) {
    return new Suggester(Model.tables())
        .suggest("erp", source, source.tables(), table -> true, (step, done, all) -> {});
  }

  private static TableMatch match(Suggester.Result found, String target, String table) {
    return found.proposal().tables().stream()
        .filter(match -> match.target().equals(target))
        .filter(match -> match.source().name().table().equals(table))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(target + " is not " + table + ": " + found.proposal().tables()));
  }

  private static Map<String, String> columns(TableMatch match) {
    return match.columns().stream()
        .collect(
            Collectors.toMap(
                ColumnMatch::target,
                column ->
                    column.source().equals(match.source().name())
                        ? column.column()
                        : column.source().table() + "." + column.column(),
                (first, second) -> first + " " + second));
  }

  private static String file(Suggester.Result found, String name) {
    return found.files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow()
        .sql();
  }

  /** Items with units, customers, orders and a table whose name says nothing. */
  private static GivenSource shop() {
    return new GivenSource()
        .table("uom", "id int32*, code text, name text", "1 | kg | Kilogram", "2 | pc | Piece")
        .table(
            "product",
            "id int64*, sku text, title text, uom_id int32 > uom, list_price decimal, is_active"
                + " boolean",
            "11 | P-100 | Hex bolt M8 | 2 | 1.250 | true",
            "12 | P-101 | Hex nut M8 | 2 | 0.250 | true",
            "13 | P-102 | Grease, blue | 1 | 9.500 | false")
        .table(
            "customer",
            "id int64*, name text, vat text?, city text, country text",
            "7 | Bike Works Ltd | GB123456789 | Leeds | GB",
            "8 | Cycle Haus KG | DE123456789 | Kiel | DE",
            "9 | Velo SA | FR123456789 | Lyon | FR")
        .table(
            "sales_order",
            "id int64*, number text, customer_id int64 > customer, order_date timestamp, status"
                + " text, currency text, total decimal",
            "501 | SO-1 | 7 | 2026-01-01 10:00:00 | confirmed | EUR | 100.000",
            "502 | SO-2 | 8 | 2026-01-02 10:00:00 | shipped | EUR | 20.000",
            "503 | SO-3 | 7 | 2026-01-03 10:00:00 | zapped | EUR | 30.500")
        .table(
            "t4711",
            "id int64*, so_ref int64 > sales_order, seq int32, what int64 > product, qty decimal,"
                + " price decimal",
            "1 | 501 | 1 | 11 | 4.000 | 1.200",
            "2 | 501 | 2 | 12 | 8.000 | 0.200",
            "3 | 502 | 1 | 13 | 1.500 | 9.000")
        .table(
            "gl_account",
            "id int64*, code text, name text, active boolean",
            "1 | 4000 | Revenue at home | true",
            "2 | 4100 | Revenue abroad | true")
        .table("audit_log", "id int64*, at timestamp, message text", "1 | 2026-01-01 | Login");
  }

  @Test
  void knowsATableByWhatItRefersTo() {
    TableMatch lines = match(suggest(shop()), "sales_order_line", "t4711");
    assertThat(columns(lines))
        .containsEntry("order_key", "so_ref")
        .containsEntry("item_key", "what")
        .containsEntry("line_number", "seq")
        .containsEntry("quantity_ordered", "qty")
        .containsEntry("unit_price", "price");
    assertThat(lines.reason()).contains("it refers to item, sales_order");
  }

  @Test
  void leavesOutWhatIsOfNoSupplyChain() {
    assertThat(suggest(shop()).proposal().tables())
        .extracting(match -> match.source().name().table())
        .doesNotContain("gl_account", "audit_log", "uom");
  }

  @Test
  void fetchesWhatIsInAnotherTable() {
    Suggester.Result found = suggest(shop());
    assertThat(columns(match(found, "item", "product"))).containsEntry("base_uom", "uom.code");
    assertThat(columns(match(found, "sales_order_line", "t4711")))
        .containsEntry("currency", "sales_order.currency");
    assertThat(file(found, "orders"))
        .contains("JOIN erp.public.sales_order AS s ON s.id = t.so_ref")
        .contains("GREATEST(t._commit_time, ");
  }

  @Test
  void writesWhatItKnowsOfAStatusAndLeavesTheRestToPeople() {
    assertThat(file(suggest(shop()), "orders").lines().map(String::strip))
        .containsSubsequence(
            "CASE s.status",
            "WHEN 'confirmed' THEN 'open'",
            "WHEN 'shipped' THEN 'shipped'",
            "-- WHEN 'zapped' THEN '…'  one of: draft, open, allocated, partly_shipped, shipped,"
                + " closed, cancelled",
            "END,");
  }

  @Test
  void saysHowSureItIsAndWhatItDoesNotUse() {
    String items = file(suggest(shop()), "items");
    assertThat(items).startsWith("-- Proposed by `millrace suggest erp`");
    assertThat(items).contains("INSERT INTO model.item (").contains("FROM erp.public.product AS p");
    assertThat(items).contains("-- Not used of product:\n--   list_price");
    assertThat(items).containsPattern("-- product, [0-9]{2} %: ");
  }

  @Test
  void findsReferencesThatNobodyDeclaredByTheirValues() {
    GivenSource source =
        new GivenSource()
            .table(
                "ARTIKEL",
                "ARTNR text*, BEZ text, ME text, EAN text?",
                "A-100 | Sechskantschraube | STK | 4006381333931",
                "A-101 | Mutter verzinkt | STK | 4006381333931",
                "A-102 | Fett blau | KG | ",
                "A-103 | Scheibe | STK | ")
            .table(
                "LAGER",
                "LGNR text*, BEZ text, ORT text",
                "H11 | Halle Nord | Kiel",
                "H12 | Halle Süd | Kiel",
                "H13 | Halle West | Kiel")
            .table(
                "LAGERBESTAND",
                "SACHNR text*, LG text*, BESTAND decimal",
                "A-100 | H11 | 5.000",
                "A-101 | H12 | 6.000",
                "A-102 | H13 | 7.500",
                "A-103 | H11 | 7.500");
    TableMatch balance = match(suggest(source), "inventory_balance", "LAGERBESTAND");
    assertThat(columns(balance))
        .containsEntry("item_key", "SACHNR")
        .containsEntry("location_key", "LG")
        .containsEntry("quantity_on_hand", "BESTAND")
        .containsEntry("uom", "ARTIKEL.ME");
  }

  @Test
  void putsTheRoleInFrontWhereSeveralTablesAreParties() {
    GivenSource source =
        new GivenSource()
            .table(
                "supplier",
                "id int64*, name text, city text, country_code text",
                "1 | Stahl AG | Essen | DE",
                "2 | Acier SA | Lille | FR")
            .table(
                "customer",
                "id int64*, name text, city text, country_code text",
                "1 | Bike Works Ltd | Leeds | GB",
                "2 | Velo SA | Lyon | FR")
            .table(
                "purchase_order",
                "id int64*, order_number text, supplier_id int64 > supplier, ordered_at instant",
                "5 | PO-5 | 1 | 2026-01-01 10:00:00+00",
                "6 | PO-6 | 2 | 2026-01-02 10:00:00+00");
    Suggester.Result found = suggest(source);
    assertThat(file(found, "parties"))
        .contains("'erp', 'supplier/' || CAST(s.id AS STRING)")
        .contains("UNION ALL")
        .contains("'customer/' || CAST(c.id AS STRING)");
    assertThat(file(found, "orders")).contains("'supplier/' || CAST(p.supplier_id AS STRING)");
  }

  @Test
  void takesWhatGoesOutAndWhatComesInFromTwoTables() {
    GivenSource source =
        shop()
            .table(
                "supplier",
                "id int64*, name text, country text",
                "1 | Stahl AG | DE",
                "2 | Acier SA | FR")
            .table(
                "purchase_order",
                "id int64*, number text, supplier_id int64 > supplier, order_date timestamp",
                "5 | PO-5 | 1 | 2026-01-01 10:00:00",
                "6 | PO-6 | 2 | 2026-01-02 10:00:00")
            .table(
                "delivery_note",
                "id int64*, number text, sales_order_id int64 > sales_order, customer_id int64 >"
                    + " customer, ship_date timestamp, tracking_number text",
                "1 | DN-1 | 501 | 7 | 2026-01-03 10:00:00 | JJD1",
                "2 | DN-2 | 502 | 8 | 2026-01-04 10:00:00 | JJD2")
            .table(
                "goods_receipt",
                "id int64*, number text, purchase_order_id int64 > purchase_order, supplier_id int64"
                    + " > supplier, carrier text, status text, received_date timestamp",
                "1 | GR-1 | 5 | 1 | Post | received | 2026-01-03 10:00:00",
                "2 | GR-2 | 6 | 2 | Post | planned | 2026-01-04 10:00:00");
    assertThat(file(suggest(source), "shipments"))
        .contains("'erp', 'outbound/' || CAST(d.id AS STRING)")
        .contains("'erp', 'inbound/' || CAST(g.id AS STRING)")
        .contains("CAST(g.purchase_order_id AS STRING)");
  }

  @Test
  void findsWhatAKeyOfSeveralColumnsRefersTo() {
    GivenSource source =
        new GivenSource()
            .table("item", "code text*, name text", "A | Bolt M8", "B | Nut M8", "C | Pin")
            .table(
                "sales_header",
                "doc_type int32*, no text*, customer_name text, order_date timestamp",
                "1 | SO-1 | Leeds Ltd | 2026-01-01 10:00:00",
                "1 | SO-2 | Kiel KG | 2026-01-02 10:00:00")
            .table(
                "sales_line",
                "doc_type int32*, document_no text*, line_no int32*, item_code text > item,"
                    + " quantity decimal, unit_price decimal",
                "1 | SO-1 | 10 | A | 1.000 | 2.500",
                "1 | SO-2 | 10 | B | 2.000 | 3.500");
    assertThat(columns(match(suggest(source), "sales_order_line", "sales_line")))
        .containsEntry("order_key", "document_no")
        .containsEntry("line_number", "line_no");
    assertThat(file(suggest(source), "orders"))
        .contains("CAST(s.doc_type AS STRING) || '/' || s.document_no");
  }

  @Test
  void quotesNamesThatAreNoWordsAndMakesTypesFit() {
    GivenSource source =
        new GivenSource()
            .table(
                "tabItem-1 Master",
                "Item Code text*, Item Name text, value text?, Gross Weight float64?, Blocked int32",
                "K1 | Bottom bracket | 1 | 0.5 | 0",
                "K2 | Front fork | 2 | 1.5 | 1");
    String items = file(suggest(source), "items");
    assertThat(items)
        .contains("FROM erp.public.`tabItem-1 Master` AS")
        .contains(".`Item Code`")
        .contains(
            "CAST(t.`Gross Weight` AS DECIMAL(18, 6))"
                .replace("t.", items.contains(" AS i") ? "i." : "t."))
        .contains(".Blocked = 0");
  }

  @Test
  void sumsUpBookingsWhereNoTableHoldsBalances() {
    GivenSource source =
        new GivenSource()
            .table("item", "code text*, name text", "A | Bolt M8", "B | Nut M8", "C | Pin")
            .table(
                "warehouse",
                "code text*, name text",
                "N | North hall",
                "S | South hall",
                "W | West")
            .table(
                "stock_movement",
                "id int64*, item_code text > item, warehouse_code text > warehouse, quantity"
                    + " decimal, movement_type text, posted_at timestamp",
                "1 | A | N | 5.000 | receipt | 2026-01-01 10:00:00",
                "2 | B | S | -2.500 | issue | 2026-01-02 10:00:00");
    assertThat(file(suggest(source), "inventory"))
        .contains("INSERT INTO model.inventory_movement (")
        .contains("INSERT INTO model.inventory_balance (")
        .contains("GROUP BY m.item_code, m.warehouse_code;");
  }

  @Test
  void proposesNothingForASchemaOfAnotherTrade() {
    GivenSource source =
        new GivenSource()
            .table("patient", "id int64*, surname text, born date", "1 | Miller | 1970-01-01")
            .table("diagnosis", "id int64*, patient_id int64 > patient, icd text", "1 | 1 | J45");
    Suggester.Result found = suggest(source);
    assertThat(found.proposal().tables()).isEmpty();
    assertThat(found.files()).isEmpty();
    assertThat(found.proposal().left()).hasSize(2);
  }

  @Test
  void mapsOnlyTheTablesThatAreWanted() {
    GivenSource source = shop();
    List<TableMatch> tables =
        new Suggester(Model.tables())
            .suggest(
                "erp",
                source,
                source.tables(),
                table -> table.name().table().equals("product"),
                (step, done, all) -> {})
            .proposal()
            .tables();
    assertThat(tables).extracting(TableMatch::target).containsExactly("item");
  }

  @Test
  void findsItsTablesAmongHundreds() {
    GivenSource source = new GivenSource();
    for (int i = 0; i < 400; i++) {
      source.table("hr_form_" + i, "id int64*, field_a text, field_b text", "1 | x | y");
    }
    shop().copyInto(source);
    Suggester.Result found = suggest(source);
    assertThat(columns(match(found, "sales_order_line", "t4711")))
        .containsEntry("item_key", "what");
    assertThat(source.sampled()).isLessThan(250);
  }
}
