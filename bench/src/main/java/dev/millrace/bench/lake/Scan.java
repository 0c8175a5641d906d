package dev.millrace.bench.lake;

import dev.millrace.bench.Feed;
import dev.millrace.bench.Figure;
import dev.millrace.lake.Lake;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.LocalFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.parquet.Parquet;

/** A full scan of a current-state table that has been changed a lot, beside the same rows fresh. */
final class Scan {
  private static final int RUNS = 3;
  private static final long PACE = 5_000;
  private static final int BATCH = 500;

  private Scan() {}

  /** After changes at an ordinary pace, one and a half as many as there are rows. */
  static void afterPace(long rows, Consumer<Figure> out) throws Exception {
    run(
        rows,
        "after " + PACE + " changes a second",
        feed -> {
          long start = System.nanoTime();
          long batches = rows * 3 / 2 / BATCH;
          for (long batch = 0; batch < batches; batch++) {
            LockSupport.parkNanos(
                start + batch * (1_000_000_000L * BATCH / PACE) - System.nanoTime());
            feed.change(BATCH);
          }
        },
        out);
  }

  /** After changes as fast as they can be made and taken, twice as many as there are rows. */
  static void afterRush(long rows, Consumer<Figure> out) throws Exception {
    run(rows, "after changes at full speed", feed -> feed.change(2 * rows), out);
  }

  /** Changes a table. */
  private interface Changes {
    void make(Feed feed);
  }

  private static void run(long rows, String when, Changes changes, Consumer<Figure> out)
      throws Exception {
    try (LakeBed bed = new LakeBed();
        Feed feed = Feed.ofOrderLines(bed.log, bed.schemas, LakeBenchmark.table("scanned"))) {
      try (Lake lake = bed.open(LakeBenchmark.INTERVAL)) {
        feed.insert(rows);
        LakeBed.await(lake, feed.table(), feed.written());
        changes.make(feed);
        LakeBed.await(lake, feed.table(), feed.written());
        out.accept(
            Figure.of(
                LakeBenchmark.NAME,
                "scan " + when + ", dead share of the rows",
                100 * lake.status().tables().get(0).current().orElseThrow().deadShare(),
                "%"));
      }
      try (JdbcCatalog catalog = catalog(bed)) {
        Table table = catalog.loadTable(TableIdentifier.of("bench", "public", "scanned"));
        Table fresh = copy(catalog, table);
        double changed = Double.MAX_VALUE;
        double anew = Double.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
          changed = Math.min(changed, seconds(table));
          anew = Math.min(anew, seconds(fresh));
        }
        out.accept(
            Figure.of(LakeBenchmark.NAME, "scan " + when, changed, "s")
                .withLimit("the same rows freshly written", anew));
      }
    }
  }

  private static JdbcCatalog catalog(LakeBed bed) {
    LakeOptions options = LakeOptions.in(bed.folder.resolve("lake"));
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", options.catalog());
    properties.put("warehouse", options.warehouse());
    properties.put("jdbc.schema-version", "V1");
    JdbcCatalog catalog = new JdbcCatalog();
    // As the lake reads; Hadoop's own reader of local files takes a row group in one piece, and
    // waits for five minutes where direct memory has no room for it.
    properties.put("io-impl", LocalFiles.class.getName());
    catalog.setConf(new Configuration());
    catalog.initialize("millrace", properties);
    return catalog;
  }

  private static Table copy(JdbcCatalog catalog, Table table) throws IOException {
    Table copy =
        catalog.createTable(
            TableIdentifier.of("bench", "public", "fresh"),
            table.schema(),
            PartitionSpec.unpartitioned(),
            Map.of("write.parquet.compression-level", "1"));
    DataWriter<Record> writer =
        Parquet.writeData(copy.io().newOutputFile(copy.locationProvider().newDataLocation("rows")))
            .forTable(copy)
            .withSpec(PartitionSpec.unpartitioned())
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer;
        CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(writer::write);
    }
    DataFile file = writer.toDataFile();
    copy.newAppend().appendFile(file).commit();
    return copy;
  }

  private static double seconds(Table table) throws IOException {
    long start = System.nanoTime();
    long rows = 0;
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        rows += record.size() > 0 ? 1 : 0;
      }
    }
    if (rows == 0) {
      throw new IllegalStateException("Nothing was scanned.");
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
