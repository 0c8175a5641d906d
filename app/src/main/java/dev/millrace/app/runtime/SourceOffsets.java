package dev.millrace.app.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * Keeps the offsets of Connect's sources in a file that is replaced whole. Connect's own file store
 * writes in place, and loses all offsets when the process is killed in the middle.
 */
final class SourceOffsets extends MemoryOffsetBackingStore {
  private final Path file;

  SourceOffsets(Path file) {
    this.file = file;
  }

  @Override
  public synchronized void start() {
    super.start();
    if (!Files.exists(file)) {
      return;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        ByteBuffer key = read(in);
        data.put(key, read(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sources' offsets: " + file, e);
    }
  }

  @Override
  protected synchronized void save() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(data.size());
      for (Map.Entry<ByteBuffer, ByteBuffer> entry : data.entrySet()) {
        write(out, entry.getKey());
        write(out, entry.getValue());
      }
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the sources' offsets: " + file, e);
    }
  }

  /** Only Connect's REST server asks, and it does not run. */
  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }

  private static ByteBuffer read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : ByteBuffer.wrap(in.readNBytes(length));
  }

  private static void write(DataOutputStream out, ByteBuffer buffer) throws IOException {
    if (buffer == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
