package dev.millrace.flow.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A map of bytes to bytes that may be larger than memory: a log of what was put and removed, and an
 * index of where the newest record of each key is. Records that are not the newest any more are
 * given up from the log's old end, whose living records move to its new end, so that at most about
 * half of the log is dead. For one thread.
 */
public final class StateStore {
  private static final int UNIT_BITS = 3;
  private static final int SEGMENT_UNIT_BITS =
      Integer.numberOfTrailingZeros(Segment.BYTES) - UNIT_BITS;
  private static final int SEGMENT_UNITS_MASK = (1 << SEGMENT_UNIT_BITS) - 1;

  /** So much may be dead without anything being done. */
  private static final long DEAD_ALLOWED = 8 << 20;

  /** How many bytes of the old end are looked at for each byte written at the new one. */
  private static final int SWEEP_RATE = 4;

  private final Path folder;
  private final KeyIndex index;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private Segment[] byNumber = new Segment[4];
  private Segment newest;
  private long livingBytes;
  private long frozen;
  private int sweepAt = Segment.START;
  private byte[] value = new byte[256];
  private byte[] swept = new byte[256];
  private byte[] sweptValue = new byte[256];

  /**
   * A store with nothing in it.
   *
   * @param folder where the system may put what does not fit into memory
   */
  public StateStore(Path folder) throws IOException {
    this.folder = folder;
    this.index = new KeyIndex(folder);
  }

  /** How many keys there are. */
  public int size() {
    return index.size();
  }

  /**
   * Looks a key up.
   *
   * @return the length of its value, which is at the beginning of {@link #value()}; -1 if it is not
   *     there
   */
  public int get(byte[] key, int length) {
    int slot = find(key, length, KeyIndex.tag(Records.hash(key, length)));
    if (slot < 0) {
      return -1;
    }
    long address = KeyIndex.address(index.at(slot));
    MappedByteBuffer log = segment(address).bytes;
    int at = offset(address);
    int valueLength = Records.valueLength(log, at);
    if (valueLength > value.length) {
      value = new byte[Math.max(valueLength, 2 * value.length)];
    }
    Records.readValue(log, at, value);
    return valueLength;
  }

  /** The value that was found last; another one with the next search. */
  public byte[] value() {
    return value;
  }

  /** Puts a key, in place of its old value if there is one. */
  public void put(byte[] key, int length, byte[] newValue, int valueLength) throws IOException {
    int tag = KeyIndex.tag(Records.hash(key, length));
    int slot = find(key, length, tag);
    if (slot < 0) {
      index.add(tag, append(key, length, newValue, valueLength));
      livingBytes += Records.size(length, valueLength);
      return;
    }
    long old = KeyIndex.address(index.at(slot));
    Segment segment = segment(old);
    int at = offset(old);
    long oldSize = Records.size(segment.bytes, at);
    long size = Records.size(length, valueLength);
    if (oldSize == size && segment.place(at) >= frozen) {
      Records.writeValue(segment.bytes, at, length, newValue, valueLength);
      return;
    }
    index.replace(slot, tag, append(key, length, newValue, valueLength));
    livingBytes += size - oldSize;
    sweep(size);
  }

  /** Removes a key; says whether it was there. */
  public boolean remove(byte[] key, int length) throws IOException {
    int slot = find(key, length, KeyIndex.tag(Records.hash(key, length)));
    if (slot < 0) {
      return false;
    }
    long old = KeyIndex.address(index.at(slot));
    livingBytes -= Records.size(segment(old).bytes, offset(old));
    index.remove(slot);
    append(key, length, key, Records.REMOVED);
    sweep(Records.size(length, Records.REMOVED));
    return true;
  }

  private int find(byte[] key, int length, int tag) {
    int slot = index.home(tag);
    for (long found = index.at(slot); found != 0; found = index.at(slot)) {
      if (KeyIndex.hasTag(found, tag)) {
        long address = KeyIndex.address(found);
        if (Records.isOf(segment(address).bytes, offset(address), key, length)) {
          return slot;
        }
      }
      slot = index.next(slot);
    }
    return -1;
  }

  private Segment segment(long address) {
    return byNumber[(int) (address >>> SEGMENT_UNIT_BITS) & (byNumber.length - 1)];
  }

  private static int offset(long address) {
    return ((int) address & SEGMENT_UNITS_MASK) << UNIT_BITS;
  }

  private static long address(Segment segment, int offset) {
    return ((segment.number << SEGMENT_UNIT_BITS) | (offset >>> UNIT_BITS)) & KeyIndex.ADDRESS_MASK;
  }

  private long append(byte[] key, int length, byte[] newValue, int valueLength) throws IOException {
    long size = Records.size(length, valueLength);
    if (newest == null || newest.end + size > Segment.BYTES) {
      if (size > Segment.BYTES - Segment.START) {
        throw new IOException(
            "Cannot keep a value of "
                + valueLength
                + " bytes in a mapping's state: it takes at most "
                + (Segment.BYTES >> 20)
                + " MB.");
      }
      open(newest == null ? 0 : newest.number + 1);
    }
    int at = newest.end;
    Records.write(newest.bytes, at, key, length, newValue, valueLength);
    newest.end = at + (int) size;
    return address(newest, at);
  }

  private Segment open(long number) throws IOException {
    Segment segment = new Segment(number, folder);
    segments.addLast(segment);
    if (number - segments.getFirst().number >= byNumber.length) {
      Segment[] larger = new Segment[2 * byNumber.length];
      segments.forEach(kept -> larger[(int) kept.number & (larger.length - 1)] = kept);
      byNumber = larger;
    }
    byNumber[(int) number & (byNumber.length - 1)] = segment;
    newest = segment;
    return segment;
  }

  /**
   * The oldest records are looked at first, so a removal is forgotten only after what it removed.
   */
  private void sweep(long written) throws IOException {
    long budget = written * SWEEP_RATE;
    while (budget > 0 && segments.size() > 1 && dead() > livingBytes + DEAD_ALLOWED) {
      Segment oldest = segments.getFirst();
      if (sweepAt >= oldest.end) {
        segments.removeFirst();
        byNumber[(int) oldest.number & (byNumber.length - 1)] = null;
        oldest.release();
        sweepAt = Segment.START;
        continue;
      }
      int at = sweepAt;
      int size = Records.size(oldest.bytes, at);
      sweepAt += size;
      budget -= size;
      if (Records.valueLength(oldest.bytes, at) != Records.REMOVED) {
        moveIfNewest(oldest, at);
      }
    }
  }

  private long dead() {
    return (segments.size() - 1L) * Segment.BYTES + newest.end - sweepAt - livingBytes;
  }

  private void moveIfNewest(Segment oldest, int at) throws IOException {
    int keyLength = Records.keyLength(oldest.bytes, at);
    int valueLength = Records.valueLength(oldest.bytes, at);
    byte[] key = sweptKey(oldest, at);
    int tag = KeyIndex.tag(Records.hash(key, keyLength));
    long address = address(oldest, at);
    int slot = index.home(tag);
    for (long found = index.at(slot); found != 0; found = index.at(slot)) {
      if (KeyIndex.hasTag(found, tag) && KeyIndex.address(found) == address) {
        if (valueLength > sweptValue.length) {
          sweptValue = new byte[Math.max(valueLength, 2 * sweptValue.length)];
        }
        Records.readValue(oldest.bytes, at, sweptValue);
        index.replace(slot, tag, append(key, keyLength, sweptValue, valueLength));
        return;
      }
      slot = index.next(slot);
    }
  }

  private byte[] sweptKey(Segment segment, int at) {
    int length = Records.keyLength(segment.bytes, at);
    if (length > swept.length) {
      swept = new byte[Math.max(length, 2 * swept.length)];
    }
    Records.readKey(segment.bytes, at, swept);
    return swept;
  }

  /** Looks at keys. */
  public interface KeyVisitor {
    /** The key is at the beginning of the bytes, which are used again for the next. */
    void visit(byte[] key, int length) throws IOException;
  }

  /** Shows all keys, in no order. Nothing may be changed meanwhile. */
  public void forEachKey(KeyVisitor visitor) throws IOException {
    for (int slot = 0; slot < index.slots(); slot++) {
      long found = index.at(slot);
      if (found != 0) {
        long address = KeyIndex.address(found);
        Segment segment = segment(address);
        int at = offset(address);
        visitor.visit(sweptKey(segment, at), Records.keyLength(segment.bytes, at));
      }
    }
  }

  /**
   * A segment as far as it was written at some moment.
   *
   * @param end behind its last record then
   */
  record Frozen(Segment segment, int end) {}

  /**
   * From here on nothing that is in the log now is changed in place.
   *
   * @return its segments, oldest first, each retained for the caller, who releases them
   */
  List<Frozen> freeze() {
    frozen = newest == null ? 0 : newest.place(newest.end);
    List<Frozen> all = new ArrayList<>();
    for (Segment segment : segments) {
      segment.retain();
      all.add(new Frozen(segment, segment.end));
    }
    return all;
  }

  /**
   * Takes over a piece of another log, in the log's order, at the same place.
   *
   * @param bytes whole records
   */
  void adopt(long number, int from, byte[] bytes) throws IOException {
    Segment segment = newest != null && newest.number == number ? newest : open(number);
    segment.bytes.put(from, bytes);
    segment.end = from + bytes.length;
    for (int at = from; at < segment.end; at += Records.size(segment.bytes, at)) {
      adopt(segment, at);
    }
    frozen = segment.place(segment.end);
  }

  private void adopt(Segment segment, int at) throws IOException {
    byte[] key = sweptKey(segment, at);
    int length = Records.keyLength(segment.bytes, at);
    int tag = KeyIndex.tag(Records.hash(key, length));
    int slot = find(key, length, tag);
    if (slot >= 0) {
      long old = KeyIndex.address(index.at(slot));
      livingBytes -= Records.size(segment(old).bytes, offset(old));
    }
    if (Records.valueLength(segment.bytes, at) == Records.REMOVED) {
      if (slot >= 0) {
        index.remove(slot);
      }
      return;
    }
    livingBytes += Records.size(segment.bytes, at);
    if (slot >= 0) {
      index.replace(slot, tag, address(segment, at));
    } else {
      index.add(tag, address(segment, at));
    }
  }

  /** Chooses keys. */
  interface KeyFilter {
    boolean takes(byte[] key);
  }

  /**
   * Applies a piece of another log, in its order.
   *
   * @param bytes whole records
   * @param filter says which keys are taken
   */
  void merge(byte[] bytes, KeyFilter filter) throws IOException {
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += Records.size(piece, at)) {
      byte[] key = new byte[Records.keyLength(piece, at)];
      Records.readKey(piece, at, key);
      if (!filter.takes(key)) {
        continue;
      }
      if (Records.valueLength(piece, at) == Records.REMOVED) {
        remove(key, key.length);
      } else {
        byte[] merged = new byte[Records.valueLength(piece, at)];
        Records.readValue(piece, at, merged);
        put(key, key.length, merged, merged.length);
      }
    }
  }

  /** Gives memory and disk back. */
  public void close() {
    segments.forEach(Segment::release);
    segments.clear();
    Arrays.fill(byNumber, null);
    index.close();
  }
}
