package dev.millrace.app.runtime;

import static dev.millrace.app.runtime.ErpDatabases.connect;
import static dev.millrace.app.runtime.ErpDatabases.erp;
import static dev.millrace.app.runtime.ErpDatabases.execute;
import static dev.millrace.app.runtime.ErpDatabases.schema;
import static dev.millrace.app.runtime.ErpDatabases.schemas;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.TableSchema;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packs on databases with the ERPs' own tables: each is recognised, Odoo's is mapped. Those of ERPs
 * on MariaDB are mapped in {@link MariaDbPacksTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PacksTest {
  /**
   * Set to {@code all}, every pack is mapped; planning one takes some ten seconds, so else it is
   * Odoo's alone.
   */
  static final String ALL = "millrace.packs";

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

  @Test
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
  void mapsOdoo() throws Exception {
    int tables = erp(postgres, "odoo", ErpTables.ODOO_19);
    run.map("odoo", "postgres", postgres, "public.*", tables);

    odooRows("odoo");
    run.expect(
        "odoo",
        "item_uom",
        "item_key, uom, quantity_in_base, gtin",
        "uom/1 | 2 | dozen | 12.000000000000 | 04006381333962");
  }

  @Test
  @EnabledIfSystemProperty(named = ALL, matches = "all")
  void mapsTheTablesOfAnOlderOdooToTheSameRows() throws Exception {
    int tables = erp(postgres, "odoo_old", ErpTables.ODOO_16);
    run.map("odoo_old", "postgres", postgres, "public.*", tables);

    odooRows("odoo_old");
    run.expect(
        "odoo_old",
        "item_uom",
        "item_key, uom, quantity_in_base, for_purchasing, for_sales",
        "packaging/1 | 2 | bag | 500.000000000000 | true | false");
  }

  private void odooRows(String source) {
    run.expect(
        source,
        "party",
        "name, is_supplier, is_customer, tax_id, country_code, city, active, party_code, parent_key",
        "1 | My Company | false | false | NL001 | NL | Utrecht | true | - | -",
        "10 | Seals & Co | true | false | - | DE | Köln | true | S10 | -",
        "11 | Waterworks | false | true | NL123B01 | NL | Delft | true | - | -",
        "12 | Waterworks yard | false | false | - | NL | Leiden | false | - | 11");
    run.expect(
        source,
        "location",
        "name, kind, parent_key, country_code, active, location_code",
        "8 | Stock | zone | warehouse/1 | - | true | WH/Stock",
        "9 | Shelf | zone | 8 | - | true | WH/Stock/Shelf",
        "warehouse/1 | Main | warehouse | - | NL | true | WH");
    run.expect(
        source,
        "item",
        "item_code, name, kind, base_uom, unit_cost, currency, gross_weight_kg, gtin, item_group",
        "1 | P-1 | Pump | finished | pc | 33.250000 | EUR | 12.500000 | 4006381333931 | All / Pumps",
        "2 | S-1 | Seal | raw | pc | - | EUR | - | - | -",
        "3 | F | Freight | service | pc | - | EUR | - | - | -");
    run.expect(
        source,
        "item_supplier",
        "item_key, party_key, supplier_item_code, unit_price, currency, min_quantity,"
            + " lead_time_days, preferred",
        "1/2 | 2 | 10 | X-77 | 2.000000 | USD | 60.000000 | 7 | true");
    run.expect(
        source,
        "bom",
        "item_key, name, quantity, uom, active",
        "1 | 1 | Pump | 1.000000 | pc | true");
    run.expect(
        source,
        "bom_line",
        "bom_key, line_number, item_key, quantity, uom",
        "1 | 1 | 1 | 2 | 4.000000 | pc");
    run.expect(
        source,
        "inventory_balance",
        "item_key, location_key, quantity_on_hand, quantity_reserved, uom, lot_number",
        "1 | 1 | 8 | 6.000000 | 1.000000 | pc | -",
        "2 | 2 | 9 | 24.000000 | 0.000000 | pc | LOT-1");
    run.expect(
        source,
        "inventory_movement",
        "item_key, location_key, quantity, kind, reference, @occurred_at, lot_number",
        "1/in | 2 | 9 | 24.000000 | receipt | WH/IN/00001 | 03-01 08:00 | LOT-1",
        "2/out | 1 | 8 | -2.000000 | issue | WH/OUT/00001 | 03-04 09:30 | -",
        "3/in | 1 | 8 | 8.000000 | count | Count | 02-01 08:00 | -");
    run.expect(
        source,
        "sales_order",
        "order_number, party_key, location_key, status, @ordered_at, total_amount, currency,"
            + " customer_reference, ship_to_party_key",
        "1 | S00001 | 11 | warehouse/1 | partly_shipped | 03-02 09:00 | 181.50 | EUR | PO-9 | 12",
        "2 | S00002 | 11 | warehouse/1 | cancelled | 03-03 09:00 | 60.00 | EUR | - | 11");
    run.expect(
        source,
        "sales_order_line",
        "order_key, item_key, quantity_ordered, quantity_shipped, uom, unit_price, status,"
            + " @promised_at",
        "2 | 1 | 1 | 3.000000 | 2.000000 | pc | 54.000000 | partly_shipped | 03-07 09:00",
        "3 | 2 | 1 | 1.000000 | 0.000000 | pc | 60.000000 | cancelled | 03-03 09:00");
    run.expect(
        source,
        "purchase_order",
        "order_number, party_key, location_key, status, @ordered_at, @expected_at, total_amount,"
            + " currency, supplier_reference",
        "1 | P00001 | 10 | warehouse/1 | received | 02-21 10:00 | 02-28 12:00 | 48.00 | USD | SO-55");
    run.expect(
        source,
        "purchase_order_line",
        "order_key, item_key, quantity_ordered, quantity_received, uom, unit_price, currency, status",
        "1 | 1 | 2 | 2.000000 | 2.000000 | dozen | 24.000000 | USD | received");
    run.expect(
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
    run.expect(
        source,
        "shipment_line",
        "shipment_key, order_line_key, item_key, quantity, uom",
        "1 | 1 | 1 | 2 | 2.000000 | dozen",
        "2 | 2 | 2 | 1 | 2.000000 | pc");
  }
}
