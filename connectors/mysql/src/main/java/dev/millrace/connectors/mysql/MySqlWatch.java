package dev.millrace.connectors.mysql;

import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.SourceWatch;
import dev.millrace.connectors.mysql.BinlogServer.LogPlace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Watches a MySQL or MariaDB server: its tables, their keys, and the end of its binary log. */
final class MySqlWatch extends SourceWatch {
  /** What both servers answer without opening a table. */
  private static final String TABLES =
      "SELECT table_schema, table_name FROM information_schema.tables"
          + " WHERE table_type = 'BASE TABLE' ORDER BY 1, 2";

  /**
   * What to look at.
   *
   * @param source its name
   * @param log as offsets name the server's log
   * @param wanted takes schema and table
   */
  record Settings(
      String source,
      MySqlAddress address,
      BinlogServer server,
      String log,
      BiPredicate<String, String> wanted) {}

  /** How often tables were made, changed or dropped since the server started. */
  private static final String DEFINITIONS =
      "SHOW GLOBAL STATUS WHERE variable_name IN ('Com_create_table', 'Com_create_index',"
          + " 'Com_alter_table', 'Com_drop_table', 'Com_drop_index',"
          + " 'Com_drop_db', 'Com_rename_table')";

  /** What the counters do not tell, of a replica's tables say, is seen after so many looks. */
  private static final int LOOKS_BY_COUNTERS = 300;

  /** The names of tables, which take longer, are looked at every so many looks. */
  private static final int LOOKS_BY_NAMES = 5;

  private final Settings settings;
  private List<TableName.Raw> names = List.of();
  private String definitions = "";
  private int looks;
  private List<Seen> before = List.of();

  MySqlWatch(Settings settings) {
    super(settings.source, MySqlConnector.KIND);
    this.settings = settings;
  }

  @Override
  protected Connection connect() throws SQLException {
    return settings.address.connect();
  }

  @Override
  protected void look(Connection opened) throws SQLException {
    List<Seen> now = changed(opened) ? withKeys(opened, names) : before;
    LogPlace end = settings.server.end(opened);
    long written = BinlogServer.place(settings.log, end.file(), end.offset());
    measure(opened, written);
    if (!now.equals(before)) {
      before = now;
      found(new Look(now, written));
    }
  }

  /** Whether tables may have been changed since the last look: asking for all keys is not cheap. */
  private boolean changed(Connection connection) throws SQLException {
    StringBuilder counted = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet counters = statement.executeQuery(DEFINITIONS)) {
      while (counters.next()) {
        counted.append(counters.getString(1)).append(counters.getString(2));
      }
    }
    boolean altered = !definitions.contentEquals(counted);
    List<TableName.Raw> found =
        altered || looks % LOOKS_BY_NAMES == 0 || isWished()
            ? names(connection, settings.source, settings.wanted)
            : names;
    boolean same = !altered && found.equals(names) && looks < LOOKS_BY_COUNTERS && !isWished();
    names = found;
    definitions = counted.toString();
    looks = same ? looks + 1 : 0;
    return !same;
  }

  /** The tables that are wanted, with their keys for an origin. */
  static List<Seen> seen(Connection connection, String source, BiPredicate<String, String> wanted)
      throws SQLException {
    return withKeys(connection, names(connection, source, wanted));
  }

  private static List<TableName.Raw> names(
      Connection connection, String source, BiPredicate<String, String> wanted)
      throws SQLException {
    List<TableName.Raw> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(TABLES)) {
      while (found.next()) {
        if (wanted.test(found.getString(1), found.getString(2))) {
          names.add(new TableName.Raw(source, found.getString(1), found.getString(2)));
        }
      }
    }
    return names;
  }

  private static List<Seen> withKeys(Connection connection, List<TableName.Raw> names)
      throws SQLException {
    List<Seen> seen = new ArrayList<>();
    for (TableName.Raw name : names) {
      Optional<TableSpec> table = TableSpec.ofCatalog(connection, name.schema(), name.table());
      if (table.isPresent()) {
        seen.add(
            new Seen(
                table.get().schema(name.source()),
                1,
                "key " + String.join(",", table.get().key()),
                "",
                table.get().form(connection)));
      }
    }
    return seen;
  }

  /** How much of the log is yet to be read, which may lie in several files. */
  private void measure(Connection connection, long written) throws SQLException {
    long handed = handed();
    long bytes = 0;
    long kept = 0;
    Map<Long, Long> sizes = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
      while (files.next()) {
        sizes.put(BinlogServer.place(settings.log, files.getString(1), 0), files.getLong(2));
      }
    }
    for (Map.Entry<Long, Long> file : sizes.entrySet()) {
      long left = file.getKey() + file.getValue() - Math.max(handed, file.getKey());
      bytes += Math.max(0, left);
      kept += file.getValue();
    }
    lag(
        String.format(
            Locale.ROOT,
            ",\"lag\":{\"bytes\":%d,\"retained_log_bytes\":%d,\"seconds\":%.1f}",
            written <= handed ? 0 : bytes,
            kept,
            secondsBehind(written)));
  }
}
