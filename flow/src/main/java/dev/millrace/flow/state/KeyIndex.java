package dev.millrace.flow.state;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * Where in the log the record of each key stands: an open hash table with linear probing, outside
 * of the heap, eight bytes a slot. A slot holds 28 bits of the key's hash, its tag, above 36 bits
 * of the record's address, in units of eight bytes; 0 is empty. The tag's low bits name the slot
 * where a key would like to stand, so that growing and closing gaps need no look into the log.
 */
final class KeyIndex {
  private static final int ADDRESS_BITS = 36;
  static final long ADDRESS_MASK = (1L << ADDRESS_BITS) - 1;
  private static final int TAG_BITS = 28;
  private static final int TAG_MASK = (1 << TAG_BITS) - 1;

  /** At most so many slots a page: a buffer's places are an int of bytes. */
  private static final int PAGE_BITS = 27;

  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

  private static final int FIRST_BITS = 10;

  private final Path folder;
  private MappedByteBuffer[] memory;
  private LongBuffer[] pages;
  private int bits;
  private int mask;
  private int size;

  KeyIndex(Path folder) throws IOException {
    this.folder = folder;
    allocate(FIRST_BITS);
  }

  private void allocate(int newBits) throws IOException {
    bits = newBits;
    mask = (1 << newBits) - 1;
    int pageBits = Math.min(newBits, PAGE_BITS);
    memory = new MappedByteBuffer[1 << (newBits - pageBits)];
    pages = new LongBuffer[memory.length];
    for (int i = 0; i < memory.length; i++) {
      memory[i] = Mapped.map(folder, 8L << pageBits);
      pages[i] = memory[i].asLongBuffer();
    }
  }

  static int tag(long hash) {
    return (int) hash & TAG_MASK;
  }

  static boolean hasTag(long slot, int tag) {
    return slot >>> ADDRESS_BITS == tag;
  }

  static long address(long slot) {
    return slot & ADDRESS_MASK;
  }

  int size() {
    return size;
  }

  /** How many slots there are. */
  int slots() {
    return mask + 1;
  }

  int home(int tag) {
    return tag & mask;
  }

  int next(int slot) {
    return (slot + 1) & mask;
  }

  long at(int slot) {
    return pages[slot >>> PAGE_BITS].get(slot & PAGE_MASK);
  }

  /** Puts another address into a slot that is taken. */
  void replace(int slot, int tag, long address) {
    pages[slot >>> PAGE_BITS].put(slot & PAGE_MASK, (long) tag << ADDRESS_BITS | address);
  }

  /** Adds a key that is not there. */
  void add(int tag, long address) throws IOException {
    // At three fifths of the slots, a search looks at two on average.
    if (size >= (mask + 1L) * 3 / 5) {
      grow();
    }
    size++;
    place(tag, address);
  }

  private void place(int tag, long address) {
    int slot = home(tag);
    while (at(slot) != 0) {
      slot = next(slot);
    }
    replace(slot, tag, address);
  }

  private void grow() throws IOException {
    if (bits == TAG_BITS) {
      throw new IOException(
          "Cannot keep more than "
              + size
              + " keys in one part of a mapping's state. Run it in more parts.");
    }
    MappedByteBuffer[] oldMemory = memory;
    LongBuffer[] old = pages;
    allocate(bits + 1);
    for (LongBuffer page : old) {
      for (int i = 0; i < page.capacity(); i++) {
        long slot = page.get(i);
        if (slot != 0) {
          place((int) (slot >>> ADDRESS_BITS), address(slot));
        }
      }
    }
    unmap(oldMemory);
  }

  /** Empties a slot, and moves up those behind it that would like to stand further up. */
  void remove(int slot) {
    int gap = slot;
    int look = next(slot);
    for (long found = at(look); found != 0; found = at(look)) {
      int home = home((int) (found >>> ADDRESS_BITS));
      if (((look - home) & mask) >= ((look - gap) & mask)) {
        pages[gap >>> PAGE_BITS].put(gap & (1 << PAGE_BITS) - 1, found);
        gap = look;
      }
      look = next(look);
    }
    pages[gap >>> PAGE_BITS].put(gap & (1 << PAGE_BITS) - 1, 0);
    size--;
  }

  void close() {
    unmap(memory);
  }

  private static void unmap(MappedByteBuffer[] buffers) {
    for (MappedByteBuffer buffer : buffers) {
      Mapped.unmap(buffer);
    }
  }
}
