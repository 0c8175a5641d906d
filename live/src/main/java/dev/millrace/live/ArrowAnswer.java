package dev.millrace.live;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.duckdb.DuckDBResultSet;

/** Writes the answer of a query as an Arrow IPC stream, batch by batch. */
final class ArrowAnswer {
  private static final int BATCH_ROWS = 8_192;

  private final int limit;
  private final OutputStream out;
  private long rows;
  private boolean truncated;

  ArrowAnswer(int limit, OutputStream out) {
    this.limit = limit;
    this.out = out;
  }

  long rows() {
    return rows;
  }

  boolean truncated() {
    return truncated;
  }

  void write(DuckDBResultSet result) throws SQLException, IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, BATCH_ROWS)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out);
      writer.start();
      while (!truncated && reader.loadNextBatch()) {
        int count = root.getRowCount();
        if (rows + count > limit) {
          truncated = true;
          count = (int) (limit - rows);
          root.setRowCount(count);
        }
        rows += count;
        writer.writeBatch();
      }
      writer.end();
      out.flush();
    }
  }
}
