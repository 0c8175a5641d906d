package dev.millrace.server.endpoint;

import java.time.Duration;

/** Where a client's events go. Any thread may call it. */
public interface EventSink {

  /**
   * Queues an event; does not wait for the client.
   *
   * <p>A client that reads too slowly and lets its queue run full is dropped: it opens the stream
   * again and gets everything whole.
   *
   * @param event its name
   * @param data becomes one line of JSON
   */
  void send(String event, Object data);

  /** Queues an event unless earlier ones still wait for the client. */
  void sendIfIdle(String event, Object data);

  /** Whether all that was sent has left for the client. */
  boolean idle();

  /**
   * Waits until all that was sent has left for the client, or the stream is over. A client that
   * takes longer is dropped. Before the stream has begun there is nothing to wait for.
   */
  void awaitIdle(Duration patience);

  /** Ends the stream after what is queued. */
  void end();
}
