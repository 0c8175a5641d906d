package dev.millrace.lake;

import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many rows of some longs each, added one behind the other; all but the first few in files. */
final class LongTable {
  private static final int CHUNK_ROWS = 1 << 15;
  private static final int CHUNKS_ON_HEAP = 4;

  private final Path folder;
  private final int columns;
  private final List<LongBuffer> chunks = new ArrayList<>();
  private int rows;

  /**
   * @param folder for its files
   * @param columns of each row
   */
  LongTable(Path folder, int columns) {
    this.folder = folder;
    this.columns = columns;
  }

  int rows() {
    return rows;
  }

  void add(long... row) {
    if (rows % CHUNK_ROWS == 0) {
      int size = CHUNK_ROWS * columns;
      chunks.add(
          chunks.size() < CHUNKS_ON_HEAP ? LongBuffer.allocate(size) : Scratch.longs(folder, size));
    }
    chunks.get(rows / CHUNK_ROWS).put(rows % CHUNK_ROWS * columns, row);
    rows++;
  }

  long get(int row, int column) {
    return chunks.get(row / CHUNK_ROWS).get(row % CHUNK_ROWS * columns + column);
  }
}
