package dev.millrace.server;

import dev.millrace.server.endpoint.EventSink;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The events of one client. Writing never waits: what the connection does not take at once stays in
 * a bounded queue, and a client whose queue runs full is dropped.
 */
final class EventStream implements EventSink, WriteListener {

  /** A single event may be larger: it is taken when nothing else waits. */
  private static final long MOST_QUEUED_BYTES = 16L << 20;

  private static final int MOST_QUEUED_EVENTS = 1_000;

  private final Deque<byte[]> queue = new ArrayDeque<>();
  private final ServletOutputStream out;
  private final Runnable drop;
  private Runnable farewell = () -> {};

  private long queuedBytes;

  /** Whether the container has yet to say that it takes more. */
  private boolean waiting = true;

  /** Written, but perhaps not on its way yet; true at first, so that headers leave at once. */
  private boolean unflushed = true;

  private boolean opened;
  private boolean ending;
  private boolean over;

  /**
   * @param response of a request that is asynchronous already
   * @param drop closes the connection
   */
  EventStream(HttpServletResponse response, Runnable drop) {
    this.drop = drop;
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");
    try {
      out = response.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot begin a stream of events.", e);
    }
  }

  /**
   * Begins.
   *
   * @param whenOver is run once when the stream is over, however it ends; it must not wait
   */
  void open(Runnable whenOver) {
    boolean overAlready;
    synchronized (this) {
      farewell = whenOver;
      opened = true;
      overAlready = over;
    }
    if (overAlready) {
      whenOver.run();
    } else {
      out.setWriteListener(this);
    }
  }

  @Override
  public void send(String event, Object data) {
    byte[] bytes = bytes(event, data);
    boolean full;
    synchronized (this) {
      if (over || ending) {
        return;
      }
      full =
          queue.size() >= MOST_QUEUED_EVENTS
              || (!queue.isEmpty() && queuedBytes + bytes.length > MOST_QUEUED_BYTES);
      if (!full) {
        queue.add(bytes);
        queuedBytes += bytes.length;
      }
    }
    if (full) {
      abort();
    } else {
      drain();
    }
  }

  @Override
  public void sendIfIdle(String event, Object data) {
    if (idle()) {
      send(event, data);
    }
  }

  @Override
  public synchronized boolean idle() {
    if (over || waiting || !queue.isEmpty()) {
      return false;
    }
    waiting = !out.isReady();
    return !waiting;
  }

  @Override
  public void awaitIdle(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      if (staysBusyUntil(deadline)) {
        abort();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean staysBusyUntil(long deadline) throws InterruptedException {
    while (opened && !over && !idle()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        return true;
      }
      wait(millis);
    }
    return false;
  }

  @Override
  public void end() {
    synchronized (this) {
      ending = true;
    }
    drain();
  }

  /** Ends the stream now, whatever waits. */
  void abort() {
    Runnable whenOver;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      queue.clear();
      notifyAll();
      whenOver = farewell;
    }
    drop.run();
    whenOver.run();
  }

  /** Ends at once, properly if nothing waits for the client. */
  void shut() {
    if (idle()) {
      end();
    } else {
      abort();
    }
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      waiting = false;
    }
    drain();
  }

  @Override
  public void onError(Throwable failure) {
    abort();
  }

  private void drain() {
    Runnable whenOver;
    try {
      whenOver = write() ? farewell() : () -> {};
    } catch (IOException | IllegalStateException e) {
      // The client has gone: nobody is left to tell.
      abort();
      return;
    }
    whenOver.run();
  }

  private synchronized Runnable farewell() {
    return farewell;
  }

  /**
   * Writes as much as the connection takes.
   *
   * @return whether the stream has come to its end
   */
  private synchronized boolean write() throws IOException {
    while (!over && !waiting) {
      if (!out.isReady()) {
        waiting = true;
      } else if (!queue.isEmpty()) {
        byte[] next = queue.remove();
        queuedBytes -= next.length;
        unflushed = true;
        out.write(next);
      } else if (unflushed) {
        unflushed = false;
        out.flush();
      } else if (ending) {
        over = true;
        notifyAll();
        return true;
      } else {
        notifyAll();
        return false;
      }
    }
    return false;
  }

  private static byte[] bytes(String event, Object data) {
    byte[] json = Json.bytes(data);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 32);
    bytes.writeBytes(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(json);
    bytes.write('\n');
    bytes.write('\n');
    return bytes.toByteArray();
  }
}
