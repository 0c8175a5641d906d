package dev.millrace.connectors.mysql;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Where the values of one row stand in a buffer. One instance is filled again and again; the buffer
 * is the one it was filled from, but for values that were compressed or made from a part.
 */
final class BinlogRow {
  /** The length of a value that is NULL. */
  static final int NULL = -1;

  /** The length of a value that the server did not send. */
  static final int UNSENT = -2;

  private static final int COLUMN_COMPRESSED = 8;

  private byte[] buffer = {};
  private int[] offsets = new int[32];
  private int[] lengths = new int[32];

  /**
   * Of values that stand elsewhere; null where there is none, and as a whole when there is none.
   */
  private byte[][] own;

  /** Which of those values are text and not in their binary form. */
  private boolean[] texts = {};

  private boolean anyUnsent;

  /**
   * Reads a row.
   *
   * @param layout of the table
   * @param present a field of bits: which columns were sent
   * @param anyAbsent whether some were not
   * @return where the row ends
   */
  int read(byte[] from, int offset, Layout layout, int present, boolean anyAbsent) {
    return read(from, offset, layout, present, anyAbsent, -1, null);
  }

  /**
   * Reads a row of which some JSON values are told by what changed in them.
   *
   * @param partial a field of bits, one for each JSON column: which values are such; -1 for none
   * @param old the row before, to which the changes are applied; null for none
   * @return where the row ends
   */
  int read(
      byte[] from,
      int offset,
      Layout layout,
      int present,
      boolean anyAbsent,
      int partial,
      BinlogRow old) {
    int[] sizes = layout.sizes();
    int columns = sizes.length;
    buffer = from;
    own = null;
    if (columns > offsets.length) {
      offsets = new int[columns];
      lengths = new int[columns];
    }
    anyUnsent = anyAbsent;
    int sent = anyAbsent ? count(from, present, columns) : columns;
    int nulls = offset;
    int at = offset + Bytes.bitsLength(sent);
    int json = 0;
    for (int i = 0, bit = 0; i < columns; i++) {
      boolean isPartial = false;
      if (partial >= 0 && layout.isJson(i)) {
        isPartial = Bytes.bit(from, partial, json++);
      }
      if (anyAbsent && !Bytes.bit(from, present, i)) {
        lengths[i] = UNSENT;
        continue;
      }
      if (Bytes.bit(from, nulls, bit++)) {
        lengths[i] = NULL;
        continue;
      }
      int size = sizes[i];
      if (size < 0) {
        int width = -size;
        size =
            switch (width) {
              case 1 -> Bytes.uint8(from, at);
              case 2 -> Bytes.uint16(from, at);
              case 3 -> Bytes.uint24(from, at);
              default -> Bytes.int32(from, at);
            };
        at += width;
      }
      offsets[i] = at;
      lengths[i] = size;
      at += size;
      if (isPartial) {
        applyChanges(i, old);
      } else if (layout.isCompressed(i)) {
        decompress(i);
      }
    }
    return at;
  }

  private static int count(byte[] bits, int offset, int columns) {
    int count = 0;
    for (int i = 0; i < columns; i++) {
      count += Bytes.bit(bits, offset, i) ? 1 : 0;
    }
    return count;
  }

  private void applyChanges(int column, BinlogRow old) {
    if (old == null || old.lengths[column] < 0) {
      lengths[column] = UNSENT;
      anyUnsent = true;
      return;
    }
    byte[] whole =
        JsonChanges.apply(
            old.buffer(column),
            old.offsets[column],
            old.lengths[column],
            buffer,
            offsets[column],
            lengths[column]);
    replace(column, whole);
    texts[column] = true;
  }

  private void replace(int column, byte[] value) {
    if (own == null) {
      own = new byte[lengths.length][];
      texts = new boolean[lengths.length];
    }
    own[column] = value;
    offsets[column] = 0;
    lengths[column] = value.length;
  }

  /** MariaDB's compressed columns: a byte that says how, the length as it was, then the bytes. */
  private void decompress(int column) {
    int at = offsets[column];
    int end = at + lengths[column];
    if (at == end) {
      return;
    }
    int head = Bytes.uint8(buffer, at);
    if (head == 0) {
      offsets[column]++;
      lengths[column]--;
      return;
    }
    int width = head & 7;
    int length = (int) Bytes.bigEndian(buffer, at + 1, width);
    byte[] whole = new byte[length];
    Inflater inflater = new Inflater((head & COLUMN_COMPRESSED) != 0);
    try {
      inflater.setInput(buffer, at + 1 + width, end - at - 1 - width);
      if (head >> 4 != COLUMN_COMPRESSED || inflater.inflate(whole) != length) {
        throw new IllegalStateException("Cannot read a compressed column of form " + head + ".");
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("Cannot read a compressed column.", e);
    } finally {
      inflater.end();
    }
    replace(column, whole);
  }

  byte[] buffer(int column) {
    return own == null || own[column] == null ? buffer : own[column];
  }

  /** Whether the value is UTF-8 and not in its binary form. */
  boolean isText(int column) {
    return own != null && own[column] != null && texts[column];
  }

  int offset(int column) {
    return offsets[column];
  }

  /** The value's length, {@link #NULL} or {@link #UNSENT}. */
  int length(int column) {
    return lengths[column];
  }

  /** Whether the server did not send all columns. */
  boolean anyUnsent() {
    return anyUnsent;
  }

  /** Whether a column has the same bytes in both rows. */
  boolean sameAs(BinlogRow other, int column) {
    int length = lengths[column];
    if (length != other.lengths[column]) {
      return false;
    }
    return length <= 0
        || Arrays.equals(
            buffer(column),
            offsets[column],
            offsets[column] + length,
            other.buffer(column),
            other.offsets[column],
            other.offsets[column] + length);
  }

  /** How the values of a table's rows are laid out. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Layout(int[] sizes, boolean[] json, boolean[] compressed) {
    boolean isJson(int column) {
      return json[column];
    }

    int jsonColumns() {
      int count = 0;
      for (boolean is : json) {
        count += is ? 1 : 0;
      }
      return count;
    }

    boolean isCompressed(int column) {
      return compressed[column];
    }

    static Layout of(WireType[] types) {
      int[] sizes = new int[types.length];
      boolean[] json = new boolean[types.length];
      boolean[] compressed = new boolean[types.length];
      for (int i = 0; i < types.length; i++) {
        sizes[i] = types[i].size();
        json[i] = types[i].code() == WireType.JSON;
        compressed[i] = types[i].isCompressed();
      }
      return new Layout(sizes, json, compressed);
    }
  }
}
