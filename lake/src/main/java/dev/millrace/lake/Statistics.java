package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.puffin.Blob;
import org.apache.iceberg.puffin.Puffin;
import org.apache.iceberg.puffin.PuffinCompressionCodec;
import org.apache.iceberg.puffin.PuffinWriter;
import org.apache.iceberg.puffin.StandardBlobTypes;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types.NestedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * About how many distinct values each column of a current-state table has: engines choose by them
 * how to join. Kept as theta sketches in a Puffin file, as Iceberg says.
 *
 * @see <a href="https://iceberg.apache.org/puffin-spec/#apache-datasketches-theta-v1-blob-type">
 *     Puffin, apache-datasketches-theta-v1</a>
 */
final class Statistics {
  /** Stands with a column's sketch: up to which change of the history it counts. */
  static final String SEQUENCE = CurrentTable.SEQUENCE;

  private static final Logger LOGGER = LoggerFactory.getLogger(Statistics.class);
  private static final String DISTINCT = "ndv";

  /** They are gathered anew when there were so many changes for each row. */
  private static final double CHANGED = 0.2;

  private static final int TRIES = 5;

  private final Table table;
  private final TableOperations operations;

  /** Of a current-state table. */
  Statistics(Table table) {
    this.table = table;
    this.operations = ((HasTableOperations) table).operations();
  }

  /** Whether there are none yet, or much has changed since. */
  boolean areDue() {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return false;
    }
    Optional<Long> then = newest(operations.current()).map(Statistics::sequence);
    long rows =
        Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    return then.isEmpty() || Math.abs(CurrentTable.sequence(table) - then.get()) > CHANGED * rows;
  }

  private static long sequence(StatisticsFile file) {
    return file.blobMetadata().stream()
        .map(blob -> Long.valueOf(blob.properties().getOrDefault(SEQUENCE, "0")))
        .findFirst()
        .orElse(0L);
  }

  /**
   * Reads all of the table and notes what it finds. Rows that are dead and still in the files count
   * with them.
   */
  void gather(Budget budget) {
    Snapshot snapshot = table.currentSnapshot();
    List<NestedField> columns = new ArrayList<>();
    for (NestedField field : table.schema().columns()) {
      if (!Meta.isMeta(field.name())) {
        columns.add(field);
      }
    }
    attach(write(snapshot, columns, count(snapshot, columns, budget)));
  }

  private ThetaSketch[] count(Snapshot snapshot, List<NestedField> columns, Budget budget) {
    ThetaSketch[] sketches = new ThetaSketch[columns.size()];
    for (int i = 0; i < sketches.length; i++) {
      sketches[i] = new ThetaSketch();
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<StructLike> rows =
            ParquetRows.internal(table, task.file(), new Schema(columns))) {
          for (StructLike row : rows) {
            for (int i = 0; i < sketches.length; i++) {
              Object value = row.get(i, Object.class);
              if (value != null) {
                sketches[i].update(bytes(columns.get(i), value));
              }
            }
            budget.spend();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
    return sketches;
  }

  private static byte[] bytes(NestedField column, Object value) {
    ByteBuffer buffer = Conversions.toByteBuffer(column.type(), value);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private StatisticsFile write(
      Snapshot snapshot, List<NestedField> columns, ThetaSketch[] sketches) {
    String name = "%d-%s.stats".formatted(snapshot.snapshotId(), UUID.randomUUID());
    OutputFile file = table.io().newOutputFile(operations.metadataFileLocation(name));
    String sequence = Long.toString(CurrentTable.sequence(table));
    try (PuffinWriter writer = Puffin.write(file).createdBy("Millrace").build()) {
      for (int i = 0; i < sketches.length; i++) {
        writer.write(
            new Blob(
                StandardBlobTypes.APACHE_DATASKETCHES_THETA_V1,
                List.of(columns.get(i).fieldId()),
                snapshot.snapshotId(),
                snapshot.sequenceNumber(),
                ByteBuffer.wrap(sketches[i].toBytes()),
                PuffinCompressionCodec.ZSTD,
                Map.of(DISTINCT, Long.toString(sketches[i].estimate()), SEQUENCE, sequence)));
      }
      writer.finish();
      return new GenericStatisticsFile(
          snapshot.snapshotId(),
          file.location(),
          writer.fileSize(),
          writer.footerSize(),
          GenericBlobMetadata.from(writer.writtenBlobsMetadata()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write statistics of the lake's table: " + table.name(), e);
    }
  }

  /** Lets the newest snapshot have them, and none else. */
  private void attach(StatisticsFile file) {
    for (int left = TRIES; ; left--) {
      TableMetadata base = operations.refresh();
      TableMetadata.Builder changed = TableMetadata.buildFrom(base);
      Set<Long> before = new HashSet<>();
      base.statisticsFiles().forEach(old -> before.add(old.snapshotId()));
      before.forEach(changed::removeStatistics);
      changed.setStatistics(at(base.currentSnapshot().snapshotId(), file));
      try {
        operations.commit(base, changed.build());
        return;
      } catch (CommitFailedException e) {
        if (left == 0) {
          throw e;
        }
        LOGGER.debug("{} has just moved on; its statistics follow", table, e);
      }
    }
  }

  private static Optional<StatisticsFile> newest(TableMetadata metadata) {
    return metadata.statisticsFiles().stream().max(Comparator.comparingLong(Statistics::sequence));
  }

  private static StatisticsFile at(long snapshot, StatisticsFile file) {
    return new GenericStatisticsFile(
        snapshot,
        file.path(),
        file.fileSizeInBytes(),
        file.fileFooterSizeInBytes(),
        file.blobMetadata());
  }

  /** Has the newest snapshot keep statistics whose own is about to be forgotten. */
  static void keep(TableMetadata base, Set<Long> forgotten, TableMetadata.Builder changed) {
    newest(base)
        .filter(file -> forgotten.contains(file.snapshotId()))
        .ifPresent(file -> changed.setStatistics(at(base.currentSnapshot().snapshotId(), file)));
  }
}
