package dev.millrace.track.position;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers texts in the order in which they come, from 0 on. Takes some twelve bytes a text beyond
 * the text itself. Names are never forgotten.
 */
final class Names {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int LONGEST = 0xFFFF;
  private static final int HEAD_BYTES = 2;

  private byte[][] pages = new byte[4][];
  private int end;
  private int[] places = new int[64];
  private int count;

  /** By hash: number and one; 0 is free. */
  private int[] table = new int[128];

  int size() {
    return count;
  }

  /** The number of a text, which is new when there was none. */
  int number(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return number(utf8, 0, utf8.length);
  }

  /**
   * The number of a text in UTF-8, which is new when there was none.
   *
   * @throws IllegalArgumentException when it is longer than 65,535 bytes
   */
  int number(byte[] utf8, int from, int length) {
    int slot = slot(utf8, from, length);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (count * 3L > table.length * 2L) {
      grow();
      slot = slot(utf8, from, length);
    }
    if (count == places.length) {
      places = Arrays.copyOf(places, count + count / 2);
    }
    places[count] = store(utf8, from, length);
    table[slot] = ++count;
    return count - 1;
  }

  /** The number of a text; -1 when it has none. */
  int find(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return table[slot(utf8, 0, utf8.length)] - 1;
  }

  /** The text of a number. */
  String text(int number) {
    byte[] page = pages[places[number] / PAGE_BYTES];
    int place = places[number] % PAGE_BYTES;
    return new String(page, place + HEAD_BYTES, length(page, place), StandardCharsets.UTF_8);
  }

  private int slot(byte[] utf8, int from, int length) {
    int mask = table.length - 1;
    int slot = hash(utf8, from, length) & mask;
    while (table[slot] != 0 && !is(table[slot] - 1, utf8, from, length)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean is(int number, byte[] utf8, int from, int length) {
    byte[] page = pages[places[number] / PAGE_BYTES];
    int place = places[number] % PAGE_BYTES;
    int begin = place + HEAD_BYTES;
    return length(page, place) == length
        && Arrays.equals(page, begin, begin + length, utf8, from, from + length);
  }

  private static int length(byte[] page, int place) {
    return (page[place] & 0xFF) << 8 | (page[place + 1] & 0xFF);
  }

  /** The bytes' hash as {@link Arrays#hashCode(byte[])} has it, with its bits well mixed. */
  private static int hash(byte[] utf8, int from, int length) {
    int hash = 1;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + utf8[i];
    }
    hash *= 0x9E3779B9;
    return hash ^ hash >>> 15;
  }

  private int store(byte[] utf8, int from, int length) {
    if (length > LONGEST) {
      throw new IllegalArgumentException("Cannot keep a name of " + length + " bytes.");
    }
    if (PAGE_BYTES - end % PAGE_BYTES < length + HEAD_BYTES) {
      end = (end / PAGE_BYTES + 1) * PAGE_BYTES;
    }
    int page = end / PAGE_BYTES;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, 2 * page);
    }
    if (pages[page] == null) {
      pages[page] = new byte[PAGE_BYTES];
    }
    int place = end % PAGE_BYTES;
    pages[page][place] = (byte) (length >>> 8);
    pages[page][place + 1] = (byte) length;
    System.arraycopy(utf8, from, pages[page], place + HEAD_BYTES, length);
    int stored = end;
    end += length + HEAD_BYTES;
    return stored;
  }

  private void grow() {
    table = new int[2 * table.length];
    int mask = table.length - 1;
    for (int number = 0; number < count; number++) {
      byte[] page = pages[places[number] / PAGE_BYTES];
      int place = places[number] % PAGE_BYTES;
      int slot = hash(page, place + HEAD_BYTES, length(page, place)) & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = number + 1;
    }
  }
}
