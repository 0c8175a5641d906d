package dev.millrace.connectors.mysql;

import dev.millrace.connectors.capture.WatchfulSocketFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * Makes the sockets on which the binary log is read. They tell their reader before they wait for
 * the server, be the connection encrypted or not: then all that has come has been read. Public
 * because the driver makes it by its name.
 */
public final class BinlogSocketFactory extends WatchfulSocketFactory {
  private static final int BUFFER_BYTES = 128 << 10;

  /** What the socket that this thread makes next calls. */
  private static final ThreadLocal<Wait> NEXT = new ThreadLocal<>();

  /** Is called before a socket waits. */
  @FunctionalInterface
  interface Wait {
    /** Nothing has come that was not read; {@code in} tells when that changes. */
    void before(InputStream in) throws IOException;
  }

  /** For the driver. */
  public BinlogSocketFactory() {}

  /** What makes a connection with such a socket. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws java.sql.SQLException;
  }

  /** Makes a connection whose socket calls {@code wait}. */
  static <T> T with(Wait wait, Maker<T> maker) throws java.sql.SQLException {
    NEXT.set(wait);
    try {
      return maker.make();
    } finally {
      NEXT.remove();
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    return watchful(new BinlogSocket(NEXT.get()));
  }

  private static final class BinlogSocket extends Socket {
    private final Wait wait;
    private InputStream stream;

    BinlogSocket(Wait wait) {
      this.wait = wait;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      if (stream == null) {
        stream = new WatchedInput(super.getInputStream(), wait);
      }
      return stream;
    }
  }

  /** Reads by large pieces, because a call of the system for each event would cost much. */
  private static final class WatchedInput extends FilterInputStream {
    private final Wait wait;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    WatchedInput(InputStream in, Wait wait) {
      super(in);
      this.wait = wait;
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, end - at);
      System.arraycopy(buffer, at, to, offset, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      if (at < end) {
        return true;
      }
      if (in.available() == 0) {
        wait.before(in);
      }
      at = 0;
      end = Math.max(0, in.read(buffer, 0, buffer.length));
      return end > 0;
    }

    @Override
    public int available() throws IOException {
      return end - at + in.available();
    }
  }
}
