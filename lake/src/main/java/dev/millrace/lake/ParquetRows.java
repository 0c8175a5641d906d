package dev.millrace.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;

/** Reads all rows of one data file, dead ones too, in order. */
final class ParquetRows {
  private ParquetRows() {}

  /** The rows in Iceberg's inner form; each is overwritten by the next. */
  static CloseableIterable<StructLike> internal(Table table, DataFile file, Schema projection) {
    return read(table, file, projection)
        .createReaderFunc(message -> InternalReader.create(projection, message))
        .build();
  }

  /** The rows as records; each is overwritten by the next. */
  static CloseableIterable<Record> records(Table table, DataFile file, Schema projection) {
    return read(table, file, projection)
        .createReaderFunc(message -> GenericParquetReaders.buildReader(projection, message))
        .build();
  }

  /** Some fields, and behind them the row's place in its file. */
  static Schema withPosition(List<NestedField> fields) {
    List<NestedField> all = new ArrayList<>(fields);
    all.add(MetadataColumns.ROW_POSITION);
    return new Schema(all);
  }

  private static Parquet.ReadBuilder read(Table table, DataFile file, Schema projection) {
    return Parquet.read(table.io().newInputFile(file.location()))
        .project(projection)
        .reuseContainers();
  }
}
