package dev.millrace.connectors.mysql;

import com.github.luben.zstd.ZstdInputStream;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads the events of the binary log, and tells transactions from each other. */
final class BinlogDecoder implements AutoCloseable {
  static final int TYPE_OFFSET = 4;
  private static final int LENGTH_OFFSET = 9;
  private static final int PLACE_OFFSET = 13;
  private static final int FLAGS_OFFSET = 17;
  static final int HEADER_LENGTH = 19;

  private static final int QUERY = 2;
  private static final int STOP = 3;
  static final int ROTATE = 4;
  private static final int INTVAR = 5;
  private static final int RAND = 13;
  private static final int USER_VAR = 14;
  static final int FORMAT_DESCRIPTION = 15;
  private static final int XID = 16;
  private static final int BEGIN_LOAD = 17;
  private static final int EXECUTE_LOAD = 18;
  private static final int HEARTBEAT = 27;
  private static final int ROWS_QUERY = 29;
  private static final int GTID = 33;
  private static final int ANONYMOUS_GTID = 34;
  private static final int PREVIOUS_GTIDS = 35;
  private static final int XA_PREPARE = 38;
  private static final int TRANSACTION_PAYLOAD = 40;
  private static final int HEARTBEAT_V2 = 41;
  private static final int GTID_TAGGED = 42;
  private static final int ANNOTATE_ROWS = 160;
  private static final int BINLOG_CHECKPOINT = 161;
  private static final int MARIADB_GTID = 162;
  private static final int MARIADB_GTID_LIST = 163;
  private static final int START_ENCRYPTION = 164;
  private static final int QUERY_COMPRESSED = 165;

  private static final int IGNORABLE = 0x80;
  private static final int QUERY_HEAD = 13;
  private static final long MICROS_A_SECOND = 1_000_000;

  private final Transactions transactions;
  private final Inflated inflated = new Inflated();

  /**
   * Makes one.
   *
   * @param transactions gets them
   */
  BinlogDecoder(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Takes one event. */
  void take(byte[] b, int offset, int end) throws SQLException, IOException, InterruptedException {
    int type = Bytes.uint8(b, offset + TYPE_OFFSET);
    long place = Bytes.uint32(b, offset + PLACE_OFFSET);
    long length = Bytes.uint32(b, offset + LENGTH_OFFSET);
    switch (type) {
      case ROTATE -> {
        int body = offset + HEADER_LENGTH;
        transactions.file(Bytes.text(b, body + 8, end - body - 8), Bytes.int64(b, body));
        return;
      }
      case HEARTBEAT -> {
        transactions.idle(place);
        return;
      }
      case HEARTBEAT_V2 -> {
        heartbeat(b, offset + HEADER_LENGTH, end);
        return;
      }
      default -> transactions.event(place, length);
    }
    event(type, b, offset, end);
    transactions.eventDone();
  }

  private void event(int type, byte[] b, int offset, int end)
      throws SQLException, IOException, InterruptedException {
    if (RowEvents.has(type)) {
      transactions.rows(b, offset, end);
      return;
    }
    int body = offset + HEADER_LENGTH;
    switch (type) {
      case XID -> transactions.commit();
      case QUERY -> query(b, body, end, Bytes.uint32(b, offset));
      case QUERY_COMPRESSED -> {
        int size = inflated.fill(b, body, queryText(b, body), end);
        query(inflated.buffer(), 0, size, Bytes.uint32(b, offset));
      }
      case GTID, ANONYMOUS_GTID, GTID_TAGGED, MARIADB_GTID -> gtid(type, b, offset, end);
      case PREVIOUS_GTIDS -> transactions.before(b, body);
      case XA_PREPARE -> {
        Bytes.Cursor in = new Bytes.Cursor(b, body);
        boolean onePhase = in.uint8() != 0;
        transactions.prepared(onePhase, xid(in));
      }
      case TRANSACTION_PAYLOAD -> payload(b, body, end);
      case FORMAT_DESCRIPTION,
          STOP,
          INTVAR,
          RAND,
          USER_VAR,
          ROWS_QUERY,
          ANNOTATE_ROWS,
          BINLOG_CHECKPOINT,
          MARIADB_GTID_LIST,
          START_ENCRYPTION -> {}
      case BEGIN_LOAD, EXECUTE_LOAD -> throw statementFormat("LOAD DATA");
      default -> {
        if ((Bytes.uint16(b, offset + FLAGS_OFFSET) & IGNORABLE) == 0) {
          throw new IllegalStateException(
              "Cannot read an event of the binary log of type " + type + ".");
        }
      }
    }
  }

  /** Where the text of a statement begins. */
  private static int queryText(byte[] b, int body) {
    int schema = Bytes.uint8(b, body + 8);
    int variables = Bytes.uint16(b, body + 11);
    return body + QUERY_HEAD + variables + schema + 1;
  }

  private void query(byte[] b, int body, int end, long seconds)
      throws SQLException, IOException, InterruptedException {
    int text = queryText(b, body);
    int schema = Bytes.uint8(b, body + 8);
    LoggedStatement statement =
        LoggedStatement.of(
            Bytes.text(b, text, end - text), Bytes.text(b, text - 1 - schema, schema));
    if (statement.kind() == LoggedStatement.Kind.CHANGES_ROWS && isWanted(statement)) {
      throw statementFormat(statement.schema() + "." + statement.table());
    }
    transactions.statement(statement, seconds * MICROS_A_SECOND);
  }

  /** A statement that names no table known here may change any. */
  private boolean isWanted(LoggedStatement statement) {
    return statement.table().isEmpty() || transactions.wants(statement.schema(), statement.table());
  }

  private static MillraceException statementFormat(String what) {
    return new MillraceException(
        ErrorCode.SOURCE_SETTINGS,
        "Cannot capture a change: a session has logged a statement and not the rows that it"
            + " changed ("
            + what
            + ").",
        "Run SET GLOBAL binlog_format = 'ROW'; set it in the server's configuration, too, and let"
            + " its clients connect anew. Then remove the source's stored offset, so that Millrace"
            + " reads a new snapshot.");
  }

  private void gtid(int type, byte[] b, int offset, int end)
      throws InterruptedException, IOException {
    int body = offset + HEADER_LENGTH;
    long seconds = Bytes.uint32(b, offset);
    switch (type) {
      case MARIADB_GTID -> {
        long domain = Bytes.uint32(b, body + 8);
        long server = Bytes.uint32(b, offset + TYPE_OFFSET + 1);
        transactions.begin(
            domain,
            domain + "-" + server + "-" + Long.toUnsignedString(Bytes.int64(b, body)),
            seconds * MICROS_A_SECOND,
            Bytes.uint8(b, body + 12));
      }
      case GTID_TAGGED -> tagged(b, body);
      default -> {
        long micros = seconds * MICROS_A_SECOND;
        int times = body + 42;
        if (end - times >= 7 && b[body + 25] == 2) {
          micros = Bytes.uint56(b, times) & ~(1L << 55);
        }
        if (type == ANONYMOUS_GTID) {
          transactions.beginUnnamed(micros);
        } else {
          transactions.begin(GtidSet.uuid(b, body + 1), Bytes.int64(b, body + 17), micros);
        }
      }
    }
  }

  /** MySQL's newer form: fields with their numbers in front. */
  private void tagged(byte[] b, int body) throws InterruptedException {
    Bytes.Cursor in = new Bytes.Cursor(b, body);
    in.compact();
    int end = body + (int) in.compact();
    in.compact();
    byte[] uuid = new byte[16];
    String tag = "";
    long number = 0;
    long micros = 0;
    while (in.at < end) {
      int field = (int) in.compact();
      switch (field) {
        case 1 -> {
          for (int i = 0; i < uuid.length; i++) {
            uuid[i] = (byte) in.compact();
          }
        }
        case 2 -> {
          long zigzag = in.compact();
          number = (zigzag >>> 1) ^ -(zigzag & 1);
        }
        case 3 -> tag = in.text((int) in.compact());
        case 6 -> micros = in.compact();
        default -> in.compact();
      }
    }
    String source = GtidSet.uuid(uuid, 0);
    transactions.begin(tag.isEmpty() ? source : source + ":" + tag, number, micros);
  }

  private void heartbeat(byte[] b, int body, int end) throws InterruptedException {
    Bytes.Cursor in = new Bytes.Cursor(b, body);
    while (in.at < end) {
      int field = in.packed();
      if (field == 0) {
        return;
      }
      int fieldEnd = in.packed() + in.at;
      if (field == 2) {
        transactions.idle(in.packedLong());
      }
      in.at = fieldEnd;
    }
  }

  private static String xid(Bytes.Cursor in) {
    long format = in.uint32();
    int global = (int) in.uint32();
    int branch = (int) in.uint32();
    HexFormat hex = HexFormat.of();
    return "X'"
        + hex.formatHex(in.buffer, in.at, in.at + global)
        + "',X'"
        + hex.formatHex(in.buffer, in.at + global, in.at + global + branch)
        + "',"
        + format;
  }

  /** A whole transaction in one event, compressed: its events are unpacked one by one. */
  private void payload(byte[] b, int body, int end)
      throws SQLException, IOException, InterruptedException {
    Bytes.Cursor in = new Bytes.Cursor(b, body);
    int form = 0;
    int size = 0;
    for (int field = in.packed(); field != 0; field = in.packed()) {
      int fieldEnd = in.packed() + in.at;
      if (field == 1) {
        size = in.packed();
      } else if (field == 2) {
        form = in.packed();
      }
      in.at = fieldEnd;
    }
    size = size == 0 ? end - in.at : size;
    InputStream packed = new ByteArrayInputStream(Arrays.copyOfRange(b, in.at, in.at + size));
    try (InputStream events = form == 0 ? new ZstdInputStream(packed) : packed) {
      byte[] event = new byte[1 << 12];
      while (events.readNBytes(event, 0, HEADER_LENGTH) == HEADER_LENGTH) {
        int length = Bytes.int32(event, LENGTH_OFFSET);
        if (length > event.length) {
          event = Arrays.copyOf(event, 2 * length);
        }
        if (events.readNBytes(event, HEADER_LENGTH, length - HEADER_LENGTH)
            != length - HEADER_LENGTH) {
          throw new IOException("A compressed transaction is cut short.");
        }
        event(Bytes.uint8(event, TYPE_OFFSET), event, 0, length);
      }
    }
  }

  @Override
  public void close() {
    transactions.close();
  }
}
