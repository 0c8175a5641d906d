package dev.millrace.lake.load;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** Counts what is read of the source, and holds reading back to a rate. Used by several threads. */
final class Meter {
  /** A moment's worth may be read at once. */
  private static final double BURST_SECONDS = 0.1;

  private final OptionalLong bytesPerSecond;
  private final AtomicLong read = new AtomicLong();
  private final Object turn = new Object();
  private double free;
  private long filledAt = System.nanoTime();

  Meter(OptionalLong bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Bytes read so far. */
  long read() {
    return read.get();
  }

  /** The file, read through this meter. */
  InputFile file(FileIO files, String location, long bytes) {
    return new MeteredFile(files.newInputFile(location, bytes));
  }

  /** How much to ask for at once, so that waits are short. */
  private int portion(int wanted) {
    return bytesPerSecond.isEmpty()
        ? wanted
        : (int) Math.min(wanted, Math.max(1, bytesPerSecond.getAsLong() * BURST_SECONDS));
  }

  /** What has been read is paid for before the next is read. */
  private void pay(int bytes) throws IOException {
    if (bytes <= 0) {
      return;
    }
    read.addAndGet(bytes);
    if (bytesPerSecond.isEmpty()) {
      return;
    }
    double rate = bytesPerSecond.getAsLong();
    synchronized (turn) {
      long now = System.nanoTime();
      free = Math.min(rate * BURST_SECONDS, free + (now - filledAt) / 1e9 * rate) - bytes;
      filledAt = now;
      if (free < 0) {
        try {
          // Held while waiting: the others wait for the same bytes.
          TimeUnit.NANOSECONDS.sleep((long) (-free / rate * 1e9));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("Interrupted while reading slowly", e);
        }
      }
    }
  }

  private final class MeteredFile implements InputFile {
    private final InputFile file;

    MeteredFile(InputFile file) {
      this.file = file;
    }

    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      return new MeteredStream(file.newStream());
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }

  private final class MeteredStream extends SeekableInputStream {
    private final SeekableInputStream stream;

    MeteredStream(SeekableInputStream stream) {
      this.stream = stream;
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void seek(long position) throws IOException {
      stream.seek(position);
    }

    @Override
    public int read() throws IOException {
      int value = stream.read();
      pay(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = stream.read(bytes, offset, portion(length));
      pay(count);
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      return stream.skip(count);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
