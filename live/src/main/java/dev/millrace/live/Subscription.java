package dev.millrace.live;

/** Live queries that are being followed. Closing it ends the calls to its listener. */
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
