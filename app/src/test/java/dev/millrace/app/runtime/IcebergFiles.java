package dev.millrace.app.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** What a client of the catalog reads of a table, and the files that it writes for one. */
final class IcebergFiles {
  private IcebergFiles() {}

  static List<Record> rows(Table table) throws IOException {
    try (CloseableIterable<Record> scan = IcebergGenerics.read(table).build()) {
      List<Record> rows = new ArrayList<>();
      scan.forEach(rows::add);
      return rows;
    }
  }

  static Set<FileFormat> formatsOfDeletes(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      Set<FileFormat> formats = new HashSet<>();
      files.forEach(file -> file.deletes().forEach(deletes -> formats.add(deletes.format())));
      return formats;
    }
  }

  static DataFile file(Table table, int item, long pieces) throws IOException {
    String name = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
    DataWriter<Record> file =
        Parquet.writeData(table.io().newOutputFile(name))
            .schema(table.schema())
            .withSpec(PartitionSpec.unpartitioned())
            .createWriterFunc(message -> GenericParquetWriter.create(table.schema(), message))
            .build();
    try (file) {
      GenericRecord record = GenericRecord.create(table.schema());
      file.write(record.copy(Map.of("item", item, "pieces", pieces)));
    }
    return file.toDataFile();
  }
}
