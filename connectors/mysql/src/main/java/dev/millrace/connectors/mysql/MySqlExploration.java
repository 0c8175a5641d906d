package dev.millrace.connectors.mysql;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.ForeignKey;
import dev.millrace.api.explore.RowChoice;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import dev.millrace.connectors.capture.ExplorationSession;
import dev.millrace.connectors.mysql.TableSpec.UniqueIndex;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A look at a MySQL or MariaDB server. */
public final class MySqlExploration implements Exploration {
  /** Tables that hold rows: no views and no sequences. */
  private static final String TABLES =
      "SELECT table_schema, table_name, coalesce(table_rows, 0), coalesce(table_comment, '')"
          + " FROM information_schema.tables"
          + " WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1, 2";

  private static final String FOREIGN =
      "SELECT table_name, constraint_name, column_name, referenced_table_schema,"
          + " referenced_table_name, referenced_column_name"
          + " FROM information_schema.key_column_usage"
          + " WHERE table_schema = ? AND referenced_table_name IS NOT NULL"
          + " ORDER BY table_name, constraint_name, ordinal_position";

  /** What the servers say when a right lacks, and when a question took too long. */
  private static final Set<Integer> RIGHT_LACKS = Set.of(1142, 1143, 1044, 1045);

  private static final Set<Integer> TOO_LONG = Set.of(1969, 3024, 1205);

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private final SourceConfig source;
  private final MySqlAddress address;
  private final ExplorationSession session;

  private MySqlExploration(SourceConfig source, MySqlAddress address, ExplorationSession session) {
    this.source = source;
    this.address = address;
    this.session = session;
  }

  /** Opens a look at a source's server, with the tables that its option {@code tables} chooses. */
  public static MySqlExploration open(SourceConfig source) {
    MySqlAddress address = MySqlAddress.of(source);
    ExplorationSession session =
        ExplorationSession.open(
            address::connect,
            MySqlFailures.of(source),
            "SET SESSION TRANSACTION READ ONLY",
            "SET lock_wait_timeout = 1, innodb_lock_wait_timeout = 1"
                + " /*M!100600 , max_statement_time = %1$d */ /*!80000 , max_execution_time = %2$d */"
                    .formatted(PATIENCE_MILLIS / 1_000, PATIENCE_MILLIS));
    return new MySqlExploration(source, address, session);
  }

  private record Found(String schema, String table, long rows, String comment) {}

  @Override
  public List<SourceTable> tables() {
    try {
      List<Found> found = new ArrayList<>();
      try (Statement statement = session.connection().createStatement();
          ResultSet rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          if (MySqlConnector.wanted(source).test(rows.getString(1), rows.getString(2))) {
            found.add(
                new Found(
                    rows.getString(1), rows.getString(2), rows.getLong(3), rows.getString(4)));
          }
        }
      }
      List<SourceTable> tables = new ArrayList<>();
      for (String schema :
          found.stream().map(Found::schema).collect(Collectors.toCollection(TreeSet::new))) {
        ofSchema(schema, found.stream().filter(one -> one.schema.equals(schema)).toList(), tables);
      }
      return tables;
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }

  private void ofSchema(String schema, List<Found> found, List<SourceTable> tables)
      throws SQLException {
    Map<String, List<ColumnSpec>> columns = ColumnSpec.ofSchema(session.connection(), schema);
    Map<String, List<UniqueIndex>> indexes =
        TableSpec.uniqueIndexes(session.connection(), schema, Optional.empty());
    Map<String, List<ForeignKey>> foreignKeys = foreignKeys(schema);
    for (Found table : found) {
      List<UniqueIndex> unique = indexes.getOrDefault(table.table, List.of());
      TableSpec spec =
          new TableSpec(
              schema,
              table.table,
              columns.getOrDefault(table.table, List.of()),
              TableSpec.key(unique));
      tables.add(
          new SourceTable(
              spec.schema(source.name()),
              table.comment,
              table.rows,
              unique.stream()
                  .filter(index -> index.whole() && !index.columns().equals(spec.key()))
                  .map(UniqueIndex::columns)
                  .toList(),
              foreignKeys.getOrDefault(table.table, List.of()),
              spec.captured().stream()
                  .filter(column -> column.kind() == ColumnSpec.Kind.ENUM)
                  .collect(Collectors.toMap(ColumnSpec::name, ColumnSpec::labels))));
    }
  }

  private Map<String, List<ForeignKey>> foreignKeys(String schema) throws SQLException {
    Map<String, Map<String, ForeignKey>> tables = new HashMap<>();
    try (PreparedStatement find = session.connection().prepareStatement(FOREIGN)) {
      find.setString(1, schema);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          ForeignKey part =
              new ForeignKey(
                  List.of(found.getString(3)),
                  TableName.raw(source.name(), found.getString(4), found.getString(5)),
                  List.of(found.getString(6)));
          tables
              .computeIfAbsent(found.getString(1), table -> new LinkedHashMap<>())
              .merge(found.getString(2), part, MySqlExploration::joined);
        }
      }
    }
    Map<String, List<ForeignKey>> keys = new HashMap<>();
    tables.forEach((table, byName) -> keys.put(table, List.copyOf(byName.values())));
    return keys;
  }

  private static ForeignKey joined(ForeignKey key, ForeignKey next) {
    List<String> columns = new ArrayList<>(key.columns());
    columns.addAll(next.columns());
    List<String> referenced = new ArrayList<>(key.referenced());
    referenced.addAll(next.referenced());
    return new ForeignKey(columns, key.table(), referenced);
  }

  @Override
  public TableSample sample(SourceTable table, int rows) {
    String select =
        table.schema().columns().stream()
            .map(MySqlExploration::asText)
            .collect(Collectors.joining(", ", "SELECT ", " FROM " + name(table)));
    List<String> key = table.schema().key();
    String sql = select + " LIMIT " + rows;
    if (!key.isEmpty() && table.rows() > 2L * rows) {
      // Both ends of the primary key: old rows and new ones, at the price of the rows themselves.
      int half = rows / 2;
      sql =
          "(%1$s ORDER BY %2$s LIMIT %3$d) UNION ALL (%1$s ORDER BY %4$s LIMIT %3$d)"
              .formatted(select, order(key, ""), half, order(key, " DESC"));
    }
    try {
      return TableSample.of(session.rows(sql));
    } catch (SQLException e) {
      return TableSample.unreadable(problem(table, e));
    }
  }

  @Override
  public Optional<Problem> read(
      SourceTable table, List<String> columns, RowChoice rows, RowSink sink, Runnable endOfRow) {
    try {
      for (String which :
          rows.columns().isEmpty() ? places(table, rows) : conditions(table, rows)) {
        MySqlRead.rows(session.connection(), table.only(columns), which, sink, endOfRow);
      }
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(problem(table, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw session.failure(new SQLException("The read was interrupted.", e));
    }
  }

  /** From where to read any rows: both ends of the primary key of a large table. */
  private static List<String> places(SourceTable table, RowChoice rows) {
    List<String> key = table.schema().key();
    if (key.isEmpty() || table.rows() <= 2L * rows.most()) {
      return List.of(" LIMIT " + rows.most());
    }
    int half = rows.most() / 2;
    return List.of(
        " ORDER BY " + order(key, "") + " LIMIT " + half,
        " ORDER BY " + order(key, " DESC") + " LIMIT " + (rows.most() - half));
  }

  private static List<String> conditions(SourceTable table, RowChoice rows) {
    List<ColumnType.Kind> kinds =
        table.only(rows.columns()).columns().stream().map(column -> column.type().kind()).toList();
    List<String> literals = new ArrayList<>();
    for (List<String> row : rows.values()) {
      literal(row, kinds).ifPresent(literals::add);
    }
    String columns =
        rows.columns().stream()
            .map(MySqlAddress::quoted)
            .collect(Collectors.joining(", ", "(", ")"));
    return literals.isEmpty()
        ? List.of()
        : List.of(
            " WHERE " + columns + " IN (" + String.join(", ", literals) + ") LIMIT " + rows.most());
  }

  /** Empty when a column of whole numbers cannot have such a value. */
  private static Optional<String> literal(List<String> row, List<ColumnType.Kind> kinds) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String value = row.get(i);
      boolean number =
          kinds.get(i) == ColumnType.Kind.INT32 || kinds.get(i) == ColumnType.Kind.INT64;
      if (number && !WHOLE_NUMBER.matcher(value).matches()) {
        return Optional.empty();
      }
      literals.add(number ? value : text(value));
    }
    return Optional.of("(" + String.join(", ", literals) + ")");
  }

  /** A text by its bytes: what a backslash means depends on the server's settings. */
  private static String text(String value) {
    return value.isEmpty()
        ? "''"
        : "_utf8mb4 X'" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "'";
  }

  private static String order(List<String> key, String direction) {
    return key.stream()
        .map(column -> MySqlAddress.quoted(column) + direction)
        .collect(Collectors.joining(", "));
  }

  private static String asText(Column column) {
    String name = MySqlAddress.quoted(column.name());
    return switch (column.type().kind()) {
      case BYTES -> "NULL";
      case BOOLEAN -> "CAST(" + name + " + 0 AS CHAR)";
      default -> "LEFT(CAST(" + name + " AS CHAR), " + MAX_LETTERS + ")";
    };
  }

  @Override
  public OptionalLong present(SourceTable table, String column, Collection<String> values) {
    if (values.isEmpty()) {
      return OptionalLong.of(0);
    }
    boolean text =
        table.schema().columns().get(table.schema().indexOf(column).orElseThrow()).type().kind()
            == ColumnType.Kind.TEXT;
    if (!text && values.stream().anyMatch(value -> !WHOLE_NUMBER.matcher(value).matches())) {
      return OptionalLong.empty();
    }
    String sql =
        "SELECT count(DISTINCT %1$s) FROM %2$s WHERE %1$s IN (%3$s)"
            .formatted(
                MySqlAddress.quoted(column),
                name(table),
                values.stream().map(value -> "?").collect(Collectors.joining(", ")));
    try (PreparedStatement ask = session.connection().prepareStatement(sql)) {
      int place = 1;
      for (String value : values) {
        if (text) {
          ask.setString(place++, value);
        } else {
          ask.setLong(place++, Long.parseLong(value));
        }
      }
      try (ResultSet answer = ask.executeQuery()) {
        answer.next();
        return OptionalLong.of(answer.getLong(1));
      }
    } catch (SQLException e) {
      problem(table, e);
      return OptionalLong.empty();
    }
  }

  /** What a refused question means; a lost connection is the caller's matter. */
  private Problem problem(SourceTable table, SQLException e) {
    Problem refusal = session.refusal(e);
    if (RIGHT_LACKS.contains(e.getErrorCode())) {
      return Problem.of(
          ErrorCode.SOURCE_RIGHTS,
          "Cannot read " + name(table) + ": user " + address.user() + " lacks SELECT.",
          "Run GRANT SELECT ON "
              + name(table)
              + " TO "
              + address.user()
              + "; as an administrator.");
    }
    return TOO_LONG.contains(e.getErrorCode()) ? ExplorationSession.tooSlow(name(table)) : refusal;
  }

  private static String name(SourceTable table) {
    return MySqlAddress.quoted(table.name().schema())
        + "."
        + MySqlAddress.quoted(table.name().table());
  }

  @Override
  public void close() {
    session.close();
  }
}
