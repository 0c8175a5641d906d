package dev.millrace.lake;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where the row of each key stands: a hash table of keys' hashes and places, 16 bytes a slot, some
 * 28 bytes a key. Two keys of the same 80 bits would be taken for one; among a thousand million
 * keys that happens once in two million tables.
 *
 * <p>It grows by extendible hashing, so that no step takes long: a segment doubles until it has
 * {@value #LARGEST} slots and then is split in two. Large segments are in files that vanish with
 * the process, so that the machine can take their memory back. Not for use by several threads.
 *
 * @see <a href="https://doi.org/10.1145/320083.320092">Fagin and others, Extendible hashing</a>
 */
final class KeyIndex {
  /** Stands for no place. */
  static final long NONE = 0;

  /** Places have so many bits. */
  static final int PLACE_BITS = 48;

  private static final long PLACE = (1L << PLACE_BITS) - 1;
  private static final int SMALLEST = 1 << 6;
  private static final int LARGEST = 1 << 20;

  /** From this many slots on a segment is in a file. */
  private static final int IN_FILE = 1 << 15;

  private final Path folder;
  private Segment[] directory;
  private int depth;
  private long size;

  /**
   * An empty index.
   *
   * @param folder for its files
   */
  KeyIndex(Path folder) {
    this.folder = folder;
    this.directory = new Segment[] {new Segment(SMALLEST, 0)};
  }

  /** How many keys have a place. */
  long size() {
    return size;
  }

  /** The place of a key, or {@link #NONE}. */
  long get(KeyHash key) {
    Segment segment = segment(key.high());
    int slot = segment.find(key.high(), tag(key));
    return slot < 0 ? NONE : segment.slots.get(2 * slot + 1) & PLACE;
  }

  /** Gives a key a place; returns the one it had before, or {@link #NONE}. */
  long put(KeyHash key, long place) {
    Segment segment = segment(key.high());
    int slot = segment.find(key.high(), tag(key));
    if (slot >= 0) {
      long before = segment.slots.get(2 * slot + 1) & PLACE;
      segment.slots.put(2 * slot + 1, tag(key) | place);
      return before;
    }
    if (segment.used >= segment.mask / 4 * 3) {
      grow(segment);
      segment = segment(key.high());
    }
    segment.add(key.high(), tag(key) | place);
    size++;
    return NONE;
  }

  /** Writes all keys and their places. */
  void write(DataOutput out) throws IOException {
    out.writeLong(size);
    out.writeInt(depth);
    for (int i = 0; i < directory.length; i += places(directory[i])) {
      directory[i].write(out);
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param folder for its files
   */
  static KeyIndex read(Path folder, DataInput in) throws IOException {
    KeyIndex index = new KeyIndex(folder);
    index.size = in.readLong();
    index.depth = in.readInt();
    index.directory = new Segment[1 << index.depth];
    for (int i = 0; i < index.directory.length; ) {
      Segment segment = index.readSegment(in);
      int next = i + index.places(segment);
      Arrays.fill(index.directory, i, next, segment);
      i = next;
    }
    return index;
  }

  /** How many places side by side a segment has: one that was not split as often as others more. */
  private int places(Segment segment) {
    return 1 << (depth - segment.depth);
  }

  /** As large as it was: in the order of their slots, keys would crowd in a smaller one. */
  private Segment readSegment(DataInput in) throws IOException {
    Segment segment = new Segment(in.readInt(), in.readInt());
    for (int left = in.readInt(); left > 0; left--) {
      segment.add(in.readLong(), in.readLong());
    }
    return segment;
  }

  /** Forgets a key; returns the place it had, or {@link #NONE}. */
  long remove(KeyHash key) {
    Segment segment = segment(key.high());
    int slot = segment.find(key.high(), tag(key));
    if (slot < 0) {
      return NONE;
    }
    long before = segment.slots.get(2 * slot + 1) & PLACE;
    segment.empty(slot);
    size--;
    return before;
  }

  private static long tag(KeyHash key) {
    return key.low() & ~PLACE;
  }

  private int directoryIndex(long high) {
    return depth == 0 ? 0 : (int) (high >>> (Long.SIZE - depth));
  }

  private Segment segment(long high) {
    return directory[directoryIndex(high)];
  }

  private void grow(Segment full) {
    int slots = full.mask + 1;
    if (slots < LARGEST) {
      Segment larger = new Segment(2 * slots, full.depth);
      full.forEach(larger::add);
      replace(full, larger, larger);
      return;
    }
    if (full.depth == depth) {
      Segment[] doubled = new Segment[2 * directory.length];
      for (int i = 0; i < doubled.length; i++) {
        doubled[i] = directory[i / 2];
      }
      directory = doubled;
      depth++;
    }
    Segment low = new Segment(slots, full.depth + 1);
    Segment upper = new Segment(slots, full.depth + 1);
    int bit = Long.SIZE - 1 - full.depth;
    full.forEach((keyHigh, slot) -> ((keyHigh >>> bit & 1) == 0 ? low : upper).add(keyHigh, slot));
    replace(full, low, upper);
  }

  private void replace(Segment old, Segment low, Segment upper) {
    for (int i = 0; i < directory.length; i++) {
      if (directory[i] == old) {
        boolean first = low == upper || (i >>> (depth - low.depth) & 1) == 0;
        directory[i] = first ? low : upper;
      }
    }
  }

  /** Takes the two halves of a slot. */
  private interface Slots {
    void take(long high, long low);
  }

  /** Open addressing with linear probing; a slot whose second half is 0 is empty. */
  private final class Segment {
    final int depth;
    final int mask;
    final LongBuffer slots;
    int used;

    Segment(int count, int depth) {
      this.depth = depth;
      this.mask = count - 1;
      this.slots =
          count < IN_FILE ? LongBuffer.allocate(2 * count) : Scratch.longs(folder, 2 * count);
    }

    /** The slot of a key, or the complement of the one where it would be put. */
    int find(long high, long tag) {
      int slot = (int) high & mask;
      while (true) {
        long low = slots.get(2 * slot + 1);
        if (low == 0) {
          return ~slot;
        }
        if (slots.get(2 * slot) == high && (low & ~PLACE) == tag) {
          return slot;
        }
        slot = (slot + 1) & mask;
      }
    }

    /** Adds a key that is not there. */
    void add(long high, long low) {
      int slot = (int) high & mask;
      while (slots.get(2 * slot + 1) != 0) {
        slot = (slot + 1) & mask;
      }
      slots.put(2 * slot, high);
      slots.put(2 * slot + 1, low);
      used++;
    }

    /** Empties a slot and moves those behind it up, so that none is looked for in vain. */
    void empty(int slot) {
      int hole = slot;
      int next = slot;
      while (true) {
        next = (next + 1) & mask;
        long low = slots.get(2 * next + 1);
        if (low == 0) {
          break;
        }
        int home = (int) slots.get(2 * next) & mask;
        if (((next - home) & mask) >= ((next - hole) & mask)) {
          slots.put(2 * hole, slots.get(2 * next));
          slots.put(2 * hole + 1, low);
          hole = next;
        }
      }
      slots.put(2 * hole + 1, 0);
      used--;
    }

    void write(DataOutput out) throws IOException {
      out.writeInt(mask + 1);
      out.writeInt(depth);
      out.writeInt(used);
      for (int i = 0; i <= mask; i++) {
        long low = slots.get(2 * i + 1);
        if (low != 0) {
          out.writeLong(slots.get(2 * i));
          out.writeLong(low);
        }
      }
    }

    void forEach(Slots action) {
      for (int i = 0; i <= mask; i++) {
        long low = slots.get(2 * i + 1);
        if (low != 0) {
          action.take(slots.get(2 * i), low);
        }
      }
    }
  }
}
