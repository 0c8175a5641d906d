package dev.millrace.lake;

import dev.millrace.api.Column;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index of keys in a file, from one end of the process to the next start, so that a large
 * table's keys need not be read again. It holds for one snapshot of the table and for that alone; a
 * file that is not whole, or of another snapshot, counts for nothing.
 *
 * @param index of the keys
 * @param numbers of the table's files, by location
 */
record KeptIndex(KeyIndex index, Map<String, Integer> numbers) {
  /** Says what the file is, and how it and the hashes in it are made. */
  private static final String MAGIC = "millrace key index 2";

  private static final Logger LOGGER = LoggerFactory.getLogger(KeptIndex.class);
  private static final int BUFFER = 1 << 20;

  /**
   * Writes an index to a file.
   *
   * @param snapshot of the table
   * @param key the columns by which its rows are told apart
   * @param files of the table
   */
  static void write(
      Path file, long snapshot, List<Column> key, Collection<LiveFile> files, KeyIndex index) {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    CRC32 sum = new CRC32();
    try {
      Files.createDirectories(file.getParent());
      try (DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(
                  new CheckedOutputStream(Files.newOutputStream(half), sum), BUFFER))) {
        out.writeUTF(MAGIC);
        out.writeLong(snapshot);
        out.writeUTF(key.toString());
        out.writeInt(files.size());
        for (LiveFile one : files) {
          out.writeUTF(one.file.location());
          out.writeInt(one.number);
        }
        index.write(out);
        out.flush();
        out.writeLong(sum.getValue());
      }
      Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOGGER.debug("The index is not kept; the keys are read again at the next start", e);
    }
  }

  /**
   * Reads an index from a file, which goes: after the next change it is not true any more.
   *
   * @param scratch folder for the index's own files
   */
  static Optional<KeptIndex> take(Path file, long snapshot, List<Column> key, Path scratch) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)) {
      if (!isWhole(channel)) {
        return Optional.empty();
      }
      DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(Channels.newInputStream(channel.position(0)), BUFFER));
      if (!in.readUTF().equals(MAGIC)
          || in.readLong() != snapshot
          || !in.readUTF().equals(key.toString())) {
        return Optional.empty();
      }
      Map<String, Integer> numbers = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        numbers.put(in.readUTF(), in.readInt());
      }
      return Optional.of(new KeptIndex(KeyIndex.read(scratch, in), numbers));
    } catch (IOException e) {
      LOGGER.debug("The index that was kept cannot be read; the keys are read", e);
      return Optional.empty();
    }
  }

  private static boolean isWhole(FileChannel file) throws IOException {
    CRC32 sum = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long left = file.size() - Long.BYTES; left > 0; left -= buffer.remaining()) {
      buffer.clear().limit((int) Math.min(left, BUFFER));
      if (file.read(buffer) < 0) {
        return false;
      }
      sum.update(buffer.flip().duplicate());
    }
    buffer.clear().limit(Long.BYTES);
    return file.read(buffer) == Long.BYTES && buffer.flip().getLong() == sum.getValue();
  }
}
