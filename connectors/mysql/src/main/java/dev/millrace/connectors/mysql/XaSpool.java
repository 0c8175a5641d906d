package dev.millrace.connectors.mysql;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rows of XA transactions from where they are prepared to where they are committed, each
 * in a file of its own: what is held in memory does not grow with a transaction.
 */
final class XaSpool implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(XaSpool.class);

  private final Path folder;
  private final Map<String, Kept> prepared = new LinkedHashMap<>();
  private Optional<Kept> current = Optional.empty();

  /** Takes what was kept. */
  @FunctionalInterface
  interface Playback {
    void event(byte[] event, int offset, int end) throws SQLException, InterruptedException;
  }

  private record Kept(Path file, DataOutputStream out, String readFrom) {}

  /**
   * Makes one.
   *
   * @param folder of this alone
   */
  XaSpool(Path folder) {
    this.folder = folder;
  }

  /**
   * A transaction begins.
   *
   * @param readFrom where a reader must begin that wants its rows
   */
  void begin(String readFrom) throws IOException {
    discardCurrent();
    Path file = Files.createTempFile(folder, "xa-", ".spool");
    current =
        Optional.of(
            new Kept(
                file,
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file))),
                readFrom));
  }

  /** Keeps an event of the transaction. */
  void add(byte[] b, int offset, int end) throws IOException {
    DataOutputStream out = current.orElseThrow().out;
    out.writeInt(end - offset);
    out.write(b, offset, end - offset);
  }

  /** The transaction is prepared; it is known by its name from now on. */
  void prepared(String xid) throws IOException {
    Kept kept = current.orElseThrow();
    kept.out.close();
    current = Optional.empty();
    Kept before = prepared.put(xid, kept);
    if (before != null) {
      Files.deleteIfExists(before.file);
    }
  }

  boolean has(String xid) {
    return prepared.containsKey(xid);
  }

  /** Gives what was kept of a transaction, and forgets it. */
  void play(String xid, Playback to) throws IOException, SQLException, InterruptedException {
    Kept kept = prepared.get(xid);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(kept.file)))) {
      for (long left = Files.size(kept.file); left > 0; ) {
        byte[] event = new byte[in.readInt()];
        in.readFully(event);
        to.event(event, 0, event.length);
        left -= Integer.BYTES + event.length;
      }
    }
    forget(xid);
  }

  /** The transaction was rolled back. */
  void forget(String xid) throws IOException {
    Kept kept = prepared.remove(xid);
    if (kept != null) {
      Files.deleteIfExists(kept.file);
    }
  }

  /** Where a reader must begin that wants all that is kept; empty when nothing is. */
  String readFrom() {
    return prepared.isEmpty() ? "" : prepared.values().iterator().next().readFrom;
  }

  private void discardCurrent() throws IOException {
    if (current.isPresent()) {
      current.get().out.close();
      Files.deleteIfExists(current.get().file);
      current = Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      discardCurrent();
      for (Kept kept : prepared.values()) {
        Files.deleteIfExists(kept.file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOGGER.debug("A temporary folder stays", e);
    }
  }
}
