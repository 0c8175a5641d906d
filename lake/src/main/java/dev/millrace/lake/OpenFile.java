package dev.millrace.lake;

import dev.millrace.lake.DataFiles.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.apache.avro.util.Utf8;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.DataWriter;

/**
 * A data file being written. Encoding takes about half of what a change costs, so it may be left to
 * another thread, which then follows some rows behind; what goes wrong there is thrown here, with
 * the next rows or at the end. All methods belong to one thread.
 */
final class OpenFile {
  /** So many rows are handed over at once. */
  private static final int BATCH = 256;

  /** Fewer are written here if the other thread has nothing to do: it need not be woken. */
  private static final int FEW = 64;

  private static final int BATCHES_AHEAD = 4;

  private final int number;
  private final String location;
  private final DataWriter<StructLike> writer;
  private final Optional<Executor> encoder;
  private final Semaphore ahead = new Semaphore(BATCHES_AHEAD);
  private List<StructLike> batch = new ArrayList<>();
  private CompletableFuture<Void> encoded = CompletableFuture.completedFuture(null);
  private int rows;
  private volatile long length;

  /**
   * @param number by which rows' places name the file
   * @param encoder writes the rows; if there is none, that is done at once
   */
  OpenFile(int number, String location, DataWriter<StructLike> writer, Optional<Executor> encoder) {
    this.number = number;
    this.location = location;
    this.writer = writer;
    this.encoder = encoder;
  }

  int number() {
    return number;
  }

  String location() {
    return location;
  }

  /** How many rows it has been given. */
  int rows() {
    return rows;
  }

  /** About how many bytes it has, those that Parquet still holds among them. */
  long length() {
    return length;
  }

  /** Adds a row, which may be overwritten afterwards. */
  void write(StructLike row) {
    rows++;
    if (encoder.isEmpty()) {
      writer.write(row);
      if (rows % BATCH == 0) {
        length = writer.length();
      }
      return;
    }
    batch.add(new Copy(row));
    if (batch.size() == BATCH) {
      flush();
    }
  }

  /** Holds no row back any longer. */
  void flush() {
    if (batch.isEmpty()) {
      return;
    }
    List<StructLike> some = batch;
    batch = new ArrayList<>(BATCH);
    if (encoded.isDone() && some.size() < FEW) {
      awaitEncoded();
      encode(some);
      return;
    }
    ahead.acquireUninterruptibly();
    encoded =
        encoded.thenRunAsync(() -> encode(some), encoder.get()).whenComplete(this::oneLessAhead);
  }

  private void oneLessAhead(Void nothing, Throwable failure) {
    ahead.release();
  }

  private void awaitEncoded() {
    try {
      encoded.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void encode(List<StructLike> some) {
    some.forEach(writer::write);
    length = writer.length();
  }

  /** Closes it. */
  Written finish() {
    flush();
    awaitEncoded();
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a data file: " + location, e);
    }
    return new Written(number, writer.toDataFile());
  }

  /** Closes it as it is: nobody wants it any more. */
  void abandon() throws IOException {
    batch.clear();
    encoded.exceptionally(failure -> null).join();
    writer.close();
  }

  /** A row of its own. */
  private static final class Copy implements StructLike {
    private final Object[] values;

    Copy(StructLike row) {
      values = new Object[row.size()];
      for (int i = 0; i < values.length; i++) {
        Object value = row.get(i, Object.class);
        values[i] = value instanceof Utf8 text ? new Utf8(text) : value;
      }
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public <T> T get(int place, Class<T> type) {
      return type.cast(values[place]);
    }

    @Override
    public <T> void set(int place, T value) {
      values[place] = value;
    }
  }
}
