package dev.millrace.lake;

import dev.millrace.lake.DataFiles.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Writes the live rows of some files of a current-state table to fewer files, while the table goes
 * on; what has changed meanwhile is settled when the outcome is taken over. Planned and taken over
 * by the writer's thread, run by another.
 */
final class CurrentCompaction {
  /** A file is written anew when this share of its rows is dead. */
  private static final double DEAD_SHARE = 0.2;

  private final Table table;
  private final Schema schema;
  private final RowKeys keys;
  private final int[] keyPlaces;
  private final List<Input> inputs;
  private final long generation;
  private final double deadShare;
  private final DataFiles files;
  private final LongTable moves;
  private List<Written> outputs = List.of();
  private int lastFile;

  /**
   * A file whose rows are moved.
   *
   * @param dead rows that are left out; null for none
   */
  record Input(int number, DataFile file, PositionDeleteIndex dead) {}

  /** Takes where rows have gone. */
  interface Moves {
    void take(KeyHash key, long from, long to);
  }

  /**
   * @param keyPlaces where the columns of the key stand in the schema
   * @param generation of the numbers of the inputs
   * @param deadShare of all rows in the table's files
   */
  CurrentCompaction(
      Table table,
      Schema schema,
      RowKeys keys,
      int[] keyPlaces,
      List<Input> inputs,
      long generation,
      double deadShare,
      long fileBytes,
      Path scratch) {
    this.table = table;
    this.schema = schema;
    this.keys = keys;
    this.keyPlaces = keyPlaces;
    this.inputs = inputs;
    this.generation = generation;
    this.deadShare = deadShare;
    this.files = new DataFiles(table, schema, fileBytes, () -> ++lastFile);
    this.moves = new LongTable(scratch, 4);
  }

  /**
   * The files that are next to be written anew, those with the largest share of dead rows first;
   * empty when all is well.
   */
  static List<LiveFile> choose(Collection<LiveFile> files, long fileBytes) {
    List<LiveFile> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparingDouble(LiveFile::deadShare).reversed());
    List<LiveFile> chosen = new ArrayList<>();
    long bytes = 0;
    for (LiveFile file : ordered) {
      if (file.deadShare() > DEAD_SHARE) {
        chosen.add(file);
        bytes += file.liveBytes();
        if (bytes > fileBytes) {
          break;
        }
      }
    }
    if (!chosen.isEmpty()) {
      return chosen;
    }
    // Which rows stand together does not matter, so those of a size do, in the order of their age.
    ordered.sort(
        Comparator.<LiveFile>comparingInt(file -> SmallFiles.kind(file.liveBytes()))
            .thenComparingInt(file -> file.number));
    return SmallFiles.next(ordered, LiveFile::liveBytes, fileBytes);
  }

  List<Input> inputs() {
    return inputs;
  }

  long generation() {
    return generation;
  }

  /** The share of all rows in the table's files that were dead when it was planned. */
  double deadShare() {
    return deadShare;
  }

  /** The files written, numbered from 1. */
  List<Written> outputs() {
    return outputs;
  }

  /** Writes the files. */
  void run(Budget budget) {
    try {
      for (Input input : inputs) {
        copy(input, budget);
      }
      outputs = files.take();
    } catch (RuntimeException e) {
      files.discard();
      throw e;
    }
  }

  private void copy(Input input, Budget budget) {
    KeyHash hash = new KeyHash();
    int row = 0;
    try (CloseableIterable<StructLike> rows = ParquetRows.internal(table, input.file, schema)) {
      for (StructLike values : rows) {
        if (input.dead == null || !input.dead.isDeleted(row)) {
          hash.of(keys.of(values, keyPlaces));
          long to = files.write(values, 0);
          moves.add(hash.high(), hash.low(), Places.of(input.number, row), to);
        }
        row++;
        budget.spend();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
  }

  /** Tells where each row has gone; places name {@link #outputs}. */
  void forEachMove(Moves action) {
    KeyHash hash = new KeyHash();
    for (int i = 0; i < moves.rows(); i++) {
      hash.set(moves.get(i, 0), moves.get(i, 1));
      action.take(hash, moves.get(i, 2), moves.get(i, 3));
    }
  }

  /** Deletes what was written: nobody wants it any more. */
  void discard() {
    files.delete(outputs);
  }
}
