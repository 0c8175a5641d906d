package dev.millrace.connectors.mysql;

import dev.millrace.connectors.capture.WatchfulSocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.sql.SQLException;

/**
 * Makes the sockets on which the binary log is read. They tell their reader before they wait for
 * the server, be the connection encrypted or not: then all that has come has been read. Public
 * because the driver makes it by its name.
 */
public final class BinlogSocketFactory extends WatchfulSocketFactory {
  private static final int BUFFER_BYTES = 128 << 10;

  /** Of what the socket is that this thread makes next. */
  private static final ThreadLocal<Line> NEXT = new ThreadLocal<>();

  /** Is called before a socket waits. */
  @FunctionalInterface
  interface Wait {
    /** Nothing has come that was not read; {@code in} tells when that changes. */
    void before(InputStream in) throws IOException;
  }

  /** What makes a connection with such a socket. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws SQLException;
  }

  /** The socket under a connection. */
  static final class Line implements AutoCloseable {
    private final Wait wait;
    private volatile Socket socket;

    Line(Wait wait) {
      this.wait = wait;
    }

    /** Makes a connection on this line. */
    <T> T connect(Maker<T> maker) throws SQLException {
      NEXT.set(this);
      try {
        return maker.make();
      } finally {
        NEXT.remove();
      }
    }

    /** Ends the connection, also in the middle of a read: that fails then. */
    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** For the driver. */
  public BinlogSocketFactory() {}

  @Override
  public Socket createSocket() throws IOException {
    Line line = NEXT.get();
    line.socket = watchful(new BinlogSocket(line.wait));
    return line.socket;
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
  private static final class WatchedInput extends InputStream {
    private final InputStream in;
    private final Wait wait;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    WatchedInput(InputStream in, Wait wait) {
      this.in = in;
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

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
