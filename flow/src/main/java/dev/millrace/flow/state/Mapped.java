package dev.millrace.flow.state;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that the operating system may move to disk: a file mapped into the process. The file has
 * no name any more once it is mapped, so that nothing stays behind, however the process ends.
 */
final class Mapped {
  private static final Unmapper UNMAPPER = new Unmapper();

  private Mapped() {}

  /**
   * Maps a new file of zeros.
   *
   * @param folder on the disk that takes what does not fit into memory
   * @throws IOException if the disk has no room for twice as much: a full disk would end the
   *     process on the next write
   */
  static MappedByteBuffer map(Path folder, long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < 2 * bytes) {
      throw new IOException(
          "Cannot keep more state of mappings: the disk of "
              + folder
              + " has "
              + (free >> 20)
              + " MB left. Free space on it, or move the data folder to a larger one.");
    }
    Path file = Files.createTempFile(folder, "state", null);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      buffer.order(ByteOrder.LITTLE_ENDIAN);
      return buffer;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Gives the memory and the disk back. Whoever uses the buffer afterwards ends the process. */
  static void unmap(MappedByteBuffer buffer) {
    UNMAPPER.unmap(buffer);
  }

  /** Java 17 unmaps by itself only when it collects the buffer, which may never happen. */
  private static final class Unmapper {
    private final Object unsafe;
    private final Method cleaner;

    Unmapper() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe = field.get(null);
        cleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Java 9 and later have invokeCleaner.", e);
      }
    }

    void unmap(ByteBuffer buffer) {
      try {
        cleaner.invoke(unsafe, buffer);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Cannot unmap memory.", e);
      }
    }
  }
}
