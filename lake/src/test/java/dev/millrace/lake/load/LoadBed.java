package dev.millrace.lake.load;

import dev.millrace.lake.LakeCatalog;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.load.LoadRequest.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
          "COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet" + options + ")");
      return file;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("Cannot write " + file, e);
    }
  }

  /** An ORC file as Hive writes it, with the columns id, name and at. */
  public Path orc(String name, int rows) {
    Path file = source.resolve(name);
    TypeDescription type =
        TypeDescription.fromString("struct<id:int,name:varchar(20),at:timestamp>");
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
  List<String> rows(String name) {
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

  List<DataFile> files(String name) {
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
