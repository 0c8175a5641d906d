package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are read as they stand in a file and written to another are the same. */
class CopyTest {
  @TempDir Path folder;

  @Test
  void keepsBytesOfAnyLength() {
    var catalog = LakeCatalog.open(LakeOptions.in(folder), UnaryOperator.identity());
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("a"));
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "bytes", Types.BinaryType.get()),
            Types.NestedField.optional(3, "text", Types.StringType.get()));
    Table table =
        catalog.createTable(
            TableIdentifier.of("a", "b"),
            schema,
            PartitionSpec.unpartitioned(),
            Map.copyOf(HistoryTable.fileProperties()));
    Random random = new Random(1);
    for (int run = 0; run < 100; run++) {
      List<String> expected = new ArrayList<>();
      DataFiles files = new DataFiles(table, schema, 1 << 20, () -> 1);
      int rows = 1 + random.nextInt(40);
      for (int i = 0; i < rows; i++) {
        GenericRecord record = GenericRecord.create(schema);
        record.set(0, (long) i);
        int length = random.nextInt(6) - 1;
        byte[] around = ("xx" + "b!".repeat(Math.max(0, length)) + "yyyy").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        record.set(1, length < 0 ? null : ByteBuffer.wrap(around, 2, 2 * length));
        record.set(2, random.nextInt(4) == 0 ? null : "t" + length);
        expected.add(i + " " + (length < 0 ? null : 2 * length));
        files.write(record, 0);
      }
      var first = files.take().get(0).file();
      DataFiles copy = new DataFiles(table, schema, 1 << 20, () -> 1);
      for (StructLike row : ParquetRows.internal(table, first, schema)) {
        copy.write(row, 0);
      }
      List<String> found = new ArrayList<>();
      for (Record record : ParquetRows.records(table, copy.take().get(0).file(), schema)) {
        ByteBuffer bytes = (ByteBuffer) record.get(1);
        found.add(record.get(0) + " " + (bytes == null ? null : bytes.remaining()));
      }
      assertThat(found).as("run " + run).isEqualTo(expected);
    }
  }
}
