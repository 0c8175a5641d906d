package dev.millrace.lake.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows into Parquet files of the lake, one open at a time: the files of a folder come one
 * after the other, so their rows share files, whatever size theirs had.
 */
final class RowFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(RowFiles.class);
  private static final int CHECK_EVERY = 500;

  private final Table table;
  private final long fileBytes;
  private final OutputFileFactory names;
  private final List<DataFile> done = new ArrayList<>();
  private Optional<Open> open = Optional.empty();
  private long bytes;

  private static final class Open {
    final DataWriter<Record> writer;
    final OutputFile file;
    final PartitionData partition;
    final int schema;
    long rows;

    Open(DataWriter<Record> writer, OutputFile file, PartitionData partition, int schema) {
      this.writer = writer;
      this.file = file;
      this.partition = partition;
      this.schema = schema;
    }
  }

  /**
   * @param fileBytes a file is closed when it has about this size
   */
  RowFiles(Table table, long fileBytes) {
    this.table = table;
    this.fileBytes = fileBytes;
    this.names =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
  }

  /** A place for a file of the table. */
  OutputFile place(PartitionData partition) {
    return (table.spec().isPartitioned()
            ? names.newOutputFile(table.spec(), partition)
            : names.newOutputFile())
        .encryptingOutputFile();
  }

  void write(Record row, PartitionData partition) {
    if (open.isPresent()
        && !(Objects.equals(open.get().partition, partition)
            && open.get().schema == table.schema().schemaId())) {
      finish();
    }
    if (open.isEmpty()) {
      open = Optional.of(create(partition));
    }
    Open file = open.get();
    file.writer.write(row);
    file.rows++;
    if (file.rows % CHECK_EVERY == 0 && file.writer.length() >= fileBytes) {
      finish();
    }
  }

  private Open create(PartitionData partition) {
    OutputFile file = place(partition);
    try {
      return new Open(
          Parquet.writeData(file)
              .forTable(table)
              .withSpec(table.spec())
              .withPartition(table.spec().isPartitioned() ? partition : null)
              .createWriterFunc(message -> GenericParquetWriter.create(table.schema(), message))
              .build(),
          file,
          partition,
          table.schema().schemaId());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create a data file: " + file.location(), e);
    }
  }

  private void finish() {
    Open file = open.orElseThrow();
    open = Optional.empty();
    try {
      file.writer.close();
    } catch (IOException e) {
      delete(file.file.location());
      throw new UncheckedIOException("Cannot write a data file: " + file.file.location(), e);
    }
    add(file.writer.toDataFile());
  }

  /** A file of the lake's own that somebody else has written. */
  void add(DataFile file) {
    done.add(file);
    bytes += file.fileSizeInBytes();
  }

  /** How much has been written in closed files. */
  long bytes() {
    return bytes;
  }

  /** Closes what is open; the files are the caller's. */
  List<DataFile> take() {
    if (open.isPresent()) {
      finish();
    }
    List<DataFile> files = List.copyOf(done);
    done.clear();
    bytes = 0;
    return files;
  }

  /** Gives up: nothing of it was committed, so it goes. */
  void discard() {
    open.ifPresent(
        file -> {
          try {
            file.writer.close();
          } catch (IOException | RuntimeException e) {
            LOGGER.debug("Closed a file that could not be written: {}", file.file.location(), e);
          }
          delete(file.file.location());
        });
    open = Optional.empty();
    done.forEach(file -> delete(file.location()));
    done.clear();
    bytes = 0;
  }

  void delete(String location) {
    try {
      table.io().deleteFile(location);
    } catch (RuntimeException e) {
      LOGGER.debug("Left behind a file that nothing refers to: {}", location, e);
    }
  }
}
