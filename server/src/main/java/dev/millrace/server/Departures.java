package dev.millrace.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a client has gone while its answer is still being made. The web server does not look
 * at a connection between reading a request and writing its answer, so this does: a connection that
 * can be read but holds no bytes has been closed by its client.
 */
final class Departures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** Bounds how long a connection closed meanwhile stays registered. */
  private static final long TURN_MILLIS = 500;

  private final Selector selector;
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  Departures() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot watch connections.", e);
    }
    thread = new Thread(this::watch, "millrace-departures");
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection under watch, until it is closed. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Watches a connection.
   *
   * @param gone is run once at most, by the thread that watches: it must not wait
   */
  Watch watch(SocketChannel channel, Runnable gone) {
    order(() -> register(channel, gone));
    return () ->
        order(
            () -> {
              SelectionKey key = channel.keyFor(selector);
              if (key != null && key.attachment() == gone) {
                key.cancel();
              }
            });
  }

  private void order(Runnable order) {
    orders.add(order);
    selector.wakeup();
  }

  private void register(SocketChannel channel, Runnable gone) {
    try {
      // Forgets a key of an earlier request on the same connection, cancelled just before.
      selector.selectNow();
      channel.register(selector, SelectionKey.OP_READ, gone);
    } catch (ClosedChannelException e) {
      gone.run();
    } catch (IOException | CancelledKeyException e) {
      LOG.debug("Cannot watch a connection.", e);
    }
  }

  private void watch() {
    while (!closed) {
      try {
        selector.select(selector.keys().isEmpty() ? 0 : TURN_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          look(key);
        }
        selector.selectedKeys().clear();
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
          order.run();
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("Cannot watch connections for a moment.", e);
      }
    }
  }

  private static void look(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    // Bytes are the client's next request: it is there, and may be answered late.
    key.cancel();
    boolean gone;
    try {
      gone = ((SocketChannel) key.channel()).socket().getInputStream().available() == 0;
    } catch (IOException e) {
      gone = true;
    }
    if (gone) {
      ((Runnable) key.attachment()).run();
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("Cannot close the selector.", e);
    }
  }
}
