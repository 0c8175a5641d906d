package dev.millrace.track.position;

import java.util.Arrays;

/** What somebody who saw one look through a window must be told to see the next. */
public final class WindowChange {
  private final WindowAnswer now;
  private final boolean whole;

  /** Places in the answer of now: first those that were not there before. */
  private int[] shown = {};

  private int size;
  private int fresh;
  private long[] gone = {};
  private int goneSize;

  private WindowChange(WindowAnswer now, boolean whole) {
    this.now = now;
    this.whole = whole;
  }

  /** All of an answer, for somebody who saw none. */
  public static WindowChange whole(WindowAnswer now) {
    WindowChange change = new WindowChange(now, true);
    change.shown = new int[now.size()];
    Arrays.setAll(change.shown, at -> at);
    change.size = now.size();
    change.fresh = now.size();
    return change;
  }

  /** What differs; all of it when one answer has sensors and the other cells. */
  public static WindowChange between(WindowAnswer before, WindowAnswer now) {
    if (before.isSingle() != now.isSingle()) {
      return whole(now);
    }
    WindowChange change = new WindowChange(now, false);
    change.compare(before);
    return change;
  }

  private void compare(WindowAnswer before) {
    Places places = new Places(before);
    boolean[] still = new boolean[before.size()];
    int[] changed = new int[now.size()];
    int changedSize = 0;
    shown = new int[now.size()];
    for (int at = 0; at < now.size(); at++) {
      int there = places.of(now.key(at));
      if (there < 0) {
        shown[size++] = at;
      } else {
        still[there] = true;
        if (!now.shows(at, before, there)) {
          changed[changedSize++] = at;
        }
      }
    }
    fresh = size;
    System.arraycopy(changed, 0, shown, size, changedSize);
    size += changedSize;
    gone = new long[before.size()];
    for (int there = 0; there < still.length; there++) {
      if (!still[there]) {
        gone[goneSize++] = before.key(there);
      }
    }
  }

  /** The answer that it leads to. */
  public WindowAnswer now() {
    return now;
  }

  /** Whether it is all of the answer, so that what was seen before does not count. */
  public boolean isWhole() {
    return whole;
  }

  /** Whether there is nothing to tell. */
  public boolean isEmpty() {
    return !whole && size == 0 && goneSize == 0;
  }

  /** How many sensors or cells are new or have changed. */
  public int size() {
    return size;
  }

  /** How many of them are new: these come first. */
  public int fresh() {
    return fresh;
  }

  /** The place in {@link #now} of one that is new or has changed. */
  public int place(int at) {
    return shown[at];
  }

  /** How many sensors or cells are not there any more. */
  public int goneSize() {
    return goneSize;
  }

  /** The number of a sensor, or the index of a cell, that is not there any more. */
  public long gone(int at) {
    return gone[at];
  }

  /** Finds the places of an answer by key, without an object for each. */
  private static final class Places {
    private final WindowAnswer answer;

    /** By hash: place and one; 0 is free. */
    private final int[] table;

    Places(WindowAnswer answer) {
      this.answer = answer;
      table = new int[Integer.highestOneBit(Math.max(1, answer.size())) * 4];
      for (int at = 0; at < answer.size(); at++) {
        table[slot(answer.key(at))] = at + 1;
      }
    }

    int of(long key) {
      return table[slot(key)] - 1;
    }

    private int slot(long key) {
      int mask = table.length - 1;
      int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
      while (table[slot] != 0 && answer.key(table[slot] - 1) != key) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }
  }
}
