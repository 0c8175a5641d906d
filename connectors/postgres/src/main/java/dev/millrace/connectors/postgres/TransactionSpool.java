package dev.millrace.connectors.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps large transactions that are still in progress, each in a file of its own, until they are
 * committed or rolled back. What is held in memory does not grow with a transaction.
 */
final class TransactionSpool implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TransactionSpool.class);
  private static final int BUFFER_BYTES = 256 << 10;
  private static final String SUFFIX = ".spool";

  private final Path folder;
  private final Map<Integer, Spooled> transactions = new HashMap<>();
  private Spooled last;
  private int lastXid;

  /**
   * Removes what a killed process left.
   *
   * @param folder of this spool alone
   */
  TransactionSpool(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        for (Path leftover : leftovers) {
          Files.delete(leftover);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isEmpty() {
    return transactions.isEmpty();
  }

  /** Keeps a message: its kind, the id of its subtransaction, and what follows. */
  void add(int xid, byte[] buffer, int offset, int length) throws IOException {
    if (last == null || lastXid != xid) {
      last = transactions.get(xid);
      lastXid = xid;
      if (last == null) {
        last = new Spooled(xid, Files.createTempFile(folder, "transaction-", SUFFIX));
        transactions.put(xid, last);
      }
    }
    last.write(buffer, offset, length);
  }

  /** A transaction, or a subtransaction of it, was rolled back. */
  void abort(int xid, int subtransaction) throws IOException {
    if (xid == subtransaction) {
      remove(xid);
      return;
    }
    Spooled spooled = transactions.get(xid);
    if (spooled != null) {
      spooled.aborted.set(subtransaction - xid);
    }
  }

  /** Plays back what remains of a transaction, in order, and forgets it. */
  void play(int xid, ChangeSink.Playback to)
      throws IOException, SQLException, InterruptedException {
    Spooled spooled = transactions.get(xid);
    if (spooled != null) {
      spooled.play(to);
      remove(xid);
    }
  }

  private void remove(int xid) throws IOException {
    last = null;
    Spooled spooled = transactions.remove(xid);
    if (spooled != null) {
      spooled.close();
    }
  }

  @Override
  public void close() {
    for (Spooled spooled : transactions.values()) {
      try {
        spooled.close();
      } catch (IOException e) {
        LOGGER.warn("Cannot remove {}. Remove it by hand.", spooled.file, e);
      }
    }
    transactions.clear();
    last = null;
  }

  /** One transaction: messages with their lengths in front. */
  private static final class Spooled {
    private final int xid;
    private final Path file;
    private final FileChannel channel;
    private final BitSet aborted = new BitSet();
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    Spooled(int xid, Path file) throws IOException {
      this.xid = xid;
      this.file = file;
      this.channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
      if (buffer.remaining() < Integer.BYTES + length) {
        flush();
      }
      if (buffer.remaining() < Integer.BYTES + length) {
        buffer = ByteBuffer.allocate(Integer.BYTES + length);
      }
      buffer.putInt(length).put(bytes, offset, length);
    }

    private void flush() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }

    void play(ChangeSink.Playback to) throws IOException, SQLException, InterruptedException {
      flush();
      channel.position(0);
      buffer.limit(0);
      while (fill(Integer.BYTES)) {
        int length = buffer.getInt();
        if (!fill(length)) {
          throw new IOException("The file of a transaction is cut short: " + file);
        }
        int at = buffer.position();
        buffer.position(at + length);
        if (remains(buffer.array(), at)) {
          to.message(buffer.array(), at, length);
        }
      }
    }

    /**
     * Descriptions of tables remain whoever sent them: the server does not repeat one for the
     * transaction that goes on.
     */
    private boolean remains(byte[] bytes, int at) {
      return aborted.isEmpty()
          || switch (bytes[at]) {
            case 'I', 'U', 'D', 'T', 'M' -> !aborted.get(Bytes.int32(bytes, at + 1) - xid);
            default -> true;
          };
    }

    /** Makes sure that so many bytes can be read from the buffer; false at the end of the file. */
    private boolean fill(int bytes) throws IOException {
      if (buffer.remaining() >= bytes) {
        return true;
      }
      if (buffer.capacity() < bytes) {
        buffer = ByteBuffer.allocate(bytes).put(buffer);
      } else {
        buffer.compact();
      }
      int read = 0;
      while (buffer.position() < bytes && read >= 0) {
        read = channel.read(buffer);
      }
      buffer.flip();
      return buffer.remaining() >= bytes;
    }

    void close() throws IOException {
      channel.close();
    }
  }
}
