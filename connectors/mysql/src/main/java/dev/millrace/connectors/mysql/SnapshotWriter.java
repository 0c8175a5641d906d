package dev.millrace.connectors.mysql;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.ChangeHead;
import dev.millrace.connectors.capture.Encoded;
import dev.millrace.connectors.capture.UnfitValue;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes the rows of a query of one table. Not for use by several threads. */
final class SnapshotWriter {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotWriter.class);

  private final TableName.Raw name;
  private final List<ColumnSpec> columns;
  private final List<String> key;
  private final Schemas schemas;
  private final ColumnType[] types;
  private final WireValue[] readers;
  private TableSchema schema;
  private ChangeEncoder encoder;

  /** Makes the table's schema known. */
  SnapshotWriter(TableName.Raw name, TableSpec table, Schemas schemas) {
    this.name = name;
    this.columns = table.captured();
    this.key = table.key();
    this.schemas = schemas;
    this.types = new ColumnType[columns.size()];
    this.readers = new WireValue[columns.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = ColumnTypes.of(columns.get(i));
    }
    describe();
  }

  private void describe() {
    List<Column> described = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      ColumnSpec column = columns.get(i);
      described.add(new Column(column.name(), types[i], column.nullable(), column.comment()));
      readers[i] = MySqlCells.reader(column, types[i]);
    }
    schema = new TableSchema(name, described, key);
    encoder = schemas.encoder(schema);
  }

  TableSchema schema() {
    return schema;
  }

  /** What the query selects for {@link #encode}. */
  String selected() {
    return columns.stream().map(MySqlCells::selected).collect(Collectors.joining(", "));
  }

  /** Encodes a row. */
  Encoded encode(ChangeHead head, RowQuery.Row row) {
    while (true) {
      try {
        RowSink sink =
            encoder.begin(
                Operation.SNAPSHOT,
                head.position(),
                head.commitMicros(),
                head.capturedMicros(),
                head.transaction());
        for (int i = 0; i < readers.length; i++) {
          row.put(i, readers[i], i, sink);
        }
        return new Encoded(name, encoder.key(), encoder.value());
      } catch (UnfitValue e) {
        widen(e.column());
      }
    }
  }

  /** A value does not fit its column's type, so the column becomes text from here on. */
  private void widen(int column) {
    String columnName = columns.get(column).name();
    if (key.contains(columnName)) {
      throw new MillraceException(
          ErrorCode.TABLE_UNSUPPORTED,
          "Cannot encode the key of table "
              + name
              + ": column "
              + columnName
              + " has a value that its type "
              + types[column]
              + " cannot hold.",
          "Change that value, or give the table another key.");
    }
    LOGGER.warn(
        "Column {} of {} has a value that {} cannot hold; it becomes text",
        columnName,
        name,
        types[column]);
    types[column] = ColumnType.TEXT;
    describe();
  }
}
