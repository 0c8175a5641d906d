package dev.millrace.connectors.mysql;

import dev.millrace.connectors.mysql.ColumnSpec.Kind;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a table is cut into ranges of its key that are read one by one. A cut is of use as long as
 * the key's columns are what they were: which rows there are does not matter.
 *
 * @param columns of the key; none when the table is read in one pass
 * @param kinds of those columns
 * @param bounds where one range ends and the next begins: the values of the key's columns, as SQL
 */
record KeyRanges(List<String> columns, List<Kind> kinds, List<List<String>> bounds) {
  private static final Set<Kind> INTEGERS =
      EnumSet.of(Kind.TINYINT, Kind.SMALLINT, Kind.MEDIUMINT, Kind.INT, Kind.BIGINT);

  /** Kinds whose order is that of their values as SQL takes them. */
  private static final Set<Kind> ORDERED =
      EnumSet.of(
          Kind.TINYINT,
          Kind.SMALLINT,
          Kind.MEDIUMINT,
          Kind.INT,
          Kind.BIGINT,
          Kind.DECIMAL,
          Kind.YEAR,
          Kind.DATE,
          Kind.DATETIME,
          Kind.TEXT,
          Kind.BINARY,
          Kind.BYTES,
          Kind.UUID,
          Kind.INET6);

  /** A range is halved so many times at most, however many rows the server expects in it. */
  private static final int HALVINGS_MAX = 48;

  KeyRanges {
    columns = List.copyOf(columns);
    kinds = List.copyOf(kinds);
    bounds = List.copyOf(bounds);
  }

  /** How many ranges there are. */
  int count() {
    return bounds.size() + 1;
  }

  /** The condition that rows of a range satisfy; empty for all rows. */
  String condition(int range) {
    String lower = range == 0 ? "" : from(bounds.get(range - 1));
    String upper = range == bounds.size() ? "" : "NOT " + from(bounds.get(range));
    return lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " AND " + upper;
  }

  /** The condition of rows at a bound or behind it. */
  private String from(List<String> bound) {
    String first = MySqlAddress.quoted(columns.get(0));
    if (columns.size() == 1) {
      return "(" + first + " >= " + bound.get(0) + ")";
    }
    StringBuilder sql = new StringBuilder("(");
    for (int i = 0; i < columns.size(); i++) {
      sql.append(i == 0 ? "" : " OR (");
      for (int j = 0; j < i; j++) {
        sql.append(MySqlAddress.quoted(columns.get(j))).append(" = ").append(bound.get(j));
        sql.append(" AND ");
      }
      boolean last = i == columns.size() - 1;
      sql.append(MySqlAddress.quoted(columns.get(i))).append(last ? " >= " : " > ");
      sql.append(bound.get(i)).append(i == 0 ? "" : ")");
    }
    return sql.append(")").toString();
  }

  /** Cuts a table into ranges of about so many rows. */
  static KeyRanges of(Connection connection, TableSpec table, int rows) throws SQLException {
    List<ColumnSpec> key =
        table.key().stream()
            .map(
                name ->
                    table.columns().stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow())
            .toList();
    List<Kind> kinds = key.stream().map(ColumnSpec::kind).toList();
    long expected = estimate(connection, table, "");
    if (key.isEmpty() || !ORDERED.containsAll(kinds) || expected <= rows) {
      return new KeyRanges(table.key(), kinds, List.of());
    }
    KeyRanges whole = new KeyRanges(table.key(), kinds, List.of());
    return new KeyRanges(
        table.key(),
        kinds,
        key.size() == 1 && INTEGERS.contains(kinds.get(0))
            ? whole.numbers(connection, table, rows)
            : whole.walk(connection, table, rows));
  }

  /** How many rows the server expects that satisfy a condition. */
  static long estimate(Connection connection, TableSpec table, String where) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN SELECT * FROM " + name(table) + where)) {
      return plan.next() ? plan.getLong("rows") : 0;
    }
  }

  static String name(TableSpec table) {
    return MySqlAddress.quoted(table.schema()) + "." + MySqlAddress.quoted(table.table());
  }

  /** Halves the range of a number until the server expects few rows in each part. */
  private List<List<String>> numbers(Connection connection, TableSpec table, int rows)
      throws SQLException {
    String column = MySqlAddress.quoted(columns.get(0));
    try (Statement statement = connection.createStatement();
        ResultSet ends =
            statement.executeQuery(
                "SELECT MIN(" + column + "), MAX(" + column + ") FROM " + name(table))) {
      ends.next();
      if (ends.getString(1) == null) {
        return List.of();
      }
      BigInteger least = new BigInteger(ends.getString(1));
      BigInteger most = new BigInteger(ends.getString(2));
      List<List<String>> found = new ArrayList<>();
      halve(connection, table, rows, least, most.add(BigInteger.ONE), HALVINGS_MAX, found);
      return found;
    }
  }

  /** Adds the bounds within {@code [from, to)}, in order. */
  private void halve(
      Connection connection,
      TableSpec table,
      int rows,
      BigInteger from,
      BigInteger to,
      int halvingsLeft,
      List<List<String>> found)
      throws SQLException {
    BigInteger width = to.subtract(from);
    if (halvingsLeft == 0 || width.compareTo(BigInteger.valueOf(rows)) <= 0) {
      return;
    }
    String column = MySqlAddress.quoted(columns.get(0));
    long expected =
        estimate(
            connection, table, " WHERE " + column + " >= " + from + " AND " + column + " < " + to);
    if (expected <= rows) {
      return;
    }
    BigInteger middle = from.add(width.shiftRight(1));
    halve(connection, table, rows, from, middle, halvingsLeft - 1, found);
    found.add(List.of(middle.toString()));
    halve(connection, table, rows, middle, to, halvingsLeft - 1, found);
  }

  /** Finds every so-manieth key by walking along the index. */
  private List<List<String>> walk(Connection connection, TableSpec table, int rows)
      throws SQLException {
    List<List<String>> found = new ArrayList<>();
    String names = columns.stream().map(MySqlAddress::quoted).collect(Collectors.joining(", "));
    String order = " ORDER BY " + names + " LIMIT 1 OFFSET " + rows;
    while (true) {
      String where = found.isEmpty() ? "" : " WHERE " + from(found.get(found.size() - 1));
      try (PreparedStatement step =
              connection.prepareStatement(
                  "SELECT " + names + " FROM " + name(table) + where + order);
          ResultSet at = step.executeQuery()) {
        if (!at.next()) {
          return found;
        }
        found.add(values(at));
      }
    }
  }

  private List<String> values(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(literal(row, i + 1, kinds.get(i)));
    }
    return values;
  }

  /** A value as SQL, whatever the session's settings are. */
  private static String literal(ResultSet row, int place, Kind kind) throws SQLException {
    return switch (kind) {
      case BINARY, BYTES -> "x'" + HexFormat.of().formatHex(row.getBytes(place)) + "'";
      case TEXT -> text(row.getString(place));
      case DATE, DATETIME, UUID, INET6 -> "'" + row.getString(place) + "'";
      default -> row.getString(place);
    };
  }

  /** A text as SQL takes it in any mode and of any character set. */
  static String text(String value) {
    return "_utf8mb4 x'" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "'";
  }

  /** Whether a table still has this key. */
  boolean fits(TableSpec table) {
    return table.key().equals(columns)
        && IntStream.range(0, columns.size())
            .allMatch(
                i ->
                    table.columns().stream()
                        .anyMatch(
                            column ->
                                column.name().equals(columns.get(i))
                                    && column.kind() == kinds.get(i)));
  }

  /** The cut as text: {@code name:KIND,name:KIND;value,value;…}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : ",").append(encoded(columns.get(i))).append(':');
      text.append(kinds.get(i));
    }
    for (List<String> bound : bounds) {
      text.append(';');
      text.append(bound.stream().map(KeyRanges::encoded).collect(Collectors.joining(",")));
    }
    return text.toString();
  }

  /** Reads what {@link #toString} wrote; empty when it is of another kind. */
  static Optional<KeyRanges> parse(String text) {
    String[] parts = text.split(";", -1);
    List<String> columns = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    for (String column : parts[0].isEmpty() ? new String[0] : parts[0].split(",", -1)) {
      String[] halves = column.split(":", -1);
      if (halves.length != 2) {
        return Optional.empty();
      }
      columns.add(decoded(halves[0]));
      kinds.add(Kind.valueOf(halves[1]));
    }
    List<List<String>> bounds =
        Arrays.stream(parts)
            .skip(1)
            .map(bound -> Arrays.stream(bound.split(",", -1)).map(KeyRanges::decoded).toList())
            .toList();
    return Optional.of(new KeyRanges(columns, kinds, bounds));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
