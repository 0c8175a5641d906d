package dev.millrace.connectors.mysql;

import dev.millrace.connectors.mysql.StreamEncoder.Rows;
import java.sql.SQLException;

/** Reads the events that describe tables and bring their rows. */
final class RowEvents {
  private static final int TABLE_MAP = 19;
  private static final int WRITE_ROWS_V1 = 23;
  private static final int UPDATE_ROWS_V1 = 24;
  private static final int DELETE_ROWS_V1 = 25;
  private static final int WRITE_ROWS = 30;
  private static final int UPDATE_ROWS = 31;
  private static final int DELETE_ROWS = 32;
  private static final int PARTIAL_UPDATE_ROWS = 39;
  private static final int WRITE_ROWS_COMPRESSED = 166;
  private static final int UPDATE_ROWS_COMPRESSED = 167;
  private static final int DELETE_ROWS_COMPRESSED = 168;
  private static final int TABLE_NUMBER_AND_FLAGS = 8;

  private final StreamEncoder rows;
  private final Inflated inflated = new Inflated();

  RowEvents(StreamEncoder rows) {
    this.rows = rows;
  }

  /** Whether an event of a type is one of these. */
  static boolean has(int type) {
    return switch (type) {
      case TABLE_MAP,
          WRITE_ROWS_V1,
          UPDATE_ROWS_V1,
          DELETE_ROWS_V1,
          WRITE_ROWS,
          UPDATE_ROWS,
          DELETE_ROWS,
          PARTIAL_UPDATE_ROWS,
          WRITE_ROWS_COMPRESSED,
          UPDATE_ROWS_COMPRESSED,
          DELETE_ROWS_COMPRESSED ->
          true;
      default -> false;
    };
  }

  /** Takes an event. */
  void take(byte[] b, int offset, int end) throws SQLException, InterruptedException {
    int type = Bytes.uint8(b, offset + BinlogDecoder.TYPE_OFFSET);
    int body = offset + BinlogDecoder.HEADER_LENGTH;
    int columns = body + TABLE_NUMBER_AND_FLAGS;
    switch (type) {
      case TABLE_MAP -> rows.describe(b, body, end);
      case WRITE_ROWS_V1 -> rows.rows(Rows.INSERT, b, body, columns, end, false);
      case UPDATE_ROWS_V1 -> rows.rows(Rows.UPDATE, b, body, columns, end, false);
      case DELETE_ROWS_V1 -> rows.rows(Rows.DELETE, b, body, columns, end, false);
      case WRITE_ROWS -> rows.rows(Rows.INSERT, b, body, behindExtra(b, columns), end, false);
      case UPDATE_ROWS -> rows.rows(Rows.UPDATE, b, body, behindExtra(b, columns), end, false);
      case DELETE_ROWS -> rows.rows(Rows.DELETE, b, body, behindExtra(b, columns), end, false);
      case PARTIAL_UPDATE_ROWS ->
          rows.rows(Rows.UPDATE, b, body, behindExtra(b, columns), end, true);
      case WRITE_ROWS_COMPRESSED -> compressed(Rows.INSERT, b, body, end);
      case UPDATE_ROWS_COMPRESSED -> compressed(Rows.UPDATE, b, body, end);
      default -> compressed(Rows.DELETE, b, body, end);
    }
  }

  private static int behindExtra(byte[] b, int at) {
    return at + Bytes.uint16(b, at);
  }

  /** The number of columns, and which of them there are, is not compressed. */
  private void compressed(Rows kind, byte[] b, int body, int end) throws InterruptedException {
    Bytes.Cursor in = new Bytes.Cursor(b, body + TABLE_NUMBER_AND_FLAGS);
    int bits = Bytes.bitsLength(in.packed());
    in.at += kind == Rows.UPDATE ? 2 * bits : bits;
    int size = inflated.fill(b, body, in.at, end);
    rows.rows(kind, inflated.buffer(), 0, TABLE_NUMBER_AND_FLAGS, size, false);
  }
}
