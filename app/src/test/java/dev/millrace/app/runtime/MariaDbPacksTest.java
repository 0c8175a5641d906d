package dev.millrace.app.runtime;

import static dev.millrace.app.runtime.ErpDatabases.erp;
import static dev.millrace.app.runtime.ErpDatabases.execute;

import dev.millrace.model.ProjectModel;
import dev.millrace.model.pack.Packs;
import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.erp.ErpTables;
import java.nio.file.Path;
import java.util.List;
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

/** The packs of ERPs on MariaDB: captured, mapped, and gone on with another model. */
@EnabledIfSystemProperty(named = PacksTest.ALL, matches = "all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MariaDbPacksTest {
  private static final int ERPNEXT_TABLES = 30;

  @TempDir static Path folder;
  private MariaDbServer mariaDb;
  private PackRun run;

  @BeforeAll
  void start() {
    mariaDb = MariaDbServer.start(folder.resolve("mariadb"));
    run = new PackRun(folder);
  }

  @AfterAll
  void stop() {
    run.close();
    mariaDb.close();
  }

  @Test
  @Order(1)
  void mapsErpNext() throws Exception {
    int tables = erp(mariaDb, "erpnext", ErpTables.ERPNEXT_15);
    run.map("erpnext", "mysql", mariaDb, "erpnext.*", tables);

    run.expect(
        "erpnext",
        "party",
        "name, is_supplier, is_customer, is_carrier, tax_id, country_code, city, active",
        "customer/Waterworks | Waterworks | false | true | false | - | DE | Bonn | true",
        "supplier/Fast Freight | Fast Freight | true | false | true | - | DE | - | false",
        "supplier/Steel &amp; Sons | Steel & Sons | true | false | false | 27AAA | IN | Pune | true");
    run.expect(
        "erpnext",
        "location",
        "name, kind, parent_key, active",
        "All - A | All | warehouse | - | true",
        "Stores - A | Stores | warehouse | All - A | true");
    run.expect(
        "erpnext",
        "item",
        "name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, lead_time_days,"
            + " safety_stock",
        "FREIGHT | Freight | service | pc | - | INR | - | - | 0 | 0.000000",
        "PUMP | Pump XL | finished | pc | 1200.500000 | INR | 12.500000 | 4006381333931 | 3 | 2.000000",
        "SEAL | Seal <10 mm> & ring | raw | pc | - | INR | - | - | 14 | 100.000000");
    run.expect(
        "erpnext",
        "item_uom",
        "item_key, uom, quantity_in_base, for_purchasing, for_sales",
        "u2 | SEAL | box | 25.000000000000 | true | false");
    run.expect(
        "erpnext",
        "item_supplier",
        "item_key, party_key, supplier_item_code, unit_price, currency, min_quantity, preferred",
        "is1 | SEAL | supplier/Steel &amp; Sons | X-77 | 24.500000 | INR | 50.000000 | true");
    run.expect(
        "erpnext",
        "bom",
        "item_key, quantity, uom, active",
        "BOM-PUMP-001 | PUMP | 1.000000 | pc | true");
    run.expect(
        "erpnext",
        "bom_line",
        "bom_key, line_number, item_key, quantity, uom",
        "bi1 | BOM-PUMP-001 | 1 | SEAL | 4.000000 | pc");
    run.expect(
        "erpnext",
        "inventory_balance",
        "item_key, location_key, quantity_on_hand, quantity_reserved, uom",
        "bin1 | PUMP | Stores - A | 6.000000 | 1.000000 | pc");
    run.expect(
        "erpnext",
        "inventory_movement",
        "item_key, quantity, kind, reference, @occurred_at, lot_number",
        "sle1 | SEAL | 100.000000 | receipt | PR-1 | 03-01 08:00 | B-1",
        "sle2 | PUMP | -2.000000 | issue | DN-1 | 03-04 09:30 | -",
        "sle3 | PUMP | -1.000000 | transfer | MAT-STE-1 | 03-05 10:00 | -");
    run.expect(
        "erpnext",
        "sales_order",
        "party_key, location_key, status, @ordered_at, @requested_at, total_amount, currency,"
            + " customer_reference",
        "SO-1 | customer/Waterworks | Stores - A | partly_shipped | 03-02 00:00 | 03-07 00:00"
            + " | 181.50 | EUR | PO-9",
        "SO-2 | customer/Waterworks | - | draft | 03-03 00:00 | - | 60.00 | EUR | -");
    run.expect(
        "erpnext",
        "sales_order_line",
        "order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom, unit_price,"
            + " @requested_at, status",
        "soi1 | SO-1 | 1 | PUMP | 3.000000 | 2.000000 | pc | 54.000000 | 03-08 00:00"
            + " | partly_shipped",
        "soi2 | SO-2 | 1 | PUMP | 1.000000 | 0.000000 | pc | 60.000000 | - | draft");
    run.expect(
        "erpnext",
        "purchase_order",
        "party_key, location_key, status, @expected_at, total_amount, supplier_reference",
        "PO-1 | supplier/Steel &amp; Sons | Stores - A | closed | 02-28 00:00 | 2450.00 | AB-55");
    run.expect(
        "erpnext",
        "purchase_order_line",
        "order_key, item_key, quantity_ordered, quantity_received, uom, unit_price, @expected_at,"
            + " status",
        "poi1 | PO-1 | SEAL | 4.000000 | 4.000000 | box | 612.500000 | 02-27 00:00 | closed");
    run.expect(
        "erpnext",
        "shipment",
        "direction, order_key, from_location_key, to_location_key, carrier, tracking_number, status,"
            + " @departed_at, @arrived_at, gross_weight_kg, incoterm",
        "delivery/DN-1 | outbound | SO-1 | Stores - A | - | Parcel Post | PP123 | in_transit"
            + " | 03-04 09:30 | - | 25.000000 | DAP",
        "delivery/DN-2 | outbound | SO-1 | Stores - A | - | - | - | cancelled | - | - | - | -",
        "receipt/PR-1 | inbound | PO-1 | - | Stores - A | - | LR-3 | delivered | - | 03-01 08:00"
            + " | - | -");
    run.expect(
        "erpnext",
        "shipment_line",
        "shipment_key, order_line_key, item_key, quantity, uom",
        "delivery/dni1 | delivery/DN-1 | soi1 | PUMP | 2.000000 | pc",
        "receipt/pri1 | receipt/PR-1 | poi1 | SEAL | 4.000000 | box");
  }

  @Test
  @Order(2)
  void mapsDolibarr() throws Exception {
    int tables = erp(mariaDb, "dolibarr", ErpTables.DOLIBARR_18);
    run.map("dolibarr", "mysql", mariaDb, "dolibarr.*", tables);

    run.expect(
        "dolibarr",
        "party",
        "name, is_supplier, is_customer, tax_id, country_code, city, active, party_code, parent_key",
        "1 | Joints & Cie | true | false | FR001 | FR | Lyon | true | SU2601-001 | -",
        "2 | Wasserwerk | false | true | - | DE | Bonn | true | CU2601-001 | -",
        "3 | Wasserwerk Hof | false | false | - | DE | - | false | - | 2");
    run.expect(
        "dolibarr",
        "location",
        "name, kind, parent_key, country_code, active, location_code",
        "1 | Main depot | warehouse | - | FR | true | MAIN",
        "2 | MAIN-A | zone | 1 | - | false | MAIN-A");
    run.expect(
        "dolibarr",
        "item",
        "item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, safety_stock",
        "1 | PUMP | Pompe XL | finished | pc | 33.250000 | EUR | 12.500000 | 4006381333931 | 2.000000",
        "2 | SEAL | Joint | raw | kg | 2.500000 | EUR | - | - | -",
        "3 | PORT | Port | service | pc | - | EUR | - | - | -");
    run.expect(
        "dolibarr",
        "item_supplier",
        "item_key, party_key, supplier_item_code, unit_price, currency, min_quantity, lead_time_days",
        "1 | 2 | 1 | X-77 | 2.000000 | EUR | 100.000000 | 7");
    run.expect(
        "dolibarr",
        "bom",
        "item_key, name, quantity, uom, active",
        "1 | 1 | Pompe | 1.000000 | pc | true");
    run.expect(
        "dolibarr",
        "bom_line",
        "bom_key, line_number, item_key, quantity, uom, scrap_percent",
        "1 | 1 | 1 | 2 | 4.000000 | kg | 25.0000");
    run.expect(
        "dolibarr",
        "inventory_balance",
        "item_key, location_key, quantity_on_hand, uom",
        "1 | 1 | 1 | 6.000000 | pc");
    run.expect(
        "dolibarr",
        "inventory_movement",
        "item_key, quantity, kind, reference, @occurred_at, lot_number",
        "1 | 2 | 100.000000 | receipt | 20260301 | 03-01 08:00 | LOT-1",
        "2 | 1 | -2.000000 | issue | Shipment | 03-04 09:30 | -",
        "3 | 1 | 8.000000 | adjustment | Stock correction | 02-01 08:00 | -");
    run.expect(
        "dolibarr",
        "sales_order",
        "order_number, party_key, location_key, status, @ordered_at, @requested_at, total_amount,"
            + " currency, customer_reference",
        "1 | CO2603-0001 | 2 | 1 | partly_shipped | 03-02 00:00 | 03-07 00:00 | 181.50 | EUR | PO-9",
        "2 | CO2603-0002 | 2 | - | cancelled | 03-03 00:00 | - | 60.00 | EUR | -");
    run.expect(
        "dolibarr",
        "sales_order_line",
        "order_key, line_number, item_key, quantity_ordered, quantity_shipped, uom, unit_price,"
            + " status",
        "2 | 1 | 2 | 1 | 3.000000 | 2.000000 | pc | 54.000000 | partly_shipped",
        "3 | 2 | 3 | 1 | 1.000000 | 0.000000 | pc | 60.000000 | cancelled");
    run.expect(
        "dolibarr",
        "purchase_order",
        "order_number, party_key, status, @ordered_at, @expected_at, total_amount, supplier_reference",
        "1 | CF2602-0001 | 1 | partly_received | 02-20 00:00 | 02-28 12:00 | 300.00 | AB-55");
    run.expect(
        "dolibarr",
        "purchase_order_line",
        "order_key, item_key, quantity_ordered, quantity_received, uom, unit_price, status",
        "1 | 1 | 2 | 150.000000 | 100.000000 | kg | 2.000000 | partly_received");
    run.expect(
        "dolibarr",
        "shipment",
        "shipment_number, direction, order_key, party_key, from_location_key, carrier,"
            + " tracking_number, status, @departed_at, @planned_arrival_at, @arrived_at,"
            + " gross_weight_kg, incoterm",
        "reception/1 | RCP2603-0001 | inbound | 1 | 1 | - | - | - | delivered | - | -"
            + " | 03-01 08:00 | - | -",
        "shipment/1 | SH2603-0001 | outbound | 1 | 2 | 1 | Colissimo | PP123 | in_transit"
            + " | 03-04 09:30 | 03-07 00:00 | - | 25.000000 | DAP");
    run.expect(
        "dolibarr",
        "shipment_line",
        "shipment_key, order_line_key, item_key, quantity, uom",
        "reception/1 | reception/1 | 1 | 2 | 100.000000 | kg",
        "shipment/1 | shipment/1 | 2 | 1 | 2.000000 | pc");
  }

  /** The mappings go on from their state, and the tables get what the project adds. */
  @Test
  @Order(3)
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

    run.expect("erpnext", "seal_test", "passed", "FREIGHT | true", "SEAL | true");
    run.expect(
        "erpnext",
        "item",
        "name, colour",
        "FREIGHT | Freight | -",
        "PUMP | Pump XL | -",
        "SEAL | Red seal | -");
  }
}
