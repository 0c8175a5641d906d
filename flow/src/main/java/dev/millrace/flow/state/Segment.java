package dev.millrace.flow.state;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A part of the log: records one behind the other, written by one thread. What a checkpoint has
 * seen of it never changes again, so that another thread may copy it meanwhile.
 */
final class Segment {
  /** The size of all segments. A power of two. */
  static final int BYTES = 32 << 20;

  /** Where the first record stands: a place of 0 means none. */
  static final int START = 8;

  final long number;
  final MappedByteBuffer bytes;

  /** Behind the last record. */
  int end = START;

  private final AtomicInteger users = new AtomicInteger(1);

  Segment(long number, Path folder) throws IOException {
    this.number = number;
    this.bytes = Mapped.map(folder, BYTES);
  }

  void retain() {
    users.incrementAndGet();
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      Mapped.unmap(bytes);
    }
  }

  /** The place of an offset in the whole log. */
  long place(int offset) {
    return number * BYTES + offset;
  }
}
