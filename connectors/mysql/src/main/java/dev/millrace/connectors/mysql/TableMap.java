package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.mysql.ColumnSpec.Kind;
import dev.millrace.connectors.mysql.ColumnSpec.Presence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table as the binary log describes it in front of its rows. With {@code binlog_row_metadata =
 * FULL} names, labels and the primary key are those of that moment; otherwise they are not there.
 *
 * @param names empty when they were not logged
 * @param unsigned by column; null when it was not logged
 * @param collations by column, 0 for what is no text; null when they were not logged
 * @param labels by column, as bytes in the column's character set
 * @param key the columns of the primary key in its order; empty when there is none, or when it was
 *     not logged
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TableMap(
    String schema,
    String table,
    WireType[] types,
    boolean[] nullable,
    List<String> names,
    boolean[] unsigned,
    int[] collations,
    Map<Integer, List<byte[]>> labels,
    List<Integer> key) {
  private static final int SIGNEDNESS = 1;
  private static final int DEFAULT_CHARSET = 2;
  private static final int COLUMN_CHARSET = 3;
  private static final int COLUMN_NAME = 4;
  private static final int SET_LABELS = 5;
  private static final int ENUM_LABELS = 6;
  private static final int SIMPLE_PRIMARY_KEY = 8;
  private static final int PRIMARY_KEY_WITH_PREFIX = 9;
  private static final int LABELS_DEFAULT_CHARSET = 10;
  private static final int LABELS_CHARSET = 11;

  /** Where the name of the schema stands in the event. */
  private static final int NAMES_OFFSET = 8;

  /** Reads the event's body. */
  static TableMap of(byte[] buffer, int offset, int end, BinlogServer server) {
    Bytes.Cursor in = new Bytes.Cursor(buffer, offset + NAMES_OFFSET);
    String schema = in.text(in.uint8());
    in.uint8();
    String table = in.text(in.uint8());
    in.uint8();
    int columns = in.packed();
    int codes = in.at;
    in.at += columns;
    int metaEnd = in.packed() + in.at;
    WireType[] types = new WireType[columns];
    for (int i = 0; i < columns; i++) {
      int code = Bytes.uint8(buffer, codes + i);
      types[i] = WireType.of(code, buffer, in.at);
      in.at += WireType.metaLength(code);
    }
    in.at = metaEnd;
    boolean[] nullable = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      nullable[i] = Bytes.bit(buffer, in.at, i);
    }
    in.at += Bytes.bitsLength(columns);
    return more(in, end, server, schema, table, types, nullable);
  }

  private static TableMap more(
      Bytes.Cursor in,
      int end,
      BinlogServer server,
      String schema,
      String table,
      WireType[] types,
      boolean[] nullable) {
    List<String> names = new ArrayList<>();
    boolean[] unsigned = null;
    int[] collations = null;
    Map<Integer, List<byte[]>> labels = new TreeMap<>();
    List<Integer> key = new ArrayList<>();
    while (in.at < end) {
      int field = in.uint8();
      int fieldEnd = in.packed() + in.at;
      switch (field) {
        case SIGNEDNESS -> unsigned = signs(in, types);
        case DEFAULT_CHARSET, LABELS_DEFAULT_CHARSET -> {
          collations = collations == null ? new int[types.length] : collations;
          int[] columns = withCharset(types, field == LABELS_DEFAULT_CHARSET, server);
          int usual = in.packed();
          for (int column : columns) {
            collations[column] = usual;
          }
          while (in.at < fieldEnd) {
            int column = columns[in.packed()];
            collations[column] = in.packed();
          }
        }
        case COLUMN_CHARSET, LABELS_CHARSET -> {
          collations = collations == null ? new int[types.length] : collations;
          for (int column : withCharset(types, field == LABELS_CHARSET, server)) {
            collations[column] = in.packed();
          }
        }
        case COLUMN_NAME -> {
          while (in.at < fieldEnd) {
            names.add(in.text(in.packed()));
          }
        }
        case SET_LABELS -> labels(in, types, WireType.SET, labels);
        case ENUM_LABELS -> labels(in, types, WireType.ENUM, labels);
        case SIMPLE_PRIMARY_KEY -> {
          while (in.at < fieldEnd) {
            key.add(in.packed());
          }
        }
        case PRIMARY_KEY_WITH_PREFIX -> {
          while (in.at < fieldEnd) {
            key.add(in.packed());
            in.packed();
          }
        }
        default -> {}
      }
      in.at = fieldEnd;
    }
    return new TableMap(schema, table, types, nullable, names, unsigned, collations, labels, key);
  }

  private static boolean[] signs(Bytes.Cursor in, WireType[] types) {
    boolean[] unsigned = new boolean[types.length];
    int number = 0;
    for (int i = 0; i < types.length; i++) {
      if (types[i].isNumber()) {
        // The first column has the highest bit.
        unsigned[i] = (in.buffer[in.at + (number >> 3)] & (0x80 >> (number & 7))) != 0;
        number++;
      }
    }
    return unsigned;
  }

  private static int[] withCharset(WireType[] types, boolean labelled, BinlogServer server) {
    int[] columns = new int[types.length];
    int count = 0;
    for (int i = 0; i < types.length; i++) {
      boolean hasLabels = types[i].code() == WireType.ENUM || types[i].code() == WireType.SET;
      if (labelled ? hasLabels : types[i].hasCharset(server)) {
        columns[count++] = i;
      }
    }
    return Arrays.copyOf(columns, count);
  }

  private static void labels(
      Bytes.Cursor in, WireType[] types, int code, Map<Integer, List<byte[]>> labels) {
    for (int i = 0; i < types.length; i++) {
      if (types[i].code() == code) {
        List<byte[]> texts = new ArrayList<>();
        for (int left = in.packed(); left > 0; left--) {
          int length = in.packed();
          texts.add(Arrays.copyOfRange(in.buffer, in.at, in.at + length));
          in.at += length;
        }
        labels.put(i, texts);
      }
    }
  }

  boolean isFull() {
    return !names.isEmpty();
  }

  /**
   * The columns, with what only the catalog knows.
   *
   * @param catalog the table as it is now, if there is one
   * @throws MillraceException when names must be had from the catalog, and it has others
   */
  List<ColumnSpec> columns(Optional<TableSpec> catalog, Charsets charsets)
      throws java.sql.SQLException {
    List<ColumnSpec> known = catalog.map(TableSpec::columns).orElse(List.of());
    if (!isFull() && known.size() != types.length) {
      throw unknown();
    }
    List<ColumnSpec> columns = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      columns.add(column(i, isFull() ? byName(known, names.get(i)) : known.get(i), charsets));
    }
    return columns;
  }

  private MillraceException unknown() {
    return new MillraceException(
        ErrorCode.TABLE_UNSUPPORTED,
        "Cannot read a change of table "
            + schema
            + "."
            + table
            + ": the table has other columns now, and the binary log has no names of columns.",
        "Run SET GLOBAL binlog_row_metadata = 'FULL'; set it in the server's configuration, too."
            + " Then remove the source's stored offset, so that Millrace reads a new snapshot.");
  }

  private static ColumnSpec byName(List<ColumnSpec> known, String name) {
    for (ColumnSpec column : known) {
      if (column.name().equalsIgnoreCase(name)) {
        return column;
      }
    }
    return null;
  }

  private ColumnSpec column(int i, ColumnSpec known, Charsets charsets)
      throws java.sql.SQLException {
    WireType type = types[i];
    String charset;
    if (collations != null && collations[i] != 0) {
      charset = charsets.ofCollation(collations[i]);
    } else {
      charset = known == null ? "" : known.charset();
    }
    if (type.isText() && charset.isEmpty()) {
      charset = Charsets.BINARY;
    }
    Kind kind = type.kind(charset.equals(Charsets.BINARY));
    boolean told =
        known != null
            && ((known.kind().looksBinary() && kind == Kind.BINARY)
                || (known.kind() == Kind.VECTOR && kind == Kind.BYTES));
    if (told) {
      kind = known.kind();
    } else if (!isFull() && known != null && known.kind() != kind) {
      throw unknown();
    }
    boolean wide = kind == Kind.DECIMAL;
    return new ColumnSpec(
        isFull() ? names.get(i) : known.name(),
        kind,
        unsigned != null ? unsigned[i] : known != null && known.unsigned(),
        type.isText() && kind == Kind.TEXT ? charset : "",
        kind == Kind.BIT || (type.code() == WireType.STRING && kind != Kind.TEXT) ? type.meta() : 0,
        wide ? type.meta() & 0xff : 0,
        wide ? type.meta() >> 8 : type.hasFraction() ? type.meta() : 0,
        labels.containsKey(i)
            ? texts(labels.get(i), charset, charsets)
            : known == null ? List.of() : known.labels(),
        nullable[i],
        known == null ? Presence.STORED : known.presence(),
        known == null ? "" : known.comment());
  }

  private static List<String> texts(List<byte[]> labels, String charset, Charsets charsets)
      throws java.sql.SQLException {
    List<String> texts = new ArrayList<>();
    for (byte[] label : labels) {
      texts.add(
          charset.equals(Charsets.BINARY) || charset.isEmpty()
              ? Bytes.text(label, 0, label.length)
              : charsets.decoder(charset).text(label, 0, label.length));
    }
    return texts;
  }
}
