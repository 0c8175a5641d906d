package dev.millrace.lake.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.orc.GenericOrcReader;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.orc.ORC;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.PartitionUtil;

/**
 * Reads a table as Spark and Flink do, with Iceberg's readers for Parquet and ORC. Iceberg's
 * generic scan does not do: it leaves the name mapping out and takes columns by place.
 */
public final class IcebergRows {
  private IcebergRows() {}

  public static List<Record> read(Table table, TableScan scan) {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<Record> records = open(table, task)) {
          records.forEach(record -> rows.add(record.copy()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static CloseableIterable<Record> open(Table table, FileScanTask task) {
    InputFile file = table.io().newInputFile(task.file().location());
    String names = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    NameMapping mapping = names == null ? null : NameMappingParser.fromJson(names);
    Schema schema = table.schema();
    Map<Integer, Object> constants = new HashMap<>();
    PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant)
        .forEach((id, value) -> constants.put(id, value));
    if (task.file().format() == FileFormat.ORC) {
      Schema inFile = TypeUtil.selectNot(schema, constants.keySet());
      return ORC.read(file)
          .project(inFile)
          .withNameMapping(mapping)
          .createReaderFunc(type -> GenericOrcReader.buildReader(schema, type, constants))
          .build();
    }
    return Parquet.read(file)
        .project(schema)
        .withNameMapping(mapping)
        .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type, constants))
        .build();
  }
}
