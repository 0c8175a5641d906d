package dev.millrace.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes an ERP's tables and fills them. */
interface ErpDatabase {

  /** Makes everything anew, whatever an interrupted attempt left. */
  void create(Connection connection, TextRows rows, String capturePassword) throws SQLException;

  /** The name of the user for change capture. */
  String CAPTURE_USER = "millrace_cdc";

  static void run(Connection connection, String resource, String password) throws SQLException {
    // The password is made here, of letters and digits; the quotes are for the SQL's sake.
    String sql = text(resource).replace("${password}", "'" + password + "'");
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(String resource) {
    try (InputStream stream = ErpDatabase.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
