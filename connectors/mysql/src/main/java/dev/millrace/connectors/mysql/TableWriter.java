package dev.millrace.connectors.mysql;

import dev.millrace.api.Column;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.ChangeHead;
import dev.millrace.connectors.capture.Encoded;
import dev.millrace.connectors.capture.UnfitValue;
import dev.millrace.connectors.mysql.BinlogRow.Layout;
import dev.millrace.connectors.mysql.ColumnSpec.Presence;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Schemas;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the rows of one table in one form; made anew when the form changes. Not for use by
 * several threads.
 */
final class TableWriter {
  private static final Logger LOGGER = LoggerFactory.getLogger(TableWriter.class);

  private final TableName.Raw name;
  private final List<ColumnSpec> columns;
  private final List<String> key;
  private final Schemas schemas;
  private final Layout layout;

  /** Where the record's columns stand in the log's rows. */
  private final int[] places;

  private final ColumnForm[] forms;
  private final boolean[] inKey;
  private final int[] keyIndexes;
  private TableSchema schema;
  private ChangeEncoder encoder;

  private TableWriter(
      TableName.Raw name,
      List<ColumnSpec> columns,
      List<String> key,
      Layout layout,
      int[] places,
      ColumnForm[] forms,
      Schemas schemas) {
    this.name = name;
    this.columns = columns;
    this.key = key;
    this.layout = layout;
    this.places = places;
    this.forms = forms;
    this.schemas = schemas;
    this.inKey = new boolean[forms.length];
    describe();
    this.keyIndexes = schema.keyIndexes();
    for (int index : keyIndexes) {
      inKey[index] = true;
    }
  }

  /**
   * Makes the table's schema known.
   *
   * @param columns in the order in which values come, those included that are not captured
   * @param types the form of their values
   * @param key the names of the key's columns; empty when the whole row is the key
   */
  static TableWriter of(
      TableName.Raw name,
      List<ColumnSpec> columns,
      WireType[] types,
      List<String> key,
      Charsets charsets,
      Schemas schemas)
      throws SQLException {
    int[] places = new int[columns.size()];
    ColumnForm[] forms = new ColumnForm[columns.size()];
    int count = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).presence() == Presence.STORED) {
        forms[count] = ColumnForms.of(columns.get(i), types[i], charsets);
        places[count++] = i;
      }
    }
    return new TableWriter(
        name,
        columns,
        key,
        Layout.of(types),
        Arrays.copyOf(places, count),
        Arrays.copyOf(forms, count),
        schemas);
  }

  private void describe() {
    List<Column> described = new ArrayList<>();
    for (int i = 0; i < forms.length; i++) {
      ColumnSpec column = columns.get(places[i]);
      described.add(
          new Column(column.name(), forms[i].type(), column.nullable(), column.comment()));
    }
    schema = new TableSchema(name, described, key);
    encoder = schemas.encoder(schema);
  }

  /** Whether this writes the rows of a table of this very form. */
  boolean writes(List<ColumnSpec> others, WireType[] types, List<String> otherKey) {
    return columns.equals(others)
        && key.equals(otherKey)
        && Arrays.equals(layout.sizes(), Layout.of(types).sizes());
  }

  TableName.Raw name() {
    return name;
  }

  Layout layout() {
    return layout;
  }

  /** Whether the key is one that the source names; otherwise the whole row is it. */
  boolean isKeyed() {
    return schema.keyed();
  }

  /** Encodes a new row. */
  void insert(ChangeHead head, BinlogRow row, List<Encoded> out) {
    out.add(row(Operation.INSERT, head, row, null));
  }

  /**
   * Encodes a changed row. A changed key makes two changes, the end of one row and a new one. The
   * head goes to the second place in any case: what the key is may be another thing when the
   * transaction is read again, and the places of the changes behind it must be the same.
   */
  void update(ChangeHead head, BinlogRow old, BinlogRow row, List<Encoded> out) {
    boolean keyChanged = isKeyChanged(old, row);
    if (keyChanged) {
      delete(head, old, out);
    }
    head.next();
    out.add(row(keyChanged ? Operation.INSERT : Operation.UPDATE, head, row, old));
  }

  /** Encodes the end of a row, and the tombstone after it. */
  void delete(ChangeHead head, BinlogRow old, List<Encoded> out) {
    Encoded end = row(Operation.DELETE, head, old, null);
    out.add(end);
    out.add(new Encoded(end.table(), end.key(), null));
  }

  /** Whether a row has another key than before; a column that was not sent has not changed. */
  private boolean isKeyChanged(BinlogRow old, BinlogRow row) {
    for (int index : keyIndexes) {
      int place = places[index];
      if (row.length(place) != BinlogRow.UNSENT && !row.sameAs(old, place)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a row lacks a value, though what is known of it before the change is used. */
  boolean isIncomplete(BinlogRow row, BinlogRow old) {
    if (!row.anyUnsent()) {
      return false;
    }
    for (int place : places) {
      if (row.length(place) == BinlogRow.UNSENT
          && (old == null || old.length(place) == BinlogRow.UNSENT)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWhole(BinlogRow row) {
    if (row.anyUnsent()) {
      for (int place : places) {
        if (row.length(place) == BinlogRow.UNSENT) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Encodes a row.
   *
   * @param old the row before an update; otherwise null
   */
  private Encoded row(Operation operation, ChangeHead head, BinlogRow row, BinlogRow old) {
    while (true) {
      try {
        RowSink sink =
            encoder.begin(
                operation,
                head.position(),
                head.commitMicros(),
                head.capturedMicros(),
                head.transaction());
        boolean complete = old != null && row.anyUnsent();
        for (int i = 0; i < forms.length; i++) {
          boolean fromOld = complete && row.length(places[i]) == BinlogRow.UNSENT;
          put(fromOld ? old : row, i, sink);
        }
        if (operation == Operation.UPDATE && isWhole(old)) {
          RowSink before = encoder.before();
          for (int i = 0; i < forms.length; i++) {
            put(old, i, before);
          }
        }
        return new Encoded(name, encoder.key(), encoder.value());
      } catch (UnfitValue e) {
        widen(e.column());
      }
    }
  }

  private void put(BinlogRow row, int column, RowSink sink) {
    int place = places[column];
    int length = row.length(place);
    if (length == BinlogRow.NULL) {
      sink.putNull(column);
    } else if (length == BinlogRow.UNSENT) {
      putUnsent(column, sink);
    } else if (row.isText(place)) {
      sink.putText(column, row.buffer(place), row.offset(place), length);
    } else {
      forms[column].value().put(row.buffer(place), row.offset(place), length, column, sink);
    }
  }

  private void putUnsent(int column, RowSink sink) {
    if (inKey[column]) {
      throw new MillraceException(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot follow table " + name + ": the server did not send a value of its key.",
          "Run SET GLOBAL binlog_row_image = 'FULL'; set it in the server's configuration, too, and"
              + " let its clients connect anew.");
    }
    sink.putUnsent(column);
  }

  /** A value does not fit its column's type, so the column becomes text from here on. */
  private void widen(int column) {
    String columnName = columns.get(places[column]).name();
    if (schema.keyed() && inKey[column]) {
      throw new MillraceException(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot encode the key of table "
              + name
              + ": column "
              + columnName
              + " has a value that its type "
              + forms[column].type()
              + " cannot hold.",
          "Change that value, or give the table another key.");
    }
    LOGGER.warn(
        "Column {} of {} has a value that {} cannot hold; it becomes text",
        columnName,
        name,
        forms[column].type());
    forms[column] = forms[column].asText();
    describe();
  }
}
