package dev.millrace.connectors.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A column as the binary log or the catalog describes it.
 *
 * @param unsigned whether a number has no sign
 * @param charset of a text, an enum's or a set's labels, by the server's name; {@code binary} for
 *     bytes, empty for what is no text
 * @param length how many bytes a {@link Kind#BINARY} has, or how many bits a {@link Kind#BIT};
 *     otherwise 0
 * @param precision decimal digits in all of a {@link Kind#DECIMAL}; otherwise 0
 * @param scale decimal digits after the point: of a decimal, or of a time's seconds
 * @param labels of an enum or a set
 * @param presence whether its values are in the binary log
 * @param comment of the catalog; the binary log has none
 */
public record ColumnSpec(
    String name,
    Kind kind,
    boolean unsigned,
    String charset,
    int length,
    int precision,
    int scale,
    List<String> labels,
    boolean nullable,
    Presence presence,
    String comment) {

  /** What the values are. */
  public enum Kind {
    TINYINT,
    SMALLINT,
    MEDIUMINT,
    INT,
    BIGINT,
    DECIMAL,
    FLOAT,
    DOUBLE,
    BIT,
    YEAR,
    DATE,
    TIME,
    DATETIME,
    TIMESTAMP,
    /** CHAR, VARCHAR and all sizes of TEXT. */
    TEXT,
    /** Of a fixed length, with zeros at the end. */
    BINARY,
    /** VARBINARY and all sizes of BLOB. */
    BYTES,
    ENUM,
    SET,
    JSON,
    GEOMETRY,
    VECTOR,
    UUID,
    INET4,
    INET6;

    /** Whether a value of the binary log alone does not tell this type from {@link #BINARY}. */
    boolean looksBinary() {
      return this == UUID || this == INET4 || this == INET6;
    }
  }

  /** Where the values of a column are. */
  public enum Presence {
    STORED,
    /** Computed when it is read: in no table and not, with every server, in the binary log. */
    VIRTUAL
  }

  private static final String COLUMNS =
      "SELECT column_name, data_type, column_type, character_set_name, character_octet_length,"
          + " numeric_precision, numeric_scale, datetime_precision, is_nullable, extra,"
          + " column_comment, table_name FROM information_schema.columns WHERE table_schema = ?";

  public ColumnSpec {
    labels = List.copyOf(labels);
  }

  /**
   * Text that is another when the column's values may be others than before: integers of any width
   * have one, and so have texts and labels.
   */
  String valueForm() {
    return switch (kind) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> "INTEGER";
      case TEXT, ENUM, SET -> "TEXT";
      case DECIMAL, TIME, DATETIME, TIMESTAMP -> kind + ":" + scale;
      case BINARY, BIT -> kind + ":" + length;
      default -> kind.name();
    };
  }

  /** The columns of a table as they are now, in order; none when there is no such table. */
  public static List<ColumnSpec> ofCatalog(Connection connection, String schema, String table)
      throws SQLException {
    List<ColumnSpec> columns = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement(COLUMNS + " AND table_name = ? ORDER BY ordinal_position")) {
      find.setString(1, schema);
      find.setString(2, table);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          columns.add(ofRow(found));
        }
      }
    }
    return columns;
  }

  /** The columns of all tables and views of a schema as they are now, by table, in order. */
  static Map<String, List<ColumnSpec>> ofSchema(Connection connection, String schema)
      throws SQLException {
    Map<String, List<ColumnSpec>> tables = new HashMap<>();
    try (PreparedStatement find =
        connection.prepareStatement(COLUMNS + " ORDER BY table_name, ordinal_position")) {
      find.setString(1, schema);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          tables.computeIfAbsent(found.getString(12), table -> new ArrayList<>()).add(ofRow(found));
        }
      }
    }
    return tables;
  }

  private static ColumnSpec ofRow(ResultSet row) throws SQLException {
    String fullType = row.getString(3);
    Kind kind = kind(row.getString(2).toLowerCase(Locale.ROOT));
    String charset = row.getString(4);
    boolean bytes = kind == Kind.BINARY || kind == Kind.BYTES;
    boolean timed = kind == Kind.TIME || kind == Kind.DATETIME || kind == Kind.TIMESTAMP;
    int length =
        switch (kind) {
          case BINARY -> row.getInt(5);
          case BIT -> row.getInt(6);
          case UUID, INET6 -> 16;
          case INET4 -> 4;
          default -> 0;
        };
    return new ColumnSpec(
        row.getString(1),
        kind,
        fullType.toLowerCase(Locale.ROOT).contains(" unsigned"),
        charset == null ? (bytes ? "binary" : "") : charset,
        length,
        kind == Kind.DECIMAL ? row.getInt(6) : 0,
        kind == Kind.DECIMAL ? row.getInt(7) : timed ? row.getInt(8) : 0,
        kind == Kind.ENUM || kind == Kind.SET ? labels(fullType) : List.of(),
        row.getString(9).equals("YES"),
        row.getString(10).toUpperCase(Locale.ROOT).contains("VIRTUAL GENERATED")
            ? Presence.VIRTUAL
            : Presence.STORED,
        row.getString(11));
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "tinyint" -> Kind.TINYINT;
      case "smallint" -> Kind.SMALLINT;
      case "mediumint" -> Kind.MEDIUMINT;
      case "int" -> Kind.INT;
      case "bigint" -> Kind.BIGINT;
      case "decimal" -> Kind.DECIMAL;
      case "float" -> Kind.FLOAT;
      case "double" -> Kind.DOUBLE;
      case "bit" -> Kind.BIT;
      case "year" -> Kind.YEAR;
      case "date" -> Kind.DATE;
      case "time" -> Kind.TIME;
      case "datetime" -> Kind.DATETIME;
      case "timestamp" -> Kind.TIMESTAMP;
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> Kind.TEXT;
      case "binary" -> Kind.BINARY;
      case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Kind.BYTES;
      case "enum" -> Kind.ENUM;
      case "set" -> Kind.SET;
      case "json" -> Kind.JSON;
      case "vector" -> Kind.VECTOR;
      case "uuid" -> Kind.UUID;
      case "inet4" -> Kind.INET4;
      case "inet6" -> Kind.INET6;
      case "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection" ->
          Kind.GEOMETRY;
      default -> throw new IllegalArgumentException("Cannot read columns of type: " + type + ".");
    };
  }

  /** Reads the labels of {@code enum('a','it''s','back\\slash')}. */
  static List<String> labels(String type) {
    List<String> labels = new ArrayList<>();
    StringBuilder label = new StringBuilder();
    int at = type.indexOf('\'');
    while (at >= 0) {
      at++;
      label.setLength(0);
      while (type.charAt(at) != '\'' || (at + 1 < type.length() && type.charAt(at + 1) == '\'')) {
        char c = type.charAt(at);
        if (c == '\'') {
          at++;
        } else if (c == '\\') {
          c = unescaped(type.charAt(++at));
        }
        label.append(c);
        at++;
      }
      labels.add(label.toString());
      at = type.indexOf('\'', at + 1);
    }
    return labels;
  }

  private static char unescaped(char c) {
    return switch (c) {
      case '0' -> '\0';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> c;
    };
  }
}
