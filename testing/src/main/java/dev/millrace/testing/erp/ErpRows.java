package dev.millrace.testing.erp;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Rows made for an ERP's tables: a few of each sort of document, with what is hard about them. */
public final class ErpRows {
  /** What differs in the rows of Odoo's releases, by the place that the file leaves open. */
  private static final Map<String, String> ODOO_16 =
      Map.ofEntries(
          Map.entry("template", "detailed_type, uom_po_id"),
          Map.entry("template1", "'consu', 1"),
          Map.entry("template2", "'consu', 2"),
          Map.entry("unit", "product_uom"),
          Map.entry("move", "name"),
          Map.entry("move1", "'move'"),
          Map.entry("move2", "'move'"),
          Map.entry("moved", "reserved_uom_qty, qty_done"),
          Map.entry("moved1", "0, 2.0"),
          Map.entry("moved2", "0, 2.0"),
          Map.entry("moved3", "0, 8.0"));

  private static final Map<String, String> ODOO_19 =
      Map.ofEntries(
          Map.entry("template", "is_storable"),
          Map.entry("template1", "true"),
          Map.entry("template2", "true"),
          Map.entry("unit", "product_uom_id"),
          Map.entry("move", "quantity"),
          Map.entry("move1", "2.0"),
          Map.entry("move2", "8.0"),
          Map.entry("moved", "quantity, quantity_product_uom"),
          Map.entry("moved1", "2.0, 24.0"),
          Map.entry("moved2", "2.0, 2.0"),
          Map.entry("moved3", "8.0, 8.0"));

  private ErpRows() {}

  /** Fills the tables that {@link ErpTables#create} made in the connection's schema. */
  public static void insert(ErpTables erp, Connection connection) throws SQLException {
    switch (erp) {
      case ODOO_16 -> insert(connection, ODOO_16, "odoo.sql", "odoo-16.sql");
      case ODOO_19 -> insert(connection, ODOO_19, "odoo.sql", "odoo-19.sql");
      case ERPNEXT_15 -> insert(connection, Map.of(), "erpnext.sql");
      case DOLIBARR_18 -> insert(connection, Map.of(), "dolibarr.sql", "dolibarr-18.sql");
      case DOLIBARR_21 -> insert(connection, Map.of(), "dolibarr.sql", "dolibarr-21.sql");
      default -> throw new IllegalArgumentException("Cannot fill " + erp + ": no rows are there.");
    }
  }

  private static void insert(Connection connection, Map<String, String> places, String... files)
      throws SQLException {
    if (connection.getMetaData().getURL().contains("mariadb")
        || connection.getMetaData().getURL().contains("mysql")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET SESSION sql_mode = ''"); // which takes dates that are none
      }
    }
    for (String file : files) {
      String sql = ErpTables.text("rows/" + file);
      for (Map.Entry<String, String> place : places.entrySet()) {
        sql = sql.replace("${" + place.getKey() + "}", place.getValue());
      }
      ErpTables.run(connection, sql);
    }
  }
}
