package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.BusyException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * The memory for bodies of events that are being read or wait for the log. When it is used up,
 * senders are asked to come again: what is behind is never kept in memory.
 */
final class BodyGate {
  static final int BODY_BYTES_MAX = 16 << 20;

  private static final int ALL_BYTES_MAX = 64 << 20;
  private static final int FIRST_BYTES = 16 << 10;

  private final Semaphore free = new Semaphore(ALL_BYTES_MAX);

  /** A body, until it is closed. */
  final class Body implements AutoCloseable {
    private byte[] bytes = {};
    private int held;

    private void hold(int more) {
      if (!free.tryAcquire(more)) {
        close();
        throw new BusyException(
            "Cannot take more events now: they come faster than they can be written.",
            "Send them again in a second.");
      }
      held += more;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public void close() {
      free.release(held);
      held = 0;
    }
  }

  /**
   * Reads a body to its end.
   *
   * @throws BusyException when there is no room
   */
  Body read(InputStream in) throws IOException {
    Body body = new Body();
    try {
      fill(body, in);
      return body;
    } catch (IOException | RuntimeException e) {
      body.close();
      throw e;
    }
  }

  private static void fill(Body body, InputStream in) throws IOException {
    body.hold(FIRST_BYTES);
    byte[] buffer = new byte[FIRST_BYTES];
    int length = 0;
    for (int read = 0; read >= 0; read = in.read(buffer, length, buffer.length - length)) {
      length += read;
      if (length > BODY_BYTES_MAX) {
        throw new Refusal(
            413,
            ErrorCode.REQUEST_INVALID,
            "Cannot take events this large at once.",
            "Send at most " + BODY_BYTES_MAX + " bytes, unpacked.");
      }
      if (length == buffer.length) {
        body.hold(buffer.length);
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
    }
    body.bytes = Arrays.copyOf(buffer, length);
  }
}
