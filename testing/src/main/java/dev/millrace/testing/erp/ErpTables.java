package dev.millrace.testing.erp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of an ERP's release that have to do with its supply chain, empty. Names and types of
 * the columns are the ERP's own; the definitions are written anew.
 */
public enum ErpTables {
  ODOO_16("odoo.sql", "odoo-16.sql"),
  ODOO_17("odoo.sql", "odoo-17.sql"),
  ODOO_18("odoo.sql", "odoo-18.sql"),
  ODOO_19("odoo.sql", "odoo-19.sql"),
  ERPNEXT_15("erpnext.sql", "erpnext-15.sql"),
  DOLIBARR_18("dolibarr.sql", "dolibarr-18.sql"),
  DOLIBARR_21("dolibarr.sql", "dolibarr-21.sql");

  private final String common;
  private final String own;

  /**
   * @param common tables that all releases have
   * @param own what this release adds
   */
  ErpTables(String common, String own) {
    this.common = common;
    this.own = own;
  }

  /** Makes the tables in the connection's schema: Odoo's on PostgreSQL, the others on MariaDB. */
  public void create(Connection connection) throws SQLException {
    run(connection, text(common));
    run(connection, text(own));
  }

  /** Runs SQL of several statements, each of which ends with a semicolon at its line's end. */
  public static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql.split(";\\s*\\n", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  static String text(String file) {
    try (InputStream in = ErpTables.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the tables of an ERP: " + file + ".", e);
    }
  }
}
