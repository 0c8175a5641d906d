package dev.millrace.lake.load;

import dev.millrace.lake.LakeCatalog;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A folder of files, a lake to load them into, and DuckDB to write Parquet as others do. */
public final class LoadBed implements AutoCloseable {
  final Path source;
  final LakeOptions options;
  final Catalog catalog;
  private final Connection duck;

  LoadBed(Path folder) {
    this(folder, LakeOptions.in(folder.resolve("lake")));
  }

  /** For a lake that may be running. */
  public LoadBed(Path folder, LakeOptions options) {
    try {
      this.options = options;
      source = Files.createDirectories(folder.resolve("old files"));
      catalog = LakeCatalog.open(options);
      duck = DriverManager.getConnection("jdbc:duckdb:");
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("Cannot make a bed for tests", e);
    }
  }

  Path folder(String name) {
    try {
      return Files.createDirectories(source.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text file. */
  public Path text(String name, String... lines) {
    try {
      Path file = source.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Parquet file without field numbers, with the rows of a query. */
  public Path parquet(String name, String query) {
    return parquet(name, query, "");
  }

  public Path parquet(String name, String query, String options) {
    Path file = source.resolve(name);
    try (Statement statement = duck.createStatement()) {
      Files.createDirectories(file.getParent());
      statement.execute(
          "COPY ("
              + query
              + ") TO '"
              + file.toString().replace("'", "''")
              + "' (FORMAT parquet"
              + options
              + ")");
      return file;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("Cannot write " + file, e);
    }
  }

  /** An ORC file as Hive writes it, with the columns id, name and at. */
  public Path orc(String name, int rows) {
    return orc(name, rows, "struct<id:int,name:varchar(20),at:timestamp>");
  }

  Path orc(String name, int rows, String columns) {
    Path file = source.resolve(name);
    TypeDescription type = TypeDescription.fromString(columns);
    try {
      Files.createDirectories(file.getParent());
      Configuration configuration = new Configuration();
      try (Writer writer =
          OrcFile.createWriter(
              new org.apache.hadoop.fs.Path(file.toUri()),
              OrcFile.writerOptions(configuration).setSchema(type))) {
        VectorizedRowBatch batch = type.createRowBatch();
        for (int i = 0; i < rows; i++) {
          ((LongColumnVector) batch.cols[0]).vector[i] = i;
          byte[] text = ("row " + i).getBytes(StandardCharsets.UTF_8);
          ((BytesColumnVector) batch.cols[1]).setVal(i, text);
          ((TimestampColumnVector) batch.cols[2]).set(i, new Timestamp(i * 1_000L));
        }
        batch.size = rows;
        writer.addRowBatch(batch);
      }
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String MONEY =
      "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2}";
  private static final String SHORT =
      """
      {'type': 'record', 'name': 'r', 'fields': [
        {'name': 'id', 'type': 'int'},
        {'name': 'price', 'type': %s},
        {'name': 'at', 'type': {'type': 'long', 'logicalType': 'timestamp-millis'}}%s]}""";
  private static final String MORE =
      """
      ,
        {'name': 'local', 'type': ['null', {'type': 'long', 'logicalType': 'local-timestamp-micros'}]},
        {'name': 'day', 'type': {'type': 'int', 'logicalType': 'date'}},
        {'name': 'tags', 'type': {'type': 'array', 'items': ['null', 'string']}},
        {'name': 'in', 'type': {'type': 'record', 'name': 'inner', 'fields': [
          {'name': 'x', 'type': 'double'}]}}""";

  private static Schema avroSchema(String more) {
    return new Schema.Parser().parse(SHORT.formatted(MONEY, more).replace('\'', '"'));
  }

  private static GenericRecord avroRow(Schema schema, int i) {
    GenericRecord row = new GenericData.Record(schema);
    row.put("id", i);
    row.put("price", ByteBuffer.wrap(BigInteger.valueOf(100L * i - 1).toByteArray()));
    row.put("at", (long) i);
    if (schema.getField("in") != null) {
      row.put("local", (long) i);
      row.put("day", i);
      row.put("tags", Arrays.asList("a", null));
      GenericRecord inner = new GenericData.Record(schema.getField("in").schema());
      inner.put("x", 0.5);
      row.put("in", inner);
    }
    return row;
  }

  /** An Avro file with many of its types. */
  Path avro(String name, int rows) {
    Path file = source.resolve(name);
    Schema schema = avroSchema(MORE);
    try {
      Files.createDirectories(file.getParent());
      try (DataFileWriter<GenericRecord> writer =
          new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
        writer.create(schema, file.toFile());
        for (int i = 0; i < rows; i++) {
          writer.append(avroRow(schema, i));
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Parquet file with times in milliseconds, as parquet-avro writes it. */
  Path parquetOfAvro(String name, int rows) {
    Path file = source.resolve(name);
    Schema schema = avroSchema("");
    try {
      Files.createDirectories(file.getParent());
      try (ParquetWriter<GenericRecord> writer =
          AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
              .withSchema(schema)
              .build()) {
        for (int i = 0; i < rows; i++) {
          writer.write(avroRow(schema, i));
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Parquet file with a time of 96 bits, one microsecond after 1970 began. */
  Path int96(String name) {
    Path file = source.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      MessageType type = MessageTypeParser.parseMessageType("message m { optional int96 at; }");
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(type).build()) {
        ByteBuffer time = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        time.putLong(1_000).putInt(2_440_588);
        Group row = new SimpleGroup(type);
        row.add("at", Binary.fromConstantByteArray(time.array()));
        writer.write(row);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file into another store. */
  public void put(String name, String location) {
    try (OutputStream out = LakeCatalog.files(options, location).newOutputFile(location).create()) {
      Files.copy(source.resolve(name), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Turns bytes over behind the middle of a file. */
  static void damage(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = bytes.length / 2; i < bytes.length / 2 + 200; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public LoadReport load(String from, Wish... wishes) {
    return load(request(from).with(wishes));
  }

  public LoadReport load(LoadRequest request) {
    return load(request, Steps.NONE);
  }

  LoadReport load(LoadRequest request, Steps steps) {
    try (Load load = Load.open(options, steps)) {
      return load.run(load.plan(request), progress -> {});
    }
  }

  public LoadRequest request(String from) {
    return LoadRequest.of(source.resolve(from).toString(), "archive");
  }

  LoadRequest request(String from, List<String> columns, Map<String, String> types) {
    return new LoadRequest(
        source.resolve(from).toString(),
        List.of("archive"),
        Optional.empty(),
        Set.of(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        columns,
        types,
        Set.of("model"));
  }

  public Table table(String name) {
    return catalog.loadTable(TableIdentifier.parse("archive." + name));
  }

  /** The rows as Iceberg's own readers have them, sorted, as text. */
  public List<String> rows(String name) {
    Table table = table(name);
    return IcebergRows.read(table, table.newScan()).stream()
        .map(
            record -> {
              List<String> values = new ArrayList<>();
              table.schema().columns().forEach(f -> values.add("" + record.getField(f.name())));
              return String.join(" ", values);
            })
        .sorted()
        .toList();
  }

  /** The table's columns with their types. */
  List<String> columns(String name) {
    return table(name).schema().columns().stream().map(f -> f.name() + " " + f.type()).toList();
  }

  public List<DataFile> files(String name) {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table(name).newScan().planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  @Override
  public void close() {
    try {
      duck.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    LakeCatalog.close(catalog);
  }
}
