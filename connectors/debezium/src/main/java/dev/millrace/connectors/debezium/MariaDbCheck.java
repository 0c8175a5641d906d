package dev.millrace.connectors.debezium;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TablePatterns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks whether a MariaDB database can be captured; changes nothing in it. */
final class MariaDbCheck {
  private static final String SWITCHES =
      "Start the server with --log-bin --binlog-format=ROW --binlog-row-image=FULL --server-id=1.";

  private final SourceConfig source;
  private final MariaDbAddress address;
  private final Connection connection;
  private final List<Problem> problems = new ArrayList<>();

  private MariaDbCheck(SourceConfig source, MariaDbAddress address, Connection connection) {
    this.source = source;
    this.address = address;
    this.connection = connection;
  }

  /** What stands in the way; empty when nothing. */
  static List<Problem> run(SourceConfig source) {
    MariaDbAddress address = MariaDbAddress.of(source);
    try (Connection connection = address.connect()) {
      MariaDbCheck check = new MariaDbCheck(source, address, connection);
      check.checkServer();
      check.checkRights();
      if (check.databaseIsThere()) {
        check.checkTables();
      }
      return check.problems;
    } catch (SQLException e) {
      return List.of(Failures.of(new MariaDbConnector().connectConfig(source, "")).problem(e));
    }
  }

  private void checkServer() throws SQLException {
    Map<String, String> variables = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format',"
                    + " 'binlog_row_image', 'server_id')")) {
      while (found.next()) {
        variables.put(found.getString(1), found.getString(2).toUpperCase(Locale.ROOT));
      }
    }
    if (!variables.getOrDefault("log_bin", "").equals("ON")) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": the server writes no binlog.",
          SWITCHES);
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet empty = statement.executeQuery(MariaDbDatabase.NO_TRANSACTION)) {
      empty.next();
      if (empty.getBoolean(1)) {
        problems.add(
            Failures.of(new MariaDbConnector().connectConfig(source, ""))
                .problem(Failures.NO_TRANSACTION_YET));
      }
    }
    requireSetting(variables, "binlog_format", "ROW");
    requireSetting(variables, "binlog_row_image", "FULL");
    String own = new MariaDbConnector().connectConfig(source, "").get("database.server.id");
    if (own.equals(variables.get("server_id"))) {
      add(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot capture " + address + ": server-id " + own + " is the server's own.",
          "Give source " + source.name() + " another server-id.");
    }
  }

  private void requireSetting(Map<String, String> variables, String name, String wanted) {
    String value = variables.getOrDefault(name, "");
    if (!value.equals(wanted)) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": " + name + " is " + value + ", not " + wanted + ".",
          "Run SET GLOBAL "
              + name
              + " = '"
              + wanted
              + "'; set it in the server's configuration, too, and let its clients connect anew.");
    }
  }

  /** Rights that come by a role are not seen here, so nothing is said when there is one. */
  private void checkRights() throws SQLException {
    Set<String> global = new LinkedHashSet<>();
    Set<String> ofDatabase = new LinkedHashSet<>();
    boolean hasRole = false;
    try (Statement statement = connection.createStatement();
        ResultSet grants = statement.executeQuery("SHOW GRANTS")) {
      while (grants.next()) {
        String grant = grants.getString(1);
        int on = grant.indexOf(" ON ");
        if (on < 0) {
          hasRole = true;
          continue;
        }
        List<String> rights =
            List.of(
                grant.substring("GRANT ".length(), on).toUpperCase(Locale.ROOT).split(", ", -1));
        String where = grant.substring(on + " ON ".length());
        if (where.startsWith("*.*")) {
          global.addAll(rights);
        } else if (where.replace("\\", "").startsWith("`" + address.database() + "`.")) {
          ofDatabase.addAll(rights);
        }
      }
    }
    if (hasRole || global.contains("ALL PRIVILEGES")) {
      return;
    }
    List<String> missing = new ArrayList<>();
    if (!global.contains("REPLICATION SLAVE")) {
      missing.add("REPLICATION SLAVE");
    }
    if (!global.contains("BINLOG MONITOR") && !global.contains("REPLICATION CLIENT")) {
      missing.add("BINLOG MONITOR");
    }
    if (!global.contains("RELOAD")) {
      missing.add("RELOAD");
    }
    StringBuilder remedy = new StringBuilder();
    if (!missing.isEmpty()) {
      remedy.append("GRANT ").append(String.join(", ", missing)).append(" ON *.* TO ").append(me());
      remedy.append("; ");
    }
    if (!global.contains("SELECT")
        && !ofDatabase.contains("SELECT")
        && !ofDatabase.contains("ALL PRIVILEGES")) {
      missing.add("SELECT");
      remedy.append("GRANT SELECT ON ").append(MariaDbAddress.quoted(address.database()));
      remedy.append(".* TO ").append(me()).append("; ");
    }
    if (!missing.isEmpty()) {
      add(
          ErrorCode.SOURCE_RIGHTS,
          "Cannot capture "
              + address
              + ": user "
              + address.user()
              + " lacks "
              + String.join(", ", missing)
              + ".",
          "Run " + remedy.toString().trim());
    }
  }

  private String me() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT current_user()")) {
      result.next();
      String[] parts = result.getString(1).split("@", 2);
      return "'" + parts[0] + "'@'" + parts[1] + "'";
    }
  }

  private boolean databaseIsThere() throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?")) {
      find.setString(1, address.database());
      try (ResultSet found = find.executeQuery()) {
        if (found.next()) {
          return true;
        }
      }
    }
    add(
        ErrorCode.SOURCE_SETTINGS,
        "Cannot find database: " + address + ".",
        "Correct the option database of source "
            + source.name()
            + ", or let the user "
            + address.user()
            + " see it.");
    return false;
  }

  private void checkTables() throws SQLException {
    TablePatterns patterns = MariaDbConnector.tables(source);
    Set<String> tables = new LinkedHashSet<>();
    Set<String> unreadable = new LinkedHashSet<>();
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT t.table_name, c.data_type IN ('inet4', 'inet6') OR (c.data_type = 'uuid' AND"
                + " c.column_default LIKE '''%') FROM"
                + " information_schema.tables t JOIN information_schema.columns c USING"
                + " (table_schema, table_name) WHERE t.table_schema = ? AND t.table_type = 'BASE"
                + " TABLE' ORDER BY 1")) {
      find.setString(1, address.database());
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          if (patterns.matches(address.database(), found.getString(1))) {
            tables.add(found.getString(1));
            if (found.getBoolean(2)) {
              unreadable.add(found.getString(1));
            }
          }
        }
      }
    }
    if (tables.isEmpty()) {
      String wanted = source.text("tables");
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot find a table in "
              + address
              + (wanted.isEmpty() ? "." : " that matches: " + wanted + "."),
          "Correct the option tables or database of source " + source.name() + ".");
    }
    if (!unreadable.isEmpty()) {
      add(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot capture "
              + String.join(", ", unreadable)
              + ": columns of type INET4 or INET6, or UUID with a fixed default, cannot be read.",
          "Leave the tables out with the option tables.");
    }
  }

  private void add(ErrorCode code, String message, String remedy) {
    problems.add(Problem.of(code, message, remedy));
  }
}
