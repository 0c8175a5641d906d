package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** Goes through a history's changes again, in the order in which they took effect. */
final class HistoryReplay {
  private final Table history;
  private final RecordReader reader;
  private final ToIntFunction<DataFile> numbers;

  /** Takes one change. */
  interface Changes {
    /**
     * Takes a change.
     *
     * @param record overwritten by the next
     * @param place where it stands
     */
    void take(Record record, long sequence, long place);
  }

  /**
   * @param reader what is read of each change, its {@link Meta#SEQUENCE} among it
   * @param numbers gives a file its number, once, before its first change
   */
  HistoryReplay(Table history, RecordReader reader, ToIntFunction<DataFile> numbers) {
    this.history = history;
    this.reader = reader;
    this.numbers = numbers;
  }

  /**
   * Replays all changes of the files that have any later than {@code after}; a file that has
   * earlier ones, too, comes whole.
   */
  void run(long after, Changes changes) {
    List<Reach> waiting = files(after);
    PriorityQueue<Cursor> open = new PriorityQueue<>(Comparator.comparingLong(c -> c.sequence));
    int next = 0;
    try {
      while (next < waiting.size() || !open.isEmpty()) {
        // Files of different days may have been written at once; others follow one another.
        if (next < waiting.size()
            && (open.isEmpty() || waiting.get(next).first() <= open.peek().sequence)) {
          Cursor cursor = new Cursor(waiting.get(next++).file());
          if (cursor.advance()) {
            open.add(cursor);
          }
          continue;
        }
        Cursor cursor = open.poll();
        changes.take(cursor.record, cursor.sequence, cursor.place());
        if (cursor.advance()) {
          open.add(cursor);
        }
      }
    } finally {
      open.forEach(Cursor::close);
    }
  }

  /** A file and the first of its changes. */
  private record Reach(DataFile file, long first) {}

  private List<Reach> files(long after) {
    List<Reach> files = new ArrayList<>();
    String column = Meta.SEQUENCE.column();
    int id = history.schema().findField(column).fieldId();
    try (CloseableIterable<FileScanTask> tasks =
        history
            .newScan()
            .includeColumnStats(Set.of(column))
            .filter(Expressions.greaterThan(column, after))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        Map<Integer, ByteBuffer> bounds = task.file().lowerBounds();
        long first = Conversions.fromByteBuffer(Types.LongType.get(), bounds.get(id));
        files.add(new Reach(task.file().copy(), first));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + history.name(), e);
    }
    files.sort(Comparator.comparingLong(Reach::first));
    return files;
  }

  /** A file that is being read. */
  private final class Cursor {
    final int number;
    final CloseableIterable<Record> rows;
    final Iterator<Record> iterator;
    Record record;
    long sequence;
    int row = -1;

    Cursor(DataFile file) {
      number = numbers.applyAsInt(file);
      rows = ParquetRows.records(history, file, reader.projection());
      iterator = rows.iterator();
    }

    /** Goes to the next change; closes the file behind the last one. */
    boolean advance() {
      if (!iterator.hasNext()) {
        close();
        return false;
      }
      record = iterator.next();
      row++;
      sequence = (Long) reader.meta(record, Meta.SEQUENCE);
      return true;
    }

    long place() {
      return Places.of(number, row);
    }

    void close() {
      try {
        rows.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the lake's table: " + history.name(), e);
      }
    }
  }
}
