package dev.millrace.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory in files that have no name any more: they vanish with the process, and the machine can
 * take their memory back when it is short.
 */
final class Scratch {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private Scratch() {}

  /** So many longs, all 0. */
  static LongBuffer longs(Path folder, int count) {
    int bytes = Math.multiplyExact(count, Long.BYTES);
    try {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "scratch", "");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        // Written in full: a disk that has no room is to fail here, not where the memory is used.
        for (int left = bytes; left > 0; ) {
          ByteBuffer zeros = ZEROS.duplicate();
          left -= channel.write(zeros.limit(Math.min(left, zeros.capacity())));
        }
        return channel.map(MapMode.READ_WRITE, 0, bytes).asLongBuffer();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make room for the lake's work in " + folder, e);
    }
  }
}
