package dev.millrace.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of network between a client and a server, which can be cut after so many bytes, break
 * off at the answer to a request, or be slow. While it is cut, nothing passes and nobody gets
 * through; what was connected stays lost.
 */
public final class CuttableNetwork implements AutoCloseable {
  /** How a cut shows. */
  public enum Cut {
    /** Both sides hear that the connection is gone. */
    RESET,
    /** Nobody hears anything any more. */
    SILENCE
  }

  private final String host;
  private final int port;
  private final ServerSocket entrance;
  private final List<Socket> passing = new ArrayList<>();

  /** Sockets that are open as far as their owners know. */
  private final List<Socket> silenced = new ArrayList<>();

  private long bytesLeft = Long.MAX_VALUE;
  private Optional<String> fatalRequest = Optional.empty();
  private boolean answerIsFatal;
  private int brokenOff;
  private volatile Duration delay = Duration.ZERO;
  private Cut cut = Cut.RESET;
  private boolean isCut;

  private CuttableNetwork(String host, int port, ServerSocket entrance) {
    this.host = host;
    this.port = port;
    this.entrance = entrance;
  }

  /** A network to a server, that passes everything at first. */
  public static CuttableNetwork to(String host, int port) throws IOException {
    ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    CuttableNetwork network = new CuttableNetwork(host, port, entrance);
    thread("network", network::accept);
    return network;
  }

  /** Where clients get in. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Cuts all connections once the server has sent so much more. */
  public synchronized void cutAfter(long bytes, Cut how) {
    cut = how;
    bytesLeft = bytes;
  }

  /**
   * Breaks all connections off when the server begins to answer the next request of a kind: it has
   * done what it was asked to, and nobody hears of it. New connections get through at once.
   *
   * @param text that the request has in it, in ASCII
   */
  public synchronized void breakOffAtAnswerTo(String text) {
    cut = Cut.RESET;
    fatalRequest = Optional.of(text);
  }

  /** How often connections were broken off so. */
  public synchronized int brokenOff() {
    return brokenOff;
  }

  /** Has all that the server sends from now on wait before it goes on. */
  public void slowDown(Duration time) {
    delay = time;
  }

  public synchronized boolean isCut() {
    return isCut;
  }

  /** Lets new connections through again. */
  public synchronized void mend() {
    isCut = false;
    bytesLeft = Long.MAX_VALUE;
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (!holdBack(client)) {
          connect(client);
        }
      } catch (IOException e) {
        // The entrance is closed, or the server refuses; the client hears of that by its own.
      }
    }
  }

  private synchronized boolean holdBack(Socket client) throws IOException {
    if (isCut) {
      lose(client);
    }
    return isCut;
  }

  private void connect(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(host, port);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    synchronized (this) {
      passing.add(client);
      passing.add(server);
    }
    thread("network-up", () -> pass(client, server, false));
    thread("network-down", () -> pass(server, client, true));
  }

  private void pass(Socket from, Socket to, boolean counts) {
    byte[] buffer = new byte[16 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (counts) {
          Thread.sleep(delay.toMillis());
        } else {
          look(buffer, length);
        }
        int passes = counts ? count(from, length) : isPassing(from) ? length : -1;
        out.write(buffer, 0, Math.max(0, passes));
        if (passes < length) {
          cutIfDue();
          return;
        }
      }
      end(from, to);
    } catch (IOException | InterruptedException e) {
      end(from, to);
    }
  }

  /** From a fatal request on, not one byte more comes back. */
  private synchronized void look(byte[] request, int length) {
    if (fatalRequest.isPresent()
        && new String(request, 0, length, StandardCharsets.ISO_8859_1)
            .contains(fatalRequest.get())) {
      fatalRequest = Optional.empty();
      answerIsFatal = true;
      bytesLeft = 0;
    }
  }

  private synchronized boolean isPassing(Socket socket) {
    return passing.contains(socket);
  }

  /** How many of the bytes pass; -1 when the connection is lost. */
  private synchronized int count(Socket from, int length) {
    if (!passing.contains(from)) {
      return -1;
    }
    int passes = (int) Math.min(length, bytesLeft);
    bytesLeft -= bytesLeft == Long.MAX_VALUE ? 0 : passes;
    return passes;
  }

  private synchronized void cutIfDue() throws IOException {
    if (bytesLeft > 0 || isCut) {
      return;
    }
    if (answerIsFatal) {
      answerIsFatal = false;
      bytesLeft = Long.MAX_VALUE;
      brokenOff++;
    } else {
      isCut = true;
    }
    for (Socket socket : passing) {
      lose(socket);
    }
    passing.clear();
  }

  private void lose(Socket socket) throws IOException {
    if (cut == Cut.SILENCE) {
      silenced.add(socket);
    } else {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private synchronized void end(Socket one, Socket other) {
    if (passing.removeAll(List.of(one, other))) {
      closeAll(List.of(one, other));
    }
  }

  private static void closeAll(List<Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void close() throws IOException {
    entrance.close();
    closeAll(passing);
    closeAll(silenced);
    passing.clear();
  }
}
