package dev.millrace.lake;

import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/** A real broker and a lake on a folder, and what tests look at. */
final class Bed implements AutoCloseable {
  /** Short enough that tests need not wait, long enough that changes gather. */
  static final Duration INTERVAL = Duration.ofMillis(200);

  final EmbeddedBroker broker;
  final Log log;
  final Schemas schemas;
  final Path folder;

  Bed(Path folder) {
    this.folder = folder;
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
  }

  LakeOptions options(String name) {
    return LakeOptions.in(folder.resolve(name)).withCommitInterval(INTERVAL);
  }

  Lake open() {
    return open("the lake");
  }

  Lake open(String name) {
    return Lake.open(options(name), log, schemas);
  }

  Lake open(String name, CrashPoints crashPoints) {
    return open(options(name), crashPoints);
  }

  Lake open(LakeOptions options, CrashPoints crashPoints) {
    return Lake.open(
        options, log, schemas, crashPoints, InstantSource.system(), UnaryOperator.identity());
  }

  Lake open(String name, UnaryOperator<FileIO> files) {
    return Lake.open(options(name), log, schemas, CrashPoints.NONE, InstantSource.system(), files);
  }

  /** Waits until a lake's writer has died, and lets go of what a killed process would not hold. */
  static void bury(Lake lake) {
    lake.awaitEnd();
    lake.upkeep().close();
    LakeCatalog.close(lake.catalog());
  }

  Topic topic(TableSchema schema) {
    return new Topic(this, schema);
  }

  static Table history(Lake lake, TableName table) {
    return lake.catalog().loadTable(lake.changesOf(table));
  }

  static Table current(Lake lake, TableName table) {
    return lake.catalog().loadTable(LakeNames.current(table));
  }

  /** All changes as Iceberg's own reader has them, in the order of effect. */
  static List<Record> changes(Lake lake, TableName table) {
    List<Record> records = new ArrayList<>();
    try (CloseableIterable<Record> scan = IcebergGenerics.read(history(lake, table)).build()) {
      scan.forEach(records::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records.sort(
        (a, b) -> Long.compare((Long) a.getField("_sequence"), (Long) b.getField("_sequence")));
    return records;
  }

  /** The data files of a table's present snapshot, as paths. */
  static List<Path> files(Lake lake, TableName table) {
    List<Path> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = history(lake, table).newScan().planFiles()) {
      tasks.forEach(task -> files.add(LocalFiles.path(task.file().location())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  @Override
  public void close() {
    schemas.close();
    log.close();
    broker.close();
  }
}
