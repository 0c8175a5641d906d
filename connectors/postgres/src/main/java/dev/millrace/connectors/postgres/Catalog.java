package dev.millrace.connectors.postgres;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.RowForm;
import dev.millrace.connectors.postgres.Relation.RelationColumn;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.postgresql.core.Oid;

/** What the database's catalog says of tables, now. */
final class Catalog {
  private static final int COLUMN_LISTS_SINCE = 15;
  private static final int GENERATED_SINCE = 18;

  /** What a type's modifier has added; the lower half of a number's is its scale. */
  private static final int VARHDRSZ = 4;

  private static final String TABLES =
      """
      SELECT c.oid::bigint, n.nspname, c.relname, c.relreplident::text, c.relkind::text,
        greatest(c.reltuples, 0)::bigint,
        ARRAY(SELECT ARRAY[an.nspname, ac.relname]::text[]
          FROM pg_partition_ancestors(c.oid) WITH ORDINALITY a(relid, place)
          JOIN pg_class ac ON ac.oid = a.relid JOIN pg_namespace an ON an.oid = ac.relnamespace
          WHERE a.relid <> c.oid ORDER BY a.place),
        %s
      FROM %s
      ORDER BY 2, 3""";

  /**
   * The object id of what makes a publication have a table: it is another when it was taken out.
   */
  private static final String ENTRY =
      """
      coalesce((SELECT min(r.oid) FROM pg_publication_rel r WHERE r.prpubid = p.oid AND r.prrelid
        IN (SELECT c.oid UNION SELECT relid FROM pg_partition_ancestors(c.oid))), %s p.oid)::bigint""";

  private static final String ENTRY_OF_SCHEMA =
      """
      (SELECT min(s.oid) FROM pg_publication_namespace s WHERE s.pnpubid = p.oid AND s.pnnspid IN
        (SELECT a.relnamespace FROM pg_class a WHERE a.oid = c.oid OR a.oid IN
          (SELECT relid FROM pg_partition_ancestors(c.oid)))),""";

  private static final String COLUMNS =
      """
      SELECT a.attrelid::bigint, a.attname, a.atttypid::bigint, a.atttypmod, a.attnotnull,
        a.attgenerated <> '', coalesce(d.description, ''),
        coalesce(array_position(p.indkey::int2[], a.attnum), -1), coalesce(p.indnkeyatts, 0),
        coalesce(array_position(i.indkey::int2[], a.attnum), -1), coalesce(i.indnkeyatts, 0),
        a.attnum,
        NOT (a.attnotnull OR a.atthasdef OR a.atthasmissing OR a.attidentity <> '')
      FROM pg_attribute a
      LEFT JOIN pg_index p ON p.indrelid = a.attrelid AND p.indisprimary AND p.indimmediate
      LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisreplident
      LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass
        AND d.objoid = a.attrelid AND d.objsubid = a.attnum
      WHERE a.attrelid = ANY(?) AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attrelid, a.attnum""";

  private static final String LEAVES =
      """
      SELECT c.oid::bigint, n.nspname, c.relname,
        pg_relation_size(c.oid) / current_setting('block_size')::bigint,
        greatest(c.reltuples, 0)::bigint
      FROM (SELECT ?::oid AS relid UNION SELECT relid FROM pg_partition_tree(?::oid)) t
      JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence = 'p'
      ORDER BY 2, 3""";

  private Catalog() {}

  /**
   * A table that changes are published of.
   *
   * @param relation its columns as a snapshot is to read them: those that are published
   * @param primaryKey its columns in key order; empty when there is none, or one that is
   *     deferrable: two rows may have one such key for a while, so that it cannot tell their
   *     changes apart
   * @param identityIndex the columns of the index that is the replica identity, in its order; empty
   *     when there is none
   * @param notNull columns that are never NULL
   * @param comments by column; columns without one are missing
   * @param numbers of the columns, by name; a column that is renamed keeps its own
   * @param bornEmpty columns that were NULL in all rows when they were added
   * @param kind {@code r} an ordinary table, {@code p} the root of partitions
   * @param ancestors of a partition, the nearest first
   * @param rowFilter SQL that published rows satisfy; empty for all rows
   * @param entry the object id of what makes the publication have it; 0 when that was not asked
   * @param rows the server's estimate; for a root that of all leaves, when they were analysed
   */
  record Table(
      Relation relation,
      List<String> primaryKey,
      List<String> identityIndex,
      Set<String> notNull,
      Map<String, String> comments,
      Map<String, Integer> numbers,
      Set<String> bornEmpty,
      char kind,
      List<QualifiedName> ancestors,
      Optional<String> rowFilter,
      long entry,
      long rows) {

    QualifiedName name() {
      return new QualifiedName(relation.schema(), relation.table());
    }

    /** The columns that name a row; empty when the whole row does. */
    List<String> key() {
      return RowKey.of(relation, this);
    }

    /**
     * Text that is another when rows are named by other columns or by columns of another type, or
     * when the table was out of the publication for a while: what is in the log is of no use then.
     */
    String origin() {
      List<String> key = key();
      String columns =
          relation.columns().stream()
              .filter(column -> key.contains(column.name()))
              .sorted(Comparator.comparing(column -> key.indexOf(column.name())))
              .map(column -> numbers.get(column.name()) + ":" + keyForm(column.typeOid()))
              .collect(Collectors.joining(","));
      return entry + "(" + columns + ")";
    }

    /** Integers of any width have one form, and so have texts. */
    private static String keyForm(int type) {
      return switch (type) {
        case Oid.INT2, Oid.INT4, Oid.INT8 -> "integer";
        case Oid.TEXT, Oid.VARCHAR -> "text";
        default -> Integer.toUnsignedString(type);
      };
    }

    /** The form of its rows. */
    RowForm form() {
      return RowForm.of(
          relation.columns().stream()
              .map(
                  column ->
                      new RowForm.Column(
                          column.name(),
                          numbers.get(column.name()) + ":" + valueForm(column),
                          bornEmpty.contains(column.name())))
              .toList());
    }

    /** How long a text or number may be changes no value; other modifiers may. */
    private static String valueForm(RelationColumn column) {
      String form = keyForm(column.typeOid());
      return switch (column.typeOid()) {
        case Oid.TEXT, Oid.VARCHAR -> form;
        case Oid.NUMERIC -> form + ":" + (short) (column.typeModifier() - VARHDRSZ);
        default -> form + ":" + column.typeModifier();
      };
    }

    /** Its columns as change records have them. */
    TableSchema schema(String source, Types types) throws SQLException {
      List<Column> columns = new ArrayList<>();
      for (RelationColumn column : relation.columns()) {
        String name = column.name();
        columns.add(
            new Column(
                name,
                types.form(column.typeOid(), column.typeModifier()).type(),
                !notNull.contains(name),
                comments.getOrDefault(name, "")));
      }
      return new TableSchema(
          new TableName.Raw(source, relation.schema(), relation.table()), columns, key());
    }

    /** Whether the table or one it is a partition of satisfies a condition. */
    boolean isWanted(BiPredicate<String, String> wanted) {
      return wanted.test(relation.schema(), relation.table())
          || ancestors.stream().anyMatch(name -> wanted.test(name.schema(), name.table()));
    }
  }

  /** A name with its schema, as the server spells both. */
  record QualifiedName(String schema, String table) {
    /** As SQL takes it. */
    String quoted() {
      return Catalog.quoted(schema) + "." + Catalog.quoted(table);
    }
  }

  /**
   * A table that holds rows itself.
   *
   * @param pages its size in the server's pages, of 8 kB as a rule
   * @param rows the server's estimate
   */
  record Leaf(int oid, QualifiedName name, long pages, long rows) {}

  /**
   * The tables of a publication that are wanted, by name: a root of partitions when the publication
   * publishes by root, else its leaves. A partition is wanted when it or an ancestor is.
   *
   * @param wanted takes schema and table
   */
  static List<Table> published(
      Connection connection, String publication, BiPredicate<String, String> wanted)
      throws SQLException {
    boolean lists = connection.getMetaData().getDatabaseMajorVersion() >= COLUMN_LISTS_SINCE;
    String sql =
        TABLES.formatted(
            (lists ? "t.attnames::text[], t.rowfilter, " : "NULL::text[], NULL::text, ")
                + ENTRY.formatted(lists ? ENTRY_OF_SCHEMA : ""),
            "pg_publication_tables t JOIN pg_publication p ON p.pubname = t.pubname"
                + " JOIN pg_namespace n ON n.nspname = t.schemaname"
                + " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename"
                + " WHERE t.pubname = ?");
    try (PreparedStatement find = connection.prepareStatement(sql)) {
      find.setString(1, publication);
      return tables(connection, find).stream().filter(table -> table.isWanted(wanted)).toList();
    }
  }

  /**
   * All tables of the database that are wanted, published or not, by name: partitions as one table,
   * no views and no temporary tables.
   *
   * @param wanted takes schema and table
   */
  static List<Table> all(Connection connection, BiPredicate<String, String> wanted)
      throws SQLException {
    String sql =
        TABLES.formatted(
            "NULL::text[], NULL::text, 0",
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')"
                + " AND c.relpersistence <> 't' AND NOT c.relispartition"
                + " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'");
    try (PreparedStatement find = connection.prepareStatement(sql)) {
      return tables(connection, find).stream().filter(table -> table.isWanted(wanted)).toList();
    }
  }

  /**
   * One table with all its columns but generated ones, published or not; empty when it has been
   * dropped.
   */
  static Optional<Table> table(Connection connection, int oid) throws SQLException {
    String sql =
        TABLES.formatted(
            "NULL::text[], NULL::text, 0",
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::oid");
    try (PreparedStatement find = connection.prepareStatement(sql)) {
      find.setLong(1, Integer.toUnsignedLong(oid));
      return tables(connection, find).stream().findFirst();
    }
  }

  /** What holds a table's rows: itself, or the leaves of a root that are ordinary tables. */
  static List<Leaf> leaves(Connection connection, Table table) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(LEAVES)) {
      long oid = Integer.toUnsignedLong(table.relation().oid());
      find.setLong(1, oid);
      find.setLong(2, oid);
      List<Leaf> leaves = new ArrayList<>();
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          leaves.add(
              new Leaf(
                  (int) found.getLong(1),
                  new QualifiedName(found.getString(2), found.getString(3)),
                  found.getLong(4),
                  found.getLong(5)));
        }
      }
      return leaves;
    }
  }

  /** A name as SQL takes it. */
  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private record Found(
      int oid,
      String schema,
      String table,
      char identity,
      char kind,
      long rows,
      List<QualifiedName> ancestors,
      Optional<Set<String>> columns,
      Optional<String> rowFilter,
      long entry) {}

  private static List<Table> tables(Connection connection, PreparedStatement find)
      throws SQLException {
    List<Found> all = new ArrayList<>();
    try (ResultSet found = find.executeQuery()) {
      while (found.next()) {
        all.add(
            new Found(
                (int) found.getLong(1),
                found.getString(2),
                found.getString(3),
                found.getString(4).charAt(0),
                found.getString(5).charAt(0),
                found.getLong(6),
                names(found.getArray(7)),
                Optional.ofNullable(found.getArray(8)).isPresent()
                    ? Optional.of(new HashSet<>(texts(found.getArray(8))))
                    : Optional.empty(),
                Optional.ofNullable(found.getString(9)),
                found.getLong(10)));
      }
    }
    Map<Integer, Columns> columns = columns(connection, all);
    return all.stream()
        .map(found -> columns.getOrDefault(found.oid, new Columns()).table(found))
        .toList();
  }

  private static List<QualifiedName> names(Array array) throws SQLException {
    List<QualifiedName> names = new ArrayList<>();
    for (Object name : (Object[]) array.getArray()) {
      names.add(new QualifiedName(((String[]) name)[0], ((String[]) name)[1]));
    }
    return names;
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  /** The columns of one table while they are gathered. */
  private static final class Columns {
    private final List<RelationColumn> columns = new ArrayList<>();
    private final Set<String> notNull = new HashSet<>();
    private final Map<String, String> comments = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> bornEmpty = new HashSet<>();
    private final TreeMap<Integer, String> primaryKey = new TreeMap<>();
    private final TreeMap<Integer, String> identityIndex = new TreeMap<>();

    void add(Found table, ResultSet found) throws SQLException {
      String name = found.getString(2);
      int inPrimaryKey = found.getInt(8) < found.getInt(9) ? found.getInt(8) : -1;
      int inIndex = found.getInt(10) < found.getInt(11) ? found.getInt(10) : -1;
      boolean inIdentity =
          switch (table.identity) {
            case 'f' -> true;
            case 'i' -> inIndex >= 0;
            case 'd' -> inPrimaryKey >= 0;
            default -> false;
          };
      columns.add(new RelationColumn(name, (int) found.getLong(3), found.getInt(4), inIdentity));
      numbers.put(name, found.getInt(12));
      if (found.getBoolean(13)) {
        bornEmpty.add(name);
      }
      if (found.getBoolean(5)) {
        notNull.add(name);
      }
      if (!found.getString(7).isEmpty()) {
        comments.put(name, found.getString(7));
      }
      if (inPrimaryKey >= 0) {
        primaryKey.put(inPrimaryKey, name);
      }
      if (inIndex >= 0) {
        identityIndex.put(inIndex, name);
      }
    }

    Table table(Found found) {
      return new Table(
          new Relation(found.oid, found.schema, found.table, found.identity, List.copyOf(columns)),
          List.copyOf(primaryKey.values()),
          List.copyOf(identityIndex.values()),
          Set.copyOf(notNull),
          Map.copyOf(comments),
          Map.copyOf(numbers),
          Set.copyOf(bornEmpty),
          found.kind,
          found.ancestors,
          found.rowFilter,
          found.entry,
          found.rows);
    }
  }

  private static Map<Integer, Columns> columns(Connection connection, List<Found> tables)
      throws SQLException {
    boolean generated = connection.getMetaData().getDatabaseMajorVersion() >= GENERATED_SINCE;
    Map<Integer, Columns> columns = new HashMap<>();
    Map<Integer, Found> byOid = new HashMap<>();
    tables.forEach(table -> byOid.put(table.oid, table));
    Long[] oids =
        tables.stream().map(table -> Integer.toUnsignedLong(table.oid)).toArray(Long[]::new);
    try (PreparedStatement find = connection.prepareStatement(COLUMNS)) {
      find.setArray(1, connection.createArrayOf("oid", oids));
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          Found table = byOid.get((int) found.getLong(1));
          boolean isGenerated = found.getBoolean(6);
          boolean listed =
              table.columns.isEmpty()
                  ? !isGenerated
                  : table.columns.get().contains(found.getString(2));
          if (listed && (generated || !isGenerated)) {
            columns.computeIfAbsent(table.oid, oid -> new Columns()).add(table, found);
          }
        }
      }
    }
    return columns;
  }
}
