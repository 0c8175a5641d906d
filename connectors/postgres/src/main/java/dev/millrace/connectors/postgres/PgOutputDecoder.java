package dev.millrace.connectors.postgres;

import dev.millrace.connectors.postgres.Relation.RelationColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the messages of PostgreSQL's plugin pgoutput, in version 1 and 2 of its protocol.
 * Transactions that come while they are still in progress wait in files for their end.
 */
final class PgOutputDecoder implements AutoCloseable {
  /** Between the epochs of PostgreSQL, 2000, and of Unix. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private static final int TRANSACTIONAL = 1;

  private final ChangeSink sink;
  private final TransactionSpool spool;
  private final Tuple old = new Tuple();
  private final Tuple row = new Tuple();
  private boolean streaming;
  private int streamedXid;

  /**
   * @param spoolFolder for transactions in progress
   */
  PgOutputDecoder(ChangeSink sink, Path spoolFolder) {
    this.sink = sink;
    this.spool = new TransactionSpool(spoolFolder);
  }

  /** Whether parts of transactions wait for the rest. */
  boolean holdsTransactions() {
    return !spool.isEmpty();
  }

  /** Reads one message. */
  void decode(byte[] buffer, int offset, int length)
      throws IOException, SQLException, InterruptedException {
    byte kind = buffer[offset];
    if (streaming && kind != 'E') {
      spool.add(streamedXid, buffer, offset, length);
      return;
    }
    switch (kind) {
      case 'S' -> {
        streaming = true;
        streamedXid = Bytes.int32(buffer, offset + 1);
      }
      case 'E' -> streaming = false;
      case 'c' -> play(buffer, offset);
      case 'A' -> spool.abort(Bytes.int32(buffer, offset + 1), Bytes.int32(buffer, offset + 5));
      default -> read(kind, buffer, offset + 1);
    }
  }

  private void play(byte[] buffer, int offset)
      throws IOException, SQLException, InterruptedException {
    int xid = Bytes.int32(buffer, offset + 1);
    long commitLsn = Bytes.int64(buffer, offset + 6);
    long endLsn = Bytes.int64(buffer, offset + 14);
    sink.begin(xid, commitLsn, EPOCH_MICROS + Bytes.int64(buffer, offset + 22));
    // Behind its kind, each message of such a transaction has the id of its subtransaction.
    spool.play(xid, (bytes, at, length) -> read(bytes[at], bytes, at + 1 + Integer.BYTES));
    sink.commit(endLsn);
  }

  private void read(byte kind, byte[] buffer, int at) throws SQLException, InterruptedException {
    switch (kind) {
      case 'I' -> {
        row.readMessage(buffer, at + 5);
        sink.insert(Bytes.int32(buffer, at), row);
      }
      case 'U' -> update(buffer, at);
      case 'D' -> {
        OldRow given = kindOf(buffer[at + 4]);
        old.readMessage(buffer, at + 5);
        sink.delete(Bytes.int32(buffer, at), given, old);
      }
      case 'B' ->
          sink.begin(
              Bytes.int32(buffer, at + 16),
              Bytes.int64(buffer, at),
              EPOCH_MICROS + Bytes.int64(buffer, at + 8));
      case 'C' -> sink.commit(Bytes.int64(buffer, at + 9));
      case 'R' -> sink.relation(relation(buffer, at));
      case 'T' -> truncate(buffer, at);
      case 'M' -> message(buffer, at);
      case 'Y', 'O' -> {
        // The catalog knows the types, and where a change first came from is of no interest.
      }
      default ->
          throw new IllegalStateException(
              "Cannot read a message of kind " + (char) kind + " in the stream of changes.");
    }
  }

  private void update(byte[] buffer, int at) throws SQLException, InterruptedException {
    int relation = Bytes.int32(buffer, at);
    OldRow given = kindOf(buffer[at + 4]);
    int next = at + 5;
    if (given != OldRow.NOTHING) {
      next = old.readMessage(buffer, next) + 1;
    }
    row.readMessage(buffer, next);
    sink.update(relation, given, old, row);
  }

  private static OldRow kindOf(byte kind) {
    return switch (kind) {
      case 'K' -> OldRow.IDENTITY;
      case 'O' -> OldRow.WHOLE;
      default -> OldRow.NOTHING;
    };
  }

  private void truncate(byte[] buffer, int at) throws SQLException, InterruptedException {
    int[] relations = new int[Bytes.int32(buffer, at)];
    for (int i = 0; i < relations.length; i++) {
      relations[i] = Bytes.int32(buffer, at + 5 + Integer.BYTES * i);
    }
    sink.truncate(relations);
  }

  private void message(byte[] buffer, int at) {
    if ((buffer[at] & TRANSACTIONAL) != 0) {
      int prefix = at + 9;
      sink.message(Bytes.text(buffer, prefix, Bytes.textEnd(buffer, prefix)));
    }
  }

  private static Relation relation(byte[] buffer, int start) {
    int oid = Bytes.int32(buffer, start);
    int at = start + 4;
    int end = Bytes.textEnd(buffer, at);
    String schema = at == end ? "pg_catalog" : Bytes.text(buffer, at, end);
    at = end + 1;
    end = Bytes.textEnd(buffer, at);
    String table = Bytes.text(buffer, at, end);
    at = end + 1;
    char identity = (char) buffer[at];
    int count = Bytes.int16(buffer, at + 1);
    at += 3;
    List<RelationColumn> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean inIdentity = (buffer[at] & 1) != 0;
      end = Bytes.textEnd(buffer, at + 1);
      String name = Bytes.text(buffer, at + 1, end);
      columns.add(
          new RelationColumn(
              name, Bytes.int32(buffer, end + 1), Bytes.int32(buffer, end + 5), inIdentity));
      at = end + 9;
    }
    return new Relation(oid, schema, table, identity, columns);
  }

  @Override
  public void close() {
    spool.close();
  }
}
