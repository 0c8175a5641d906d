package dev.millrace.lake;

import dev.millrace.lake.DataFiles.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** Puts small files of a history together, day by day, in the order of the changes in them. */
final class HistoryCompaction {
  private final Table table;
  private final long fileBytes;
  private final Budget budget;

  HistoryCompaction(Table table, long fileBytes, Budget budget) {
    this.table = table;
    this.fileBytes = fileBytes;
    this.budget = budget;
  }

  /** A file and the number of its first change. */
  private record Part(DataFile file, long first) {}

  /**
   * Puts some files together.
   *
   * @param today as a day counted from 1970; days before yesterday get no more files
   * @return how many files have become one or two; 0 when all is well
   */
  int runOnce(int today) {
    for (Map.Entry<Integer, List<Part>> day : days().entrySet()) {
      List<Part> parts = day.getValue();
      parts.sort(Comparator.comparingLong(Part::first));
      List<Part> together =
          day.getKey() < today - 1
              ? SmallFiles.rest(parts, part -> part.file.fileSizeInBytes(), fileBytes)
              : SmallFiles.next(parts, part -> part.file.fileSizeInBytes(), fileBytes);
      if (!together.isEmpty()) {
        rewrite(day.getKey(), together);
        return together.size();
      }
    }
    return 0;
  }

  private Map<Integer, List<Part>> days() {
    Map<Integer, List<Part>> days = new TreeMap<>();
    String column = Meta.SEQUENCE.column();
    int id = table.schema().findField(column).fieldId();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().includeColumnStats(Set.of(column)).planFiles()) {
      for (FileScanTask task : tasks) {
        if (task.file().specId() != DataFiles.specOf(table).specId()) {
          // Somebody has put it together by other partitions.
          continue;
        }
        DataFile file = task.file().copy();
        ByteBuffer bound = file.lowerBounds().get(id);
        days.computeIfAbsent(file.partition().get(0, Integer.class), any -> new ArrayList<>())
            .add(new Part(file, Conversions.fromByteBuffer(Types.LongType.get(), bound)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
    return days;
  }

  private void rewrite(int day, List<Part> parts) {
    Schema schema = table.schema();
    DataFiles files = new DataFiles(table, schema, Long.MAX_VALUE, () -> 0);
    // Looked through from there on: the snapshots before may be forgotten.
    RewriteFiles rewrite =
        table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
    try {
      for (Part part : parts) {
        copy(part.file, schema, day, files);
        rewrite.deleteFile(part.file);
      }
      for (Written written : files.take()) {
        rewrite.addFile(written.file());
      }
    } catch (RuntimeException e) {
      files.discard();
      throw e;
    }
    rewrite.commit();
  }

  private void copy(DataFile file, Schema schema, int day, DataFiles to) {
    try (CloseableIterable<StructLike> rows = ParquetRows.internal(table, file, schema)) {
      for (StructLike row : rows) {
        to.write(row, day);
        budget.spend();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
  }
}
