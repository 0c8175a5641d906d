package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files of one table that are not committed yet: one open for each day, or one alone if
 * the table has no partitions, opened with its first row, closed when it is large enough or many
 * others are open.
 */
final class DataFiles {
  /** Parquet holds about this much of each open file in memory. */
  static final long ROW_GROUP_BYTES = 8L << 20;

  /** What Parquet sets aside for each column of an open file before there is anything in it. */
  private static final long BYTES_A_COLUMN = 24L << 10;

  private static final Logger LOGGER = LoggerFactory.getLogger(DataFiles.class);
  private static final int MAX_OPEN = 4;

  private final Table table;
  private final Schema schema;
  private final PartitionSpec spec;
  private final long fileBytes;
  private final OutputFileFactory names;
  private final Map<Integer, OpenFile> open = new HashMap<>();
  private final IntSupplier numbers;
  private final Optional<Executor> encoder;
  private final List<Written> done = new ArrayList<>();

  /**
   * A file that is closed.
   *
   * @param number by which rows' places name it
   */
  record Written(int number, DataFile file) {}

  /**
   * @param schema of the rows; the table may be about to take it
   * @param fileBytes a file is closed when it has about this size
   * @param numbers gives each file its number
   * @param encoder the thread that encodes rows; if there is none, that is done at once
   */
  DataFiles(
      Table table, Schema schema, long fileBytes, IntSupplier numbers, Optional<Executor> encoder) {
    this.table = table;
    this.schema = schema;
    this.spec = specOf(table);
    this.fileBytes = fileBytes;
    this.numbers = numbers;
    this.encoder = encoder;
    this.names =
        OutputFileFactory.builderFor(table, 0, 0)
            .defaultSpec(spec)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
  }

  /**
   * The partitions that a table was made with: by day for a history, none for a current state. What
   * is written keeps to them, whatever partitions somebody has given the table since.
   */
  static PartitionSpec specOf(Table table) {
    return table.specs().get(0);
  }

  /** Files whose rows are encoded at once. */
  DataFiles(Table table, Schema schema, long fileBytes, IntSupplier numbers) {
    this(table, schema, fileBytes, numbers, Optional.empty());
  }

  /**
   * Writes a row, which may be overwritten afterwards.
   *
   * @param day of its partition, counted from 1970; any for a table without partitions
   * @return its place
   */
  long write(StructLike row, int day) {
    OpenFile file = open.get(day);
    if (file == null) {
      if (open.size() >= MAX_OPEN) {
        closeLargest();
      }
      file = create(day);
      open.put(day, file);
    }
    long place = Places.of(file.number(), file.rows());
    file.write(row);
    if (file.length() >= fileBytes || file.rows() >= Places.ROWS_MAX) {
      finish(file);
      open.remove(day);
    }
    return place;
  }

  /** Has all rows encoded that wait for others to come. */
  void flush() {
    open.values().forEach(OpenFile::flush);
  }

  /** About how much memory the open files hold. */
  long bufferedBytes() {
    long bytes = BYTES_A_COLUMN * open.size() * schema.columns().size();
    for (OpenFile file : open.values()) {
      // Its lists grow by doubling.
      bytes += 2 * Math.min(file.length(), ROW_GROUP_BYTES);
    }
    return bytes;
  }

  /** Closes what is open and gives memory back; nothing is committed. */
  void closeOpen() {
    Iterator<OpenFile> files = open.values().iterator();
    while (files.hasNext()) {
      OpenFile file = files.next();
      finish(file);
      files.remove();
    }
  }

  /** Closes what is open and hands over all files; they are the caller's from then on. */
  List<Written> take() {
    closeOpen();
    List<Written> files = List.copyOf(done);
    done.clear();
    return files;
  }

  /** Gives up: nothing of it was committed, so it goes. */
  void discard() {
    for (OpenFile file : open.values()) {
      try {
        file.abandon();
      } catch (IOException | RuntimeException e) {
        LOGGER.debug("Closed a file that could not be written: {}", file.location(), e);
      }
      delete(file.location());
    }
    open.clear();
    done.forEach(written -> delete(written.file().location()));
    done.clear();
  }

  /** Deletes files of which it is certain that nothing refers to them. */
  void delete(List<Written> files) {
    files.forEach(written -> delete(written.file().location()));
  }

  private void delete(String location) {
    try {
      table.io().deleteFile(location);
    } catch (RuntimeException e) {
      LOGGER.debug("Left behind a file that nothing refers to: {}", location, e);
    }
  }

  private void closeLargest() {
    int largest = -1;
    for (Map.Entry<Integer, OpenFile> entry : open.entrySet()) {
      if (largest == -1 || entry.getValue().rows() > open.get(largest).rows()) {
        largest = entry.getKey();
      }
    }
    finish(open.get(largest));
    open.remove(largest);
  }

  private OpenFile create(int day) {
    PartitionData partition = null;
    if (spec.isPartitioned()) {
      partition = new PartitionData(spec.partitionType());
      partition.set(0, day);
    }
    OutputFile file =
        (partition == null ? names.newOutputFile() : names.newOutputFile(spec, partition))
            .encryptingOutputFile();
    try {
      DataWriter<StructLike> writer =
          Parquet.writeData(file)
              .forTable(table)
              .schema(schema)
              .withSpec(spec)
              .withPartition(partition)
              .createWriterFunc(message -> InternalWriter.createWriter(schema, message))
              .build();
      return new OpenFile(numbers.getAsInt(), file.location(), writer, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create a data file: " + file.location(), e);
    }
  }

  private void finish(OpenFile file) {
    done.add(file.finish());
  }
}
