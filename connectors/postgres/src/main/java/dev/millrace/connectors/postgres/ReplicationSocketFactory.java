package dev.millrace.connectors.postgres;

import dev.millrace.connectors.capture.WatchfulSocketFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * Makes the sockets of replication connections. The driver looks whether something has come by
 * waiting for it for a millisecond, which is longer than most changes take; these sockets answer
 * such a look at once. Public because the driver makes it by its name.
 */
public final class ReplicationSocketFactory extends WatchfulSocketFactory {
  /** The driver's timeout when it only looks. */
  private static final int LOOK_MILLIS = 1;

  /** For the driver. */
  public ReplicationSocketFactory() {}

  @Override
  public Socket createSocket() throws IOException {
    return watchful(new ReplicationSocket());
  }

  private static final class ReplicationSocket extends Socket {
    private volatile boolean onlyLooks;

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
      super.setSoTimeout(millis);
      onlyLooks = millis == LOOK_MILLIS;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          if (onlyLooks && in.available() == 0) {
            throw new SocketTimeoutException();
          }
          return in.read(buffer, offset, length);
        }
      };
    }
  }
}
