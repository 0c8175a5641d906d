package dev.millrace.connectors.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** The rows of a query as {@code COPY … (FORMAT binary)} gives them. */
final class BinaryCopy {
  private static final int HEAD = 11 + Integer.BYTES;

  private final byte[] bytes;
  private int at;

  private BinaryCopy(byte[] bytes) {
    this.bytes = bytes;
    this.at = HEAD + Integer.BYTES + Bytes.int32(bytes, HEAD);
  }

  static BinaryCopy of(Connection connection, String query) throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)", bytes);
    return new BinaryCopy(bytes.toByteArray());
  }

  /** Fills the tuple with the next row, if there is one. */
  boolean next(Tuple row) {
    at = row.readCopyRow(bytes, at);
    return at >= 0;
  }
}
