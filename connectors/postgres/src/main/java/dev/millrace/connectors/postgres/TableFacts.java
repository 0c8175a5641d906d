package dev.millrace.connectors.postgres;

import dev.millrace.api.TableName;
import dev.millrace.api.explore.ForeignKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the catalog says of tables besides what capture needs, by their object ids. */
final class TableFacts {
  private static final String COMMENTS =
      "SELECT objoid::bigint, description FROM pg_description"
          + " WHERE classoid = 'pg_class'::regclass AND objsubid = 0";

  /** Columns in the order of the index; expressions and conditions make no key. */
  private static final String UNIQUE =
      """
      SELECT i.indrelid::bigint, array_agg(a.attname::text ORDER BY k.place)
      FROM pg_index i
      CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
      WHERE i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL AND i.indexprs IS NULL
        AND k.place <= i.indnkeyatts AND i.indrelid >= 16384
      GROUP BY i.indexrelid, i.indrelid
      ORDER BY i.indexrelid""";

  private static final String FOREIGN =
      """
      SELECT f.conrelid::bigint, n.nspname, t.relname,
        array_agg(c.attname::text ORDER BY k.place), array_agg(r.attname::text ORDER BY k.place)
      FROM pg_constraint f
      JOIN pg_class t ON t.oid = f.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY k(number, referenced, place)
      JOIN pg_attribute c ON c.attrelid = f.conrelid AND c.attnum = k.number
      JOIN pg_attribute r ON r.attrelid = f.confrelid AND r.attnum = k.referenced
      WHERE f.contype = 'f' AND NOT t.relispartition
      GROUP BY f.oid, f.conrelid, n.nspname, t.relname
      ORDER BY f.oid""";

  private static final String LABELS =
      """
      SELECT a.attrelid::bigint, a.attname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
      FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid
      WHERE a.attnum > 0 AND NOT a.attisdropped
      GROUP BY a.attrelid, a.attname""";

  private final Map<Integer, String> comments = new HashMap<>();
  private final Map<Integer, List<List<String>>> uniqueKeys = new HashMap<>();
  private final Map<Integer, List<ForeignKey>> foreignKeys = new HashMap<>();
  private final Map<Integer, Map<String, List<String>>> labels = new HashMap<>();

  private TableFacts() {}

  /** The facts of all tables: a query a kind, whatever their number. */
  static TableFacts of(Connection connection, String source) throws SQLException {
    TableFacts facts = new TableFacts();
    each(connection, COMMENTS, row -> facts.comments.put(oid(row), row.getString(2)));
    each(
        connection,
        UNIQUE,
        row ->
            facts
                .uniqueKeys
                .computeIfAbsent(oid(row), oid -> new ArrayList<>())
                .add(texts(row, 2)));
    each(
        connection,
        FOREIGN,
        row ->
            facts
                .foreignKeys
                .computeIfAbsent(oid(row), oid -> new ArrayList<>())
                .add(
                    new ForeignKey(
                        texts(row, 4),
                        TableName.raw(source, row.getString(2), row.getString(3)),
                        texts(row, 5))));
    each(
        connection,
        LABELS,
        row ->
            facts
                .labels
                .computeIfAbsent(oid(row), oid -> new HashMap<>())
                .put(row.getString(2), texts(row, 3)));
    return facts;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, RowReader reader)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private static int oid(ResultSet row) throws SQLException {
    return (int) row.getLong(1);
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }

  String comment(int oid) {
    return comments.getOrDefault(oid, "");
  }

  List<List<String>> uniqueKeys(int oid) {
    return uniqueKeys.getOrDefault(oid, List.of());
  }

  List<ForeignKey> foreignKeys(int oid) {
    return foreignKeys.getOrDefault(oid, List.of());
  }

  Map<String, List<String>> labels(int oid) {
    return labels.getOrDefault(oid, Map.of());
  }
}
