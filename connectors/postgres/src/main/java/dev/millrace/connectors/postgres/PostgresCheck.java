package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TablePatterns;
import dev.millrace.connectors.postgres.Catalog.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Looks whether a PostgreSQL database can be captured; changes nothing in it. */
public final class PostgresCheck {
  private static final int NAMES_SHOWN = 20;

  private final SourceConfig source;
  private final PostgresAddress address;
  private final Connection connection;
  private final ColumnNames columnNames;
  private final List<Problem> problems = new ArrayList<>();

  private PostgresCheck(
      SourceConfig source,
      PostgresAddress address,
      Connection connection,
      ColumnNames columnNames) {
    this.columnNames = columnNames;
    this.source = source;
    this.address = address;
    this.connection = connection;
  }

  /** Whether the capture tells names of columns apart that differ in their case only. */
  public enum ColumnNames {
    ANY,
    UNLIKE_BUT_FOR_CASE
  }

  /** What stands in the way; empty when nothing. */
  public static List<Problem> run(SourceConfig source, ColumnNames names) {
    PostgresAddress address = PostgresAddress.of(source);
    try (Connection connection = address.connect()) {
      PostgresCheck check = new PostgresCheck(source, address, connection, names);
      check.checkServer();
      check.checkRole();
      check.checkSlot();
      List<Table> tables = check.withoutUnsendable(check.tables());
      if (!tables.isEmpty()) {
        check.checkTables(tables);
        check.checkPublication(tables);
      }
      Optional<Replica> replica = Replica.of(source);
      if (replica.isPresent()) {
        check.problems.addAll(replica.get().check(address));
      }
      return check.problems;
    } catch (SQLException e) {
      return List.of(PostgresFailures.of(source).problem(e));
    }
  }

  private record Table(
      String schema,
      String name,
      boolean readable,
      boolean owned,
      boolean updatable,
      boolean twins) {
    String quoted() {
      return PostgresCheck.quoted(schema) + "." + PostgresCheck.quoted(name);
    }
  }

  private void checkServer() throws SQLException {
    String level = one("SHOW wal_level");
    if (!level.equals("logical")) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": wal_level is " + level + ", not logical.",
          "Run ALTER SYSTEM SET wal_level = 'logical'; as a superuser, then restart the server.");
    }
  }

  private void checkRole() throws SQLException {
    boolean may =
        one("SELECT (rolreplication OR rolsuper)::text FROM pg_roles WHERE rolname = current_user")
            .equals("true");
    if (!may) {
      add(
          ErrorCode.SOURCE_RIGHTS,
          "Cannot capture " + address + ": user " + address.user() + " may not replicate.",
          "Run ALTER ROLE " + quoted(address.user()) + " REPLICATION; as a superuser.");
    }
  }

  private void checkSlot() throws SQLException {
    String slot = PostgresConnector.slotName(source);
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT coalesce(database, ''), coalesce(plugin, ''), coalesce(wal_status, '') FROM"
                + " pg_replication_slots WHERE slot_name = ?")) {
      find.setString(1, slot);
      try (ResultSet found = find.executeQuery()) {
        if (found.next()) {
          checkPresentSlot(slot, found.getString(1), found.getString(2), found.getString(3));
          return;
        }
      }
    }
    if (!slot.matches("[a-z0-9_]{1,63}")) {
      add(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot name a replication slot: " + slot + ".",
          "Write up to 63 small letters, digits and underscores in slot-name.");
    }
    checkFree("max_replication_slots", "SELECT count(*) FROM pg_replication_slots", "slot");
    checkFree("max_wal_senders", "SELECT count(*) FROM pg_stat_replication", "sender");
  }

  private void checkPresentSlot(String slot, String database, String plugin, String status) {
    if (!database.equals(address.database()) || !plugin.equals("pgoutput")) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot use replication slot "
              + slot
              + ": it is of plugin "
              + plugin
              + " in database "
              + database
              + ".",
          "Give source " + source.name() + " another slot-name.");
    } else if (status.equals("lost")) {
      add(
          ErrorCode.SOURCE_POSITION_LOST,
          "Cannot go on from replication slot " + slot + ": the server has removed its log.",
          "Run SELECT pg_drop_replication_slot('"
              + slot
              + "'); remove the source's stored offset, so that Millrace reads a new snapshot, and"
              + " raise max_slot_wal_keep_size.");
    }
  }

  private void checkFree(String setting, String used, String what) throws SQLException {
    int most = Integer.parseInt(one("SHOW " + setting));
    if (Integer.parseInt(one(used)) >= most) {
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture " + address + ": no replication " + what + " of " + most + " is free.",
          "Run ALTER SYSTEM SET "
              + setting
              + " = "
              + (most + 4)
              + "; as a superuser and restart the server, or drop a slot that nobody reads: SELECT"
              + " slot_name FROM pg_replication_slots WHERE NOT active; SELECT"
              + " pg_drop_replication_slot('<name>');");
    }
  }

  private List<Table> tables() throws SQLException {
    TablePatterns patterns = PostgresConnector.tables(source);
    List<Table> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE') AND"
                    + " has_table_privilege(c.oid, 'SELECT'), pg_has_role(c.relowner, 'USAGE'),"
                    + " c.relreplident IN ('f', 'i') OR (c.relreplident = 'd' AND EXISTS (SELECT 1"
                    + " FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)), EXISTS"
                    + " (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0"
                    + " AND NOT a.attisdropped GROUP BY lower(a.attname) HAVING count(*) > 1) FROM"
                    + " pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind"
                    + " IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition AND"
                    + " n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY"
                    + " 1, 2")) {
      while (found.next()) {
        if (patterns.matches(found.getString(1), found.getString(2))) {
          tables.add(
              new Table(
                  found.getString(1),
                  found.getString(2),
                  found.getBoolean(3),
                  found.getBoolean(4),
                  found.getBoolean(5),
                  found.getBoolean(6)));
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
    return tables;
  }

  /** The tables of which the server can send changes; the others are told. */
  private List<Table> withoutUnsendable(List<Table> tables) throws SQLException {
    BiPredicate<String, String> wanted = PostgresConnector.tables(source)::matches;
    List<Unsendable> unsendable =
        PostgresConnector.ownPublication(source)
            ? Unsendable.find(connection, wanted)
            : Unsendable.published(connection, PostgresConnector.publicationName(source), wanted);
    if (unsendable.isEmpty() || columnNames == ColumnNames.UNLIKE_BUT_FOR_CASE) {
      return tables;
    }
    problems.add(Unsendable.problem(unsendable));
    Set<QualifiedName> names =
        unsendable.stream().map(Unsendable::table).collect(Collectors.toSet());
    return tables.stream()
        .filter(table -> !names.contains(new QualifiedName(table.schema, table.name)))
        .toList();
  }

  private void checkTables(List<Table> tables) {
    List<Table> unreadable = tables.stream().filter(table -> !table.readable).toList();
    if (!unreadable.isEmpty()) {
      String user = quoted(address.user());
      List<String> schemas =
          unreadable.stream().map(table -> quoted(table.schema)).distinct().toList();
      add(
          ErrorCode.SOURCE_RIGHTS,
          "Cannot read " + names(unreadable) + ": user " + address.user() + " lacks SELECT.",
          "Run GRANT USAGE ON SCHEMA "
              + String.join(", ", schemas)
              + " TO "
              + user
              + "; GRANT SELECT ON "
              + names(unreadable)
              + " TO "
              + user
              + "; as the owner.");
    }
    List<Table> unkeyed = tables.stream().filter(table -> !table.updatable).toList();
    if (!unkeyed.isEmpty()) {
      StringBuilder statements = new StringBuilder();
      unkeyed.stream()
          .limit(NAMES_SHOWN)
          .forEach(
              table ->
                  statements
                      .append("ALTER TABLE ")
                      .append(table.quoted())
                      .append(" REPLICA IDENTITY FULL; "));
      add(
          ErrorCode.SOURCE_SETTINGS,
          "Cannot capture "
              + names(unkeyed)
              + ": without a primary key the server would refuse updates and deletes.",
          "Run " + statements + "or leave the tables out with the option tables.");
    }
    List<Table> twins = tables.stream().filter(table -> table.twins).toList();
    if (!twins.isEmpty() && columnNames == ColumnNames.UNLIKE_BUT_FOR_CASE) {
      add(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot capture " + names(twins) + ": names of columns differ in their case only.",
          "Rename a column, or leave the tables out with the option tables.");
    }
  }

  private void checkPublication(List<Table> tables) throws SQLException {
    String name = PostgresConnector.publicationName(source);
    boolean there;
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT puballtables, pg_has_role(pubowner, 'USAGE') FROM pg_publication WHERE pubname"
                + " = ?")) {
      find.setString(1, name);
      try (ResultSet found = find.executeQuery()) {
        there = found.next();
        if (there && found.getBoolean(1) && PostgresConnector.ownPublication(source)) {
          add(
              ErrorCode.SOURCE_SETTINGS,
              "Cannot use publication " + name + ": it is one for all tables.",
              "Run DROP PUBLICATION "
                  + quoted(name)
                  + "; or give source "
                  + source.name()
                  + " another publication-name.");
          return;
        }
      }
    }
    List<Table> missing = there ? missing(tables, name) : tables;
    boolean mayChange =
        PostgresConnector.ownPublication(source)
            && missing.stream().allMatch(Table::owned)
            && (there
                || one("SELECT has_database_privilege(current_database(), 'CREATE')::text")
                    .equals("true"));
    if (!missing.isEmpty() && !mayChange) {
      add(
          ErrorCode.SOURCE_RIGHTS,
          "Cannot put "
              + names(missing)
              + " into publication "
              + name
              + (PostgresConnector.ownPublication(source)
                  ? ": user " + address.user() + " does not own them."
                  : ": it is not Millrace's own."),
          "Run "
              + (there ? "ALTER PUBLICATION " : "CREATE PUBLICATION ")
              + quoted(name)
              + (there ? " ADD TABLE " : " FOR TABLE ")
              + names(missing)
              + "; as their owner.");
    }
  }

  private List<Table> missing(List<Table> tables, String publication) throws SQLException {
    List<String> published = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?")) {
      find.setString(1, publication);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          published.add(quoted(found.getString(1)) + "." + quoted(found.getString(2)));
        }
      }
    }
    return tables.stream().filter(table -> !published.contains(table.quoted())).toList();
  }

  private String one(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private void add(ErrorCode code, String message, String remedy) {
    problems.add(Problem.of(code, message, remedy));
  }

  private static String names(List<Table> tables) {
    String names =
        String.join(", ", tables.stream().limit(NAMES_SHOWN).map(Table::quoted).toList());
    return tables.size() > NAMES_SHOWN
        ? names + " and " + (tables.size() - NAMES_SHOWN) + " more"
        : names;
  }

  /** A name as SQL takes it, quoted only where it must be. */
  private static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
