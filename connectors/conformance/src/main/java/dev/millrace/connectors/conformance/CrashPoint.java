package dev.millrace.connectors.conformance;

import java.util.concurrent.atomic.AtomicInteger;

/** Where a process that captures may end, as if its machine had lost power. */
public enum CrashPoint {
  /** Changes are read from the source, and not handed over. */
  READ,
  /** Changes are handed over, and none of them sent. */
  HANDED_OVER,
  /** The first part of what was handed over is durable, the rest is not sent. */
  PARTLY_DURABLE,
  /** All that was handed over is durable; the offset is not stored. */
  DURABLE,
  /** The offset is about to be stored. */
  STORING,
  /** The offset is stored; the source has not heard of it. */
  STORED,
  /** The source has been told that it may forget. */
  CONFIRMED,
  /** A part of a chunk's rows is durable. */
  IN_CHUNK,
  /** All rows of some chunks are durable. */
  BETWEEN_CHUNKS,
  /** A large transaction is being put aside until its end comes. */
  SPOOLING,
  /** Changes are read by large steps. */
  CATCHING_UP;

  /** What the process ends with. */
  static final int STATUS = 77;

  private static volatile CrashPoint chosen;
  private static final AtomicInteger LEFT = new AtomicInteger();

  /** Chooses where this process ends: when it comes to a point for the n-th time. */
  static void choose(CrashPoint point, int times) {
    LEFT.set(times);
    chosen = point;
  }

  public boolean isChosen() {
    return chosen == this;
  }

  /** The process is here. */
  public void pass() {
    if (isChosen() && LEFT.decrementAndGet() <= 0) {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
