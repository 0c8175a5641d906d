package dev.millrace.connectors.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Makes sockets that notice a lost network while they wait. A server may be silent for hours with
 * good reason: while a slot waits for open transactions, say. So it is not its silence that counts
 * but whether its side of the connection still answers. Public because the driver makes it by its
 * name.
 */
public class WatchfulSocketFactory extends SocketFactory {
  /** The longest time until a connection fails whose other side does not answer any more. */
  public static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final int ASKS = 5;
  private static final int SECONDS_BETWEEN = 5;

  private static final Map<SocketOption<Integer>, Integer> OPTIONS =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE,
          (int) PATIENCE.toSeconds() - ASKS * SECONDS_BETWEEN,
          ExtendedSocketOptions.TCP_KEEPINTERVAL,
          SECONDS_BETWEEN,
          ExtendedSocketOptions.TCP_KEEPCOUNT,
          ASKS);

  /**
   * Ends at once. MariaDB's driver, told to abort a connection, first says that it will send no
   * more and reads the rest; it would wait there for a thread that waits for a silent server.
   */
  private static final class EndingSocket extends Socket {
    @Override
    public void shutdownOutput() throws IOException {
      close();
    }
  }

  /** For the driver. */
  public WatchfulSocketFactory() {}

  /** Makes a socket watchful, as far as the system can. */
  public static <S extends Socket> S watchful(S socket) throws IOException {
    socket.setKeepAlive(true);
    for (Map.Entry<SocketOption<Integer>, Integer> option : OPTIONS.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        socket.setOption(option.getKey(), option.getValue());
      }
    }
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return watchful(new EndingSocket());
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw new UnsupportedOperationException();
  }
}
