package dev.millrace.connectors.mysql;

import dev.millrace.api.RowSink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.mariadb.jdbc.Statement;
import org.mariadb.jdbc.client.Client;
import org.mariadb.jdbc.client.ColumnDecoder;
import org.mariadb.jdbc.client.Completion;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.socket.Reader;
import org.mariadb.jdbc.client.socket.Writer;
import org.mariadb.jdbc.client.util.ClosableLock;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.export.Prepare;
import org.mariadb.jdbc.message.ClientMessage;
import org.mariadb.jdbc.message.client.PreparePacket;

/**
 * A query whose rows are read from the server's packets as they stand there, in the binary form
 * that a prepared statement is answered in. The driver would copy each row and make an object of
 * each value.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html">
 *     Binary protocol result set</a>
 */
final class RowQuery implements ClientMessage {
  private static final int EXECUTE = 0x17;
  private static final byte ROW = 0;
  private static final byte ERROR = (byte) 0xff;

  /** The length of a value that is NULL. */
  private static final int NULL = -1;

  /** The length of a value that has its length in front of it. */
  private static final int TOLD = 0;

  private final Prepare prepared;
  private final Rows rows;
  private final Row row = new Row();

  /** Takes rows. */
  interface Rows {
    /**
     * Takes a row.
     *
     * @param row is filled with the next one when this returns
     */
    void take(Row row) throws SQLException, InterruptedException;
  }

  private RowQuery(Prepare prepared, Rows rows) {
    this.prepared = prepared;
    this.rows = rows;
  }

  /** Runs a query and gives its rows as they come. An interruption ends the connection, too. */
  static void run(Connection connection, String sql, Rows rows)
      throws SQLException, InterruptedException {
    Client client = connection.unwrap(org.mariadb.jdbc.Connection.class).getClient();
    Prepare prepared = (Prepare) client.execute(new PreparePacket(sql), false).get(0);
    try {
      client.execute(new RowQuery(prepared, rows), false);
    } catch (SQLException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      close(prepared, client, e);
      throw e;
    }
    prepared.close(client);
  }

  /** The connection may go on after a query that the server refused. */
  private static void close(Prepare prepared, Client client, SQLException cause) {
    try {
      prepared.close(client);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public int encode(Writer writer, Context context) throws IOException {
    writer.initPacket();
    writer.writeByte(EXECUTE);
    writer.writeInt(prepared.getStatementId());
    writer.writeByte(0);
    writer.writeInt(1);
    writer.flush();
    return 1;
  }

  @Override
  public String description() {
    return "EXECUTE";
  }

  @Override
  public boolean binaryProtocol() {
    return true;
  }

  @Override
  public Completion readPacket(
      Statement statement,
      int fetchSize,
      long maxRows,
      int concurrency,
      int type,
      boolean closeOnCompletion,
      Reader reader,
      Writer writer,
      Context context,
      ExceptionFactory failures,
      ClosableLock lock,
      boolean trace,
      ClientMessage message,
      Consumer<String> redirect)
      throws IOException, SQLException {
    row.describe(columns(reader, context));
    while (true) {
      ReadableByteBuf packet = checked(reader.readReusablePacket());
      byte[] buffer = packet.buf();
      int at = packet.pos();
      if (buffer[at] != ROW) {
        // Both an OK packet, which tells of no rows and no new key, and an EOF packet have it here.
        context.setServerStatus(Bytes.uint16(buffer, at + 3));
        return null;
      }
      row.read(buffer, at + 1);
      try {
        rows.take(row);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException().initCause(e);
      }
    }
  }

  /** The columns' descriptions; MariaDB leaves them out when they are as they were prepared. */
  private ColumnDecoder[] columns(Reader reader, Context context) throws IOException, SQLException {
    ReadableByteBuf packet = checked(reader.readReusablePacket());
    int count = packet.readIntLengthEncodedNotNull();
    boolean told = !context.canSkipMeta() || packet.readByte() != 0;
    ColumnDecoder[] columns = prepared.getColumns();
    if (told) {
      columns = new ColumnDecoder[count];
      for (int i = 0; i < count; i++) {
        ReadableByteBuf described = reader.readableBufFromArray(reader.readPacket(false));
        columns[i] = context.getColumnDecoderFunction().apply(described);
      }
    }
    if (!context.isEofDeprecated()) {
      reader.skipPacket();
    }
    return columns;
  }

  private static ReadableByteBuf checked(ReadableByteBuf packet) throws SQLException {
    byte[] buffer = packet.buf();
    int at = packet.pos();
    if (buffer[at] == ERROR) {
      int code = Bytes.uint16(buffer, at + 1);
      String state = Bytes.text(buffer, at + 4, 5);
      throw new SQLException(Bytes.text(buffer, at + 9, packet.readableBytes() - 9), state, code);
    }
    return packet;
  }

  /** Where the values of one row stand in the server's packet. */
  static final class Row {
    private int[] sizes = {};
    private int[] offsets = {};
    private int[] lengths = {};
    private byte[] buffer = {};

    private void describe(ColumnDecoder[] columns) {
      sizes = new int[columns.length];
      offsets = new int[columns.length];
      lengths = new int[columns.length];
      for (int i = 0; i < columns.length; i++) {
        sizes[i] =
            switch (columns[i].getType()) {
              case TINYINT -> 1;
              case SMALLINT, YEAR -> 2;
              case MEDIUMINT, INTEGER, FLOAT -> 4;
              case BIGINT, DOUBLE -> 8;
              default -> TOLD;
            };
      }
    }

    private void read(byte[] packet, int nulls) {
      buffer = packet;
      // The first two bits are not used.
      int at = nulls + Bytes.bitsLength(sizes.length + 2);
      for (int i = 0; i < sizes.length; i++) {
        if (Bytes.bit(packet, nulls, i + 2)) {
          lengths[i] = NULL;
          continue;
        }
        int size = sizes[i];
        if (size == TOLD) {
          int first = Bytes.uint8(packet, at++);
          switch (first) {
            case 0xfc -> {
              size = Bytes.uint16(packet, at);
              at += 2;
            }
            case 0xfd -> {
              size = Bytes.uint24(packet, at);
              at += 3;
            }
            case 0xfe -> {
              size = (int) Bytes.int64(packet, at);
              at += 8;
            }
            default -> size = first;
          }
        }
        offsets[i] = at;
        lengths[i] = size;
        at += size;
      }
    }

    /**
     * Puts a value.
     *
     * @param place in the row, from 0
     * @param column of the sink
     */
    void put(int place, WireValue value, int column, RowSink sink) {
      if (lengths[place] == NULL) {
        sink.putNull(column);
      } else {
        value.put(buffer, offsets[place], lengths[place], column, sink);
      }
    }
  }
}
