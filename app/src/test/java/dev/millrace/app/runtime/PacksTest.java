package dev.millrace.app.runtime;

import static dev.millrace.app.runtime.ErpDatabases.connect;
import static dev.millrace.app.runtime.ErpDatabases.erp;
import static dev.millrace.app.runtime.ErpDatabases.execute;
import static dev.millrace.app.runtime.ErpDatabases.schema;
import static dev.millrace.app.runtime.ErpDatabases.schemas;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.TableSchema;
import dev.millrace.model.ProjectModel;
import dev.millrace.model.pack.Packs;
import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.erp.ErpTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Each pack on a database with the ERP's own tables: recognised, captured, mapped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PacksTest {
  /**
   * Set to {@code all}, every pack is mapped; planning one takes some ten seconds, so else it is
   * Odoo's alone.
   */
  private static final String ALL = "millrace.packs";

  private static final int ERPNEXT_TABLES = 30;

  @TempDir static Path folder;
  private PostgresServer postgres;
  private MariaDbServer mariaDb;
  private PackRun run;

  @BeforeAll
  void start() {
    postgres = PostgresServer.start(folder.resolve("postgres"));
    mariaDb = MariaDbServer.start(folder.resolve("mariadb"));
    run = new PackRun(folder);
  }

  @AfterAll
  void stop() {
    run.close();
    postgres.close();
    mariaDb.close();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PacksTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Captures an ERP, and maps it by the pack that is recognised. */
  private void map(String source, String kind, DatabaseServer server, String tables, int count)
      throws IOException {
    run.capture(source, kind, server, source, tables);
    List<TableSchema> captured = run.tables(source, count);
    RecognisedPack pack = Packs.recognise(source, captured).orElseThrow();
    assertThat(pack.files()).hasSize(8);
    run.map(source, pack.files().values());
  }

  /** Awaits the rows of a model table; a column after an at sign is a time. */
  private void expect(String source, String table, String columns, String... rows) {
    String times =
        columns.replaceAll("@(\\w+)", "strftime($1 AT TIME ZONE 'UTC', '%m-%d %H:%M') AS $1");
    run.expect(
        "SELECT source_key, "
            + times
            + " FROM model."
            + table
            + " WHERE source_system = '"
            + source
            + "' ORDER BY source_key",
        rows);
  }

  @Test
  @Order(1)
  void recognisesEachReleaseByItsTablesAndNothingElse() throws Exception {
    Map<ErpTables, String> expected = new EnumMap<>(ErpTables.class);
    expected.put(ErpTables.ODOO_16, "Odoo 16");
    expected.put(ErpTables.ODOO_17, "Odoo 17");
    expected.put(ErpTables.ODOO_18, "Odoo 18");
    expected.put(ErpTables.ODOO_19, "Odoo 19");
    expected.put(ErpTables.ERPNEXT_15, "ERPNext 15");
    expected.put(ErpTables.DOLIBARR_18, "Dolibarr 15");
    expected.put(ErpTables.DOLIBARR_21, "Dolibarr 20");
    Map<ErpTables, String> found = new EnumMap<>(ErpTables.class);
    for (ErpTables tables : expected.keySet()) {
      DatabaseServer server = tables.name().startsWith("ODOO") ? postgres : mariaDb;
      String database = "known_" + tables.name().toLowerCase(Locale.ROOT);
      execute(server, server.database(), "CREATE DATABASE " + database);
      try (Connection connection = connect(server, database)) {
        tables.create(connection);
        RecognisedPack pack =
            Packs.recognise("erp", schemas(connection, schema(server, database))).orElseThrow();
        assertThat(pack.files()).hasSize(8);
        found.put(tables, pack.title() + " " + pack.variant());
      }
      execute(server, server.database(), "DROP DATABASE " + database);
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  @Order(1)
  void takesNeitherOfTheDemosErpsForAnotherOne() throws Exception {
    for (String erp : List.of("plant", "distribution")) {
      DatabaseServer server = erp.equals("plant") ? postgres : mariaDb;
      execute(server, server.database(), "CREATE DATABASE " + erp);
      try (Connection connection = connect(server, erp)) {
        ErpTables.run(connection, resource("/dev/millrace/demo/" + erp + ".sql"));
        List<TableSchema> tables = schemas(connection, schema(server, erp));
        assertThat(tables).hasSizeGreaterThan(10);
        assertThat(Packs.recognise("erp", tables)).isEmpty();
      }
    }
  }

  @Test
  @Order(2)
  void mapsOdoo() throws Exception {
    int tables = erp(postgres, "odoo", ErpTables.ODOO_19);
    map("odoo", "postgres", postgres, "public.*", tables);

    odooRows("odoo");
    expect(
        "odoo",
        "item_uom",
        "item_key, uom, quantity_in_base, gtin",
        "uom/1 | 2 | dozen | 12.000000000000 | 04006381333962");
  }

  @Test
  @Order(3)
  @EnabledIfSystemProperty(named = ALL, matches = "all")
  void mapsTheTablesOfAnOlderOdooToTheSameRows() throws Exception {
    int tables = erp(postgres, "odoo_old", ErpTables.ODOO_16);
    map("odoo_old", "postgres", postgres, "public.*", tables);

    odooRows("odoo_old");
    expect(
        "odoo_old",
        "item_uom",
        "item_key, uom, quantity_in_base, for_purchasing, for_sales",
        "packaging/1 | 2 | bag | 500.000000000000 | true | false");
  }

  private void odooRows(String source) {
    expect(
        source,
        "party",
        "name, is_supplier, is_customer, tax_id, country_code, city, active, party_code, parent_key",
        "1 | My Company | false | false | NL001 | NL | Utrecht | true | - | -",
        "10 | Seals & Co | true | false | - | DE | Köln | true | S10 | -",
        "11 | Waterworks | false | true | NL123B01 | NL | Delft | true | - | -",
        "12 | Waterworks yard | false | false | - | NL | Leiden | false | - | 11");
    expect(
        source,
        "location",
        "name, kind, parent_key, country_code, active, location_code",
        "8 | Stock | zone | warehouse/1 | - | true | WH/Stock",
        "9 | Shelf | zone | 8 | - | true | WH/Stock/Shelf",
        "warehouse/1 | Main | warehouse | - | NL | true | WH");
    expect(
        source,
        "item",
        "item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, item_group",
        "1 | P-1 | Pump | finished | pc | 33.250000 | EUR | 12.500000 | 4006381333931 | All / Pumps",
        "2 | S-1 | Seal | raw | pc | - | EUR | - | - | -",
        "3 | F | Freight | service | pc | - | EUR | - | - | -");
    expect(
        source,
        "item_supplier",
        "item_key, party_key, supplier_item_code, unit_price, currency, min_quantity,"
            + " lead_time_days, preferred",
        "1/2 | 2 | 10 | X-77 | 2.000000 | USD | 60.000000 | 7 | true");
    expect(
        source,
        "bom",
        "item_key, name, quantity, uom, active",
        "1 | 1 | Pump | 1.000000 | pc | true");
    expect(
        source,
        "bom_line",
        "bom_key, line_number, item_key, quantity, uom",
        "1 | 1 | 1 | 2 | 4.000000 | pc");
    expect(
        source,
        "inventory_balance",
        "item_key, location_key, quantity_on_hand, quantity_reserved, uom, lot_number",
        "1 | 1 | 8 | 6.000000 | 1.000000 | pc | -",
        "2 | 2 | 9 | 24.000000 | 0.000000 | pc | LOT-1");
    expect(
        source,
        "inventory_movement",
        "item_key, location_key, quantity, kind, reference, @occurred_at, lot_number",
        "1/in | 2 | 9 | 24.000000 | receipt | WH/IN/00001 | 03-01 08:00 | LOT-1",
        "2/out | 1 | 8 | -2.000000 | issue | WH/OUT/00001 | 03-04 09:30 | -",
        "3/in | 1 | 8 | 8.000000 | count | Count | 02-01 08:00 | -");
    expect(
        source,
        "sales_order",
        "order_number, party_key, location_key, status, @ordered_at, total_amount, currency,"
            + " customer_reference, ship_to_party_key",
        "1 | S00001 | 11 | warehouse/1 | partly_shipped | 03-02 09:00 | 181.50 | EUR | PO-9 | 12",
        "2 | S00002 | 11 | warehouse/1 | cancelled | 03-03 09:00 | 60.00 | EUR | - | 11");
    expect(
        source,
        "sales_order_line",
        "order_key, item_key, quantity_ordered, quantity_shipped, uom, unit_price, status,"
            + " @promised_at",
        "2 | 1 | 1 | 3.000000 | 2.000000 | pc | 54.000000 | partly_shipped | 03-07 09:00",
        "3 | 2 | 1 | 1.000000 | 0.000000 | pc | 60.000000 | cancelled | 03-03 09:00");
    expect(
        source,
        "purchase_order",
        "order_number, party_key, location_key, status, @ordered_at, @expected_at, total_amount,"
            + " currency, supplier_reference",
        "1 | P00001 | 10 | warehouse/1 | received | 02-21 10:00 | 02-28 12:00 | 48.00 | USD | SO-55");
    expect(
        source,
        "purchase_order_line",
        "order_key, item_key, quantity_ordered, quantity_received, uom, unit_price, currency, status",
        "1 | 1 | 2 | 2.000000 | 2.000000 | dozen | 24.000000 | USD | received");
    expect(
        source,
        "shipment",
        "shipment_number, direction, order_key, party_key, from_location_key, to_location_key,"
            + " carrier, tracking_number, status, @planned_departure_at, @departed_at,"
            + " @planned_arrival_at, @arrived_at",
        "1 | WH/IN/00001 | inbound | 1 | 10 | - | 8 | - | - | delivered | - | - | 02-28 12:00"
            + " | 03-01 08:00",
        "2 | WH/OUT/00001 | outbound | 1 | 12 | 8 | - | Parcel Post | PP123 | delivered"
            + " | 03-04 08:00 | 03-04 09:30 | 03-07 09:00 | -",
        "3 | WH/OUT/00002 | outbound | 1 | 12 | 8 | - | Parcel Post | - | cancelled | 03-05 08:00"
            + " | - | - | -");
    expect(
        source,
        "shipment_line",
        "shipment_key, order_line_key, item_key, quantity, uom",
        "1 | 1 | 1 | 2 | 2.000000 | dozen",
        "2 | 2 | 2 | 1 | 2.000000 | pc");
  }

  @Test
  @Order(4)
  @EnabledIfSystemProperty(named = ALL, matches = "all")
  void mapsErpNext() throws Exception {
    int tables = erp(mariaDb, "erpnext", ErpTables.ERPNEXT_15);
    map("erpnext", "mysql", mariaDb, "erpnext.*", tables);

    expect(
        "erpnext",
        "party",
        "name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active",
        "customer/Waterworks | Waterworks | false | true | false | - | DE | Bonn | true",
        "supplier/Fast Freight | Fast Freight | true | false | true | - | DE | - | false",
        "supplier/Steel &amp; Sons | Steel & Sons | true | false | false | 27AAA | IN | Pune | true");
    expect(
        "erpnext",
        "location",
        "name, kind, parent_key, active",
        "All - A | All | warehouse | - | true",
        "Stores - A | Stores | warehouse | All - A | true");
    expect(
        "erpnext",
        "item",
        "name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, lead_time_days,"
            + " safety_stock",
        "FREIGHT | Freight | service | pc | - | INR | - | - | 0 | 0.000000",
        "PUMP | Pump XL | finished | pc | 1200.500000 | INR | 12.500000 | 4006381333931 | 3 | 2.000000",
        "SEAL | Seal <10 mm> & ring | raw | pc | - | INR | - | - | 14 | 100.000000");
    expect(
        "erpnext",
        "item_uom",
        "item_key, uom, quantity_in_base, for_purchasing, for_sales",
        "u2 | SEAL | box | 25.000000000000 | true | false");
    expect(
        "erpnext",
        "item_supplier",
        "item_key, party_key, supplier_item_code, unit_price, currency, min_quantity, preferred",
        "is1 | SEAL | supplier/Steel &amp; Sons | X-77 | 24.500000 | INR | 50.000000 | true");
    expect(
        "erpnext",
        "bom",
        "item_key, quantity, uom, active",
        "BOM-PUMP-001 | PUMP | 1.000000 | pc | true");
    expect(
        "erpnext",
        "bom_line",
        "bom_key, line_number, item_key, quantity, uom",
        "bi1 | BOM-PUMP-001 | 1 | SEAL | 4.000000 | pc");
    expect(
        "erpnext",
        "inventory_balance",
        "item_key, location_key, quantity_on_hand, quantity_reserved, uom",
        "bin1 | PUMP | Stores - A | 6.000000 | 1.000000 | pc");
    expect(
        "erpnext",
        "inventory_movement",
        "item_key, quantity, kind, reference, @occurred_at, lot_number",
        "sle1 | SEAL | 100.000000 | receipt | PR-1 | 03-01 08:00 | B-1",
        "sle2 | PUMP | -2.000000 | issue | DN-1 | 03-04 09:30 | -",
        "sle3 | PUMP | -1.000000 | transfer | MAT-STE-1 | 03-05 10:00 | -");
    expect(
        "erpnext",
        "sales_order",
        "party_key, location_key, status, @ordered_at, @requested_at, total_amount, currency,"
            + " customer_reference",
        "SO-1 | customer/Waterworks | Stores - A | partly_shipped | 03-02 00:00 | 03-07 00:00"
            + " | 181.50 | EUR | PO-9",
        "SO-2 | customer/Waterworks | - | draft | 03-03 00:00 | - | 60.00 | EUR | -");
    expect(
        "erpnext",
        "sales_order_line",
        "order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom, unit_price,"
            + " @requested_at, status",
        "soi1 | SO-1 | 1 | PUMP | 3.000000 | 2.000000 | pc | 54.000000 | 03-08 00:00"
            + " | partly_shipped",
        "soi2 | SO-2 | 1 | PUMP | 1.000000 | 0.000000 | pc | 60.000000 | - | draft");
    expect(
        "erpnext",
        "purchase_order",
        "party_key, location_key, status, @expected_at, total_amount, supplier_reference",
        "PO-1 | supplier/Steel &amp; Sons | Stores - A | closed | 02-28 00:00 | 2450.00 | AB-55");
    expect(
        "erpnext",
        "purchase_order_line",
        "order_key, item_key, quantity_ordered, quantity_received, uom, unit_price, @expected_at,"
            + " status",
        "poi1 | PO-1 | SEAL | 4.000000 | 4.000000 | box | 612.500000 | 02-27 00:00 | closed");
    expect(
        "erpnext",
        "shipment",
        "direction, order_key, from_location_key, to_location_key, carrier, tracking_number, status,"
            + " @departed_at, @arrived_at, gross_weight_kg, incoterm",
        "delivery/DN-1 | outbound | SO-1 | Stores - A | - | Parcel Post | PP123 | in_transit"
            + " | 03-04 09:30 | - | 25.000000 | DAP",
        "delivery/DN-2 | outbound | SO-1 | Stores - A | - | - | - | cancelled | - | - | - | -",
        "receipt/PR-1 | inbound | PO-1 | - | Stores - A | - | LR-3 | delivered | - | 03-01 08:00"
            + " | - | -");
    expect(
        "erpnext",
        "shipment_line",
        "shipment_key, order_line_key, item_key, quantity, uom",
        "delivery/dni1 | delivery/DN-1 | soi1 | PUMP | 2.000000 | pc",
        "receipt/pri1 | receipt/PR-1 | poi1 | SEAL | 4.000000 | box");
  }

  @Test
  @Order(5)
  @EnabledIfSystemProperty(named = ALL, matches = "all")
  void mapsDolibarr() throws Exception {
    int tables = erp(mariaDb, "dolibarr", ErpTables.DOLIBARR_18);
    map("dolibarr", "mysql", mariaDb, "dolibarr.*", tables);

    expect(
        "dolibarr",
        "party",
        "name, is_supplier, is_customer, tax_id, country_code, city, active, party_code, parent_key",
        "1 | Joints & Cie | true | false | FR001 | FR | Lyon | true | SU2601-001 | -",
        "2 | Wasserwerk | false | true | - | DE | Bonn | true | CU2601-001 | -",
        "3 | Wasserwerk Hof | false | false | - | DE | - | false | - | 2");
    expect(
        "dolibarr",
        "location",
        "name, kind, parent_key, country_code, active, location_code",
        "1 | Main depot | warehouse | - | FR | true | MAIN",
        "2 | MAIN-A | zone | 1 | - | false | MAIN-A");
    expect(
        "dolibarr",
        "item",
        "item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, safety_stock",
        "1 | PUMP | Pompe XL | finished | pc | 33.250000 | EUR | 12.500000 | 4006381333931 | 2.000000",
        "2 | SEAL | Joint | raw | kg | 2.500000 | EUR | - | - | -",
        "3 | PORT | Port | service | pc | - | EUR | - | - | -");
    expect(
        "dolibarr",
        "item_supplier",
        "item_key, party_key, supplier_item_code, unit_price, currency, min_quantity, lead_time_days",
        "1 | 2 | 1 | X-77 | 2.000000 | EUR | 100.000000 | 7");
    expect(
        "dolibarr",
        "bom",
        "item_key, name, quantity, uom, active",
        "1 | 1 | Pompe | 1.000000 | pc | true");
    expect(
        "dolibarr",
        "bom_line",
        "bom_key, line_number, item_key, quantity, uom, scrap_percent",
        "1 | 1 | 1 | 2 | 4.000000 | kg | 25.0000");
    expect(
        "dolibarr",
        "inventory_balance",
        "item_key, location_key, quantity_on_hand, uom",
        "1 | 1 | 1 | 6.000000 | pc");
    expect(
        "dolibarr",
        "inventory_movement",
        "item_key, quantity, kind, reference, @occurred_at, lot_number",
        "1 | 2 | 100.000000 | receipt | 20260301 | 03-01 08:00 | LOT-1",
        "2 | 1 | -2.000000 | issue | Shipment | 03-04 09:30 | -",
        "3 | 1 | 8.000000 | adjustment | Stock correction | 02-01 08:00 | -");
    expect(
        "dolibarr",
        "sales_order",
        "order_number, party_key, location_key, status, @ordered_at, @requested_at, total_amount,"
            + " currency, customer_reference",
        "1 | CO2603-0001 | 2 | 1 | partly_shipped | 03-02 00:00 | 03-07 00:00 | 181.50 | EUR | PO-9",
        "2 | CO2603-0002 | 2 | - | cancelled | 03-03 00:00 | - | 60.00 | EUR | -");
    expect(
        "dolibarr",
        "sales_order_line",
        "order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom, unit_price,"
            + " status",
        "2 | 1 | 2 | 1 | 3.000000 | 2.000000 | pc | 54.000000 | partly_shipped",
        "3 | 2 | 3 | 1 | 1.000000 | 0.000000 | pc | 60.000000 | cancelled");
    expect(
        "dolibarr",
        "purchase_order",
        "order_number, party_key, status, @ordered_at, @expected_at, total_amount, supplier_reference",
        "1 | CF2602-0001 | 1 | partly_received | 02-20 00:00 | 02-28 12:00 | 300.00 | AB-55");
    expect(
        "dolibarr",
        "purchase_order_line",
        "order_key, item_key, quantity_ordered, quantity_received, uom, unit_price, status",
        "1 | 1 | 2 | 150.000000 | 100.000000 | kg | 2.000000 | partly_received");
    expect(
        "dolibarr",
        "shipment",
        "shipment_number, direction, order_key, party_key, from_location_key, carrier,"
            + " tracking_number, status, @departed_at, @planned_arrival_at, @arrived_at,"
            + " gross_weight_kg, incoterm",
        "reception/1 | RCP2603-0001 | inbound | 1 | 1 | - | - | - | delivered | - | -"
            + " | 03-01 08:00 | - | -",
        "shipment/1 | SH2603-0001 | outbound | 1 | 2 | 1 | Colissimo | PP123 | in_transit"
            + " | 03-04 09:30 | 03-07 00:00 | - | 25.000000 | DAP");
    expect(
        "dolibarr",
        "shipment_line",
        "shipment_key, order_line_key, item_key, quantity, uom",
        "reception/1 | reception/1 | 1 | 2 | 100.000000 | kg",
        "shipment/1 | shipment/1 | 2 | 1 | 2.000000 | pc");
  }

  /** The mappings go on from their state, and the tables get what the project adds. */
  @Test
  @Order(6)
  @EnabledIfSystemProperty(named = ALL, matches = "all")
  void takesColumnsAndTablesOfTheProjectBetweenTwoStarts() throws Exception {
    run.startFlow(
        ProjectModel.of(
            Map.of(
                "model/seals.sql",
                """
                ALTER TABLE model.item ADD (colour STRING COMMENT 'Its colour.');
                CREATE TABLE model.seal_test (
                  source_system STRING NOT NULL, source_key STRING NOT NULL,
                  source_position STRING, updated_at TIMESTAMP_LTZ(6),
                  passed BOOLEAN COMMENT 'Whether it held.',
                  PRIMARY KEY (source_system, source_key) NOT ENFORCED);
                """)));
    RecognisedPack pack =
        Packs.recognise("erpnext", run.tables("erpnext", ERPNEXT_TABLES)).orElseThrow();
    run.map("erpnext", pack.files().values());
    run.map(
        "seals",
        List.of(
            """
            INSERT INTO model.seal_test
            SELECT 'erpnext', name, _position, _commit_time, TRUE
            FROM erpnext.erpnext.tabItem WHERE is_purchase_item = 1;
            """));
    execute(mariaDb, "erpnext", "UPDATE tabItem SET item_name = 'Red seal' WHERE name = 'SEAL'");

    expect("erpnext", "seal_test", "passed", "FREIGHT | true", "SEAL | true");
    expect(
        "erpnext",
        "item",
        "name, colour",
        "FREIGHT | Freight | -",
        "PUMP | Pump XL | -",
        "SEAL | Red seal | -");
  }
}
