package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.DeleteWriteResult;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** An Iceberg table that lives at random, written by Iceberg's own writers. */
final class RandomTable {
  private static final List<Type> TYPES =
      List.of(
          Types.BooleanType.get(),
          Types.IntegerType.get(),
          Types.LongType.get(),
          Types.FloatType.get(),
          Types.DoubleType.get(),
          Types.DecimalType.of(9, 2),
          Types.DecimalType.of(17, 4),
          Types.DecimalType.of(36, 10),
          Types.StringType.get(),
          Types.BinaryType.get(),
          Types.FixedType.ofLength(5),
          Types.UUIDType.get(),
          Types.DateType.get(),
          Types.TimeType.get(),
          Types.TimestampType.withoutZone(),
          Types.TimestampType.withZone());

  final Table table;
  private final Random random;
  private int names;

  RandomTable(long seed, Catalog catalog, TableIdentifier name) {
    random = new Random(seed);
    List<NestedField> fields = new ArrayList<>();
    fields.add(Types.NestedField.required(1, "id", Types.LongType.get()));
    fields.add(Types.NestedField.optional(2, "Day", Types.TimestampType.withZone()));
    for (int i = 0; i < 2 + random.nextInt(8); i++) {
      fields.add(Types.NestedField.optional(3 + i, newName(), type()));
    }
    Schema schema = new Schema(fields);
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, seed % 2 == 0 ? "2" : "3");
    // Several row groups a file, so that a row's place in its file is more than one in its group.
    properties.put(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, "3000");
    properties.put(TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT, "10");
    properties.put(TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT, "10");
    table = catalog.createTable(name, schema, spec(schema), properties);
  }

  private String newName() {
    // Names that SQL quotes and that DuckDB gives itself.
    String name = List.of("a b", "filename", "\"", "file_row_number", "Ä").get(names % 5);
    return name + (names++ < 5 ? "" : names);
  }

  private Type type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private PartitionSpec spec(Schema schema) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    return switch (random.nextInt(3)) {
      case 0 -> spec.day("Day").build();
      case 1 -> spec.bucket("id", 3).build();
      default -> spec.build();
    };
  }

  /** One commit of any kind. */
  void work() {
    switch (random.nextInt(8)) {
      case 0 -> evolve();
      case 1 ->
          table.updateSpec().addField("p" + names, Expressions.bucket("id", 2 + names++)).commit();
      case 2, 3, 4 -> delete();
      default -> append();
    }
  }

  void append() {
    AppendFiles append = table.newAppend();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      Map<PartitionKey, DataWriter<Record>> writers = new LinkedHashMap<>();
      PartitionKey key = new PartitionKey(table.spec(), table.schema());
      InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
      for (int row = 0; row < random.nextInt(80); row++) {
        Record record = record();
        key.partition(wrapper.wrap(record));
        PartitionKey own = writers.containsKey(key) ? key : key.copy();
        writers.computeIfAbsent(own, this::writer).write(record);
      }
      for (DataWriter<Record> writer : writers.values()) {
        close(writer);
        append.appendFile(writer.toDataFile());
      }
    }
    append.commit();
  }

  private DataWriter<Record> writer(PartitionKey key) {
    return writers().newDataWriter(files().newOutputFile(table.spec(), key), table.spec(), key);
  }

  private GenericFileWriterFactory writers() {
    return new GenericFileWriterFactory.Builder(table)
        .dataFileFormat(FileFormat.PARQUET)
        .deleteFileFormat(FileFormat.PARQUET)
        .dataSchema(table.schema())
        .build();
  }

  private OutputFileFactory files() {
    return OutputFileFactory.builderFor(table, 0, 0)
        .format(FileFormat.PARQUET)
        .operationId(UUID.randomUUID().toString())
        .build();
  }

  private Record record() {
    Record record = GenericRecord.create(table.schema());
    for (NestedField field : table.schema().columns()) {
      boolean empty = field.isOptional() && random.nextInt(5) == 0;
      record.setField(field.name(), empty ? null : value(field));
    }
    return record;
  }

  private Object value(NestedField field) {
    // Few days and ids, so that conditions leave files out and partitions have several rows.
    if (field.fieldId() == 1) {
      return (long) random.nextInt(200);
    }
    if (field.fieldId() == 2) {
      return micros(random.nextLong(4 * 86_400_000_000L)).atOffset(ZoneOffset.UTC);
    }
    return value(field.type());
  }

  private Object value(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> random.nextBoolean();
      case INTEGER -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        BigInteger most = BigInteger.TEN.pow(decimal.precision());
        BigInteger unscaled = new BigInteger(random.nextInt(120) + 1, random).mod(most);
        yield new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
      }
      case STRING -> "é\uD83D\uDE00'".repeat(random.nextInt(3)) + random.nextInt(50);
      case BINARY -> ByteBuffer.wrap(bytes(random.nextInt(6)));
      case FIXED -> bytes(((Types.FixedType) type).length());
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case DATE -> LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000);
      case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
      case TIMESTAMP -> {
        LocalDateTime time = micros(random.nextLong() >> 12);
        yield ((Types.TimestampType) type).shouldAdjustToUTC()
            ? time.atOffset(ZoneOffset.UTC)
            : time;
      }
      default -> throw new IllegalStateException("No such type here: " + type);
    };
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static LocalDateTime micros(long micros) {
    return LocalDateTime.ofEpochSecond(1_767_000_000, 0, ZoneOffset.UTC)
        .plus(micros, ChronoUnit.MICROS);
  }

  private void evolve() {
    List<NestedField> free = table.schema().columns().subList(2, table.schema().columns().size());
    NestedField field = free.get(random.nextInt(free.size()));
    switch (random.nextInt(4)) {
      case 0 -> table.updateSchema().renameColumn(field.name(), newName() + "*").commit();
      case 1 -> {
        if (free.size() > 2) {
          table.updateSchema().deleteColumn(field.name()).commit();
        }
      }
      case 2 -> widen(field);
      default -> table.updateSchema().addColumn(newName() + "+", type()).commit();
    }
  }

  private void widen(NestedField field) {
    Type type = field.type();
    Type wider =
        switch (type.typeId()) {
          case INTEGER -> Types.LongType.get();
          case FLOAT -> Types.DoubleType.get();
          case DECIMAL -> {
            Types.DecimalType decimal = (Types.DecimalType) type;
            yield Types.DecimalType.of(Math.min(38, decimal.precision() + 4), decimal.scale());
          }
          default -> type;
        };
    table.updateSchema().updateColumn(field.name(), wider.asPrimitiveType()).commit();
  }

  private void delete() {
    Map<String, FileScanTask> tasks = new TreeMap<>();
    try (CloseableIterable<FileScanTask> scan = table.newScan().planFiles()) {
      scan.forEach(task -> tasks.put(task.file().location(), task));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tasks.values().removeIf(task -> random.nextInt(2) == 0);
    if (tasks.isEmpty()) {
      return;
    }
    if (TableUtil.formatVersion(table) == 2) {
      deleteByFiles(tasks);
      if (random.nextInt(4) == 0) {
        table.updateProperties().set(TableProperties.FORMAT_VERSION, "3").commit();
      }
    } else {
      deleteByVectors(tasks);
    }
  }

  private boolean dies() {
    return random.nextInt(4) == 0;
  }

  private void deleteByFiles(Map<String, FileScanTask> tasks) {
    Map<String, List<FileScanTask>> byPartition =
        tasks.values().stream()
            .collect(
                Collectors.groupingBy(
                    task -> task.spec().specId() + "/" + task.file().partition(),
                    TreeMap::new,
                    Collectors.toList()));
    RowDelta delta = table.newRowDelta();
    for (List<FileScanTask> partition : byPartition.values()) {
      FileScanTask any = partition.get(0);
      PositionDeleteWriter<Record> writer =
          writers()
              .newPositionDeleteWriter(
                  files().newOutputFile(any.spec(), any.file().partition()),
                  any.spec(),
                  any.file().partition());
      PositionDelete<Record> delete = PositionDelete.create();
      for (FileScanTask task : partition) {
        for (long row = 0; row < task.file().recordCount(); row++) {
          if (dies()) {
            writer.write(delete.set(task.file().location(), row));
          }
        }
      }
      close(writer);
      if (writer.toDeleteFile().recordCount() > 0) {
        delta.addDeletes(writer.toDeleteFile());
      }
    }
    delta.commit();
  }

  private void deleteByVectors(Map<String, FileScanTask> tasks) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PUFFIN).build();
    BaseDVFileWriter writer = new BaseDVFileWriter(files, path -> dead(tasks.get(path)));
    for (FileScanTask task : tasks.values()) {
      for (long row = 0; row < task.file().recordCount(); row++) {
        if (dies()) {
          writer.delete(task.file().location(), row, task.spec(), task.file().partition());
        }
      }
    }
    close(writer);
    DeleteWriteResult result = writer.result();
    long from = table.currentSnapshot().snapshotId();
    RowDelta delta = table.newRowDelta().validateFromSnapshot(from);
    result.deleteFiles().forEach(delta::addDeletes);
    result.rewrittenDeleteFiles().forEach(delta::removeDeletes);
    delta.commit();
  }

  private PositionDeleteIndex dead(FileScanTask task) {
    List<DeleteFile> deletes = task.deletes();
    return deletes.isEmpty()
        ? null
        : new BaseDeleteLoader(file -> table.io().newInputFile(file.location()))
            .loadPositionDeletes(deletes, task.file().location());
  }

  private static void close(java.io.Closeable writer) {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A comparison of a column with a value like those that it has, in SQL. */
  String condition() {
    List<NestedField> fields =
        table.schema().columns().stream().filter(f -> isComparable(f.type())).toList();
    NestedField field =
        random.nextBoolean()
            ? fields.get(random.nextInt(2))
            : fields.get(random.nextInt(fields.size()));
    String name = Dialect.DUCKDB.identifier(field.name());
    return switch (random.nextInt(4)) {
      case 0 -> name + " IN (" + literal(field) + ", " + literal(field) + ")";
      case 1 -> name + " BETWEEN " + literal(field) + " AND " + literal(field);
      case 2 -> literal(field) + " " + comparison() + " " + name;
      default -> name + " " + comparison() + " " + literal(field);
    };
  }

  private String comparison() {
    return List.of("=", "<", "<=", ">", ">=").get(random.nextInt(5));
  }

  private static boolean isComparable(Type type) {
    return switch (type.typeId()) {
      case BINARY, FIXED, UUID -> false;
      default -> true;
    };
  }

  private String literal(NestedField field) {
    Object value = value(field);
    if (value instanceof LocalDate date) {
      return "DATE '" + date + "'";
    }
    if (value instanceof LocalTime time) {
      return "TIME '" + time + "'";
    }
    if (value instanceof LocalDateTime time) {
      return "TIMESTAMP '" + time + "'";
    }
    if (value instanceof OffsetDateTime time) {
      return random.nextBoolean() ? "TIMESTAMPTZ '" + time + "'" : "'" + time + "'";
    }
    if (value instanceof String text) {
      return Dialect.DUCKDB.text(text);
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }
}
