package dev.millrace.connectors.mysql;

import dev.millrace.connectors.mysql.BinlogSocketFactory.Line;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.mariadb.jdbc.client.Completion;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.socket.Reader;
import org.mariadb.jdbc.client.socket.Writer;
import org.mariadb.jdbc.client.util.ClosableLock;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.message.ClientMessage;

/**
 * A connection on which a server sends its binary log as to a replica. The driver makes it, so that
 * every way to log in and to encrypt works here as it does for queries; then its packets are read
 * as they come.
 */
final class BinlogConnection implements AutoCloseable {
  private static final int DUMP = 0x12;
  private static final int DUMP_BY_GTID = 0x1e;
  private static final int THROUGH_GTID = 4;
  private static final int MARIADB_CAPABILITY_GTID = 4;
  private static final int FIRST_OFFSET = 4;
  private static final int ERROR = 0xff;
  private static final int END = 0xfe;
  private static final int END_LENGTH_MAX = 9;
  private static final int CHECKSUM_LENGTH = 4;

  private final Connection connection;
  private final Line line;
  private final CRC32 crc = new CRC32();
  private Reader reader;
  private boolean checksums = true;
  private byte[] buffer = {};
  private int end;

  /**
   * Where to read from.
   *
   * @param gtids transactions that are not to be sent; empty to read from the file's offset
   * @param file where to begin when there are none
   */
  record From(GtidSet gtids, String file, long offset) {}

  private BinlogConnection(Connection connection, Line line) {
    this.connection = connection;
    this.line = line;
  }

  /**
   * Begins to read.
   *
   * @param patience a server that is silent for so long is taken for lost; it is asked to tell that
   *     it is there more often
   * @param wait is called before the connection waits for the server
   */
  static BinlogConnection open(
      MySqlAddress address,
      boolean mariaDb,
      From from,
      long serverId,
      Duration patience,
      BinlogSocketFactory.Wait wait)
      throws SQLException {
    Line line = new Line(wait);
    Connection made = line.connect(() -> address.connect(BinlogSocketFactory.class.getName()));
    try {
      made.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
      BinlogConnection connection = new BinlogConnection(made, line);
      connection.prepare(mariaDb, from, patience);
      made.unwrap(org.mariadb.jdbc.Connection.class)
          .getClient()
          .execute(connection.new Dump(mariaDb, from, serverId), false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void prepare(boolean mariaDb, From from, Duration patience) throws SQLException {
    long heartbeat = patience.toNanos() / 4;
    try (Statement statement = connection.createStatement()) {
      // A sender whose network is gone must end soon: with MariaDB, the next one with the same
      // server id waits for it.
      statement.execute("SET net_write_timeout = " + Math.max(1, patience.toSeconds()));
      statement.execute(
          "SET @master_binlog_checksum = @@global.binlog_checksum,"
              + " @source_binlog_checksum = @@global.binlog_checksum,"
              + " @master_heartbeat_period = "
              + heartbeat
              + ", @source_heartbeat_period = "
              + heartbeat);
      if (mariaDb) {
        statement.execute("SET @mariadb_slave_capability = " + MARIADB_CAPABILITY_GTID);
        if (!from.gtids.isEmpty()) {
          statement.execute(
              "SET @slave_connect_state = '"
                  + from.gtids
                  + "', @slave_gtid_strict_mode = 0, @slave_gtid_ignore_duplicates = 0");
        }
      }
    }
  }

  /** Asks for the log; what follows is not the driver's matter any more. */
  private final class Dump implements ClientMessage {
    private final boolean mariaDb;
    private final From from;
    private final long serverId;

    Dump(boolean mariaDb, From from, long serverId) {
      this.mariaDb = mariaDb;
      this.from = from;
      this.serverId = serverId;
    }

    @Override
    public int encode(Writer writer, Context context) throws IOException {
      writer.initPacket();
      if (mariaDb || from.gtids.isEmpty()) {
        boolean byGtid = !from.gtids.isEmpty();
        writer.writeByte(DUMP);
        writer.writeInt((int) (byGtid ? FIRST_OFFSET : from.offset));
        writer.writeShort((short) 0);
        writer.writeInt((int) serverId);
        writer.writeString(byGtid ? "" : from.file);
      } else {
        byte[] gtids = from.gtids.encoded();
        writer.writeByte(DUMP_BY_GTID);
        writer.writeShort((short) THROUGH_GTID);
        writer.writeInt((int) serverId);
        writer.writeInt(0);
        writer.writeLong(FIRST_OFFSET);
        writer.writeInt(gtids.length);
        writer.writeBytes(gtids);
      }
      writer.flush();
      return 1;
    }

    @Override
    public String description() {
      return "BINLOG DUMP";
    }

    @Override
    public Completion readPacket(
        org.mariadb.jdbc.Statement statement,
        int fetchSize,
        long maxRows,
        int concurrency,
        int type,
        boolean closeOnCompletion,
        Reader from,
        Writer writer,
        Context context,
        ExceptionFactory failures,
        ClosableLock lock,
        boolean trace,
        ClientMessage message,
        Consumer<String> redirect) {
      reader = from;
      return null;
    }
  }

  /**
   * Reads the next event.
   *
   * @return false at the end of the log, which a server that goes down sends
   * @throws SQLException what the server says
   */
  boolean next() throws IOException, SQLException {
    ReadableByteBuf packet = reader.readReusablePacket();
    buffer = packet.buf();
    int first = packet.pos();
    end = first + packet.readableBytes();
    int kind = buffer[first] & 0xff;
    if (kind == ERROR) {
      int code = Bytes.uint16(buffer, first + 1);
      throw new SQLException(
          Bytes.text(buffer, first + 9, end - first - 9), Bytes.text(buffer, first + 4, 5), code);
    }
    if (kind == END && end - first < END_LENGTH_MAX) {
      return false;
    }
    if (first != 0) {
      throw new IllegalStateException("Cannot read a packet that does not begin its buffer.");
    }
    check();
    return true;
  }

  /**
   * Takes the checksum off. The description of a file's format says whether there are any; what
   * comes in front of it, the name of the file, may or may not have one.
   */
  private void check() throws SQLException {
    int type = buffer[offset() + BinlogDecoder.TYPE_OFFSET];
    if (type == BinlogDecoder.FORMAT_DESCRIPTION) {
      end -= CHECKSUM_LENGTH;
      checksums = buffer[end - 1] != 0;
    } else if (checksums) {
      int from = end - CHECKSUM_LENGTH;
      crc.reset();
      crc.update(buffer, offset(), from - offset());
      if ((int) crc.getValue() == Bytes.int32(buffer, from)) {
        end = from;
      } else if (type != BinlogDecoder.ROTATE) {
        throw new SQLException("An event of the binary log has another checksum.", "08S01");
      }
    }
  }

  byte[] buffer() {
    return buffer;
  }

  /** Where the event begins. */
  int offset() {
    return 1;
  }

  /** Where it ends, without its checksum. */
  int end() {
    return end;
  }

  /** Ends a read that waits. The driver would first wait for an answer that does not come. */
  @Override
  public void close() throws IOException {
    line.close();
  }
}
