package dev.millrace.connectors.postgres;

import java.util.Arrays;

/**
 * Where the values of one row stand in a buffer. One instance is filled again and again; the buffer
 * is the one it was filled from.
 */
final class Tuple {
  /** The length of a value that is NULL. */
  static final int NULL = -1;

  /** The length of a value that the server did not send, because it did not change. */
  static final int UNSENT = -2;

  private byte[] buffer = {};
  private int[] offsets = new int[32];
  private int[] lengths = new int[32];
  private boolean[] texts = new boolean[32];
  private boolean anyText;
  private boolean anyUnsent;
  private int columns;

  /**
   * Reads a row as {@code COPY … (FORMAT binary)} writes it: the number of fields, then each.
   *
   * @return where the row ends; -1 when this is the end of the rows
   */
  int readCopyRow(byte[] buffer, int offset) {
    int at = begin(buffer, offset);
    if (columns < 0) {
      return -1;
    }
    for (int i = 0; i < columns; i++) {
      int length = Bytes.int32(buffer, at);
      at += Integer.BYTES;
      offsets[i] = at;
      lengths[i] = length;
      at += Math.max(0, length);
    }
    return at;
  }

  /**
   * Reads a row as pgoutput writes it: the number of fields, then for each its kind and its value.
   *
   * @return where the row ends
   */
  int readMessage(byte[] buffer, int offset) {
    int at = begin(buffer, offset);
    for (int i = 0; i < columns; i++) {
      byte kind = buffer[at++];
      switch (kind) {
        case 'b', 't' -> {
          int length = Bytes.int32(buffer, at);
          at += Integer.BYTES;
          offsets[i] = at;
          lengths[i] = length;
          at += length;
          if (kind == 't') {
            texts[i] = true;
            anyText = true;
          }
        }
        case 'n' -> lengths[i] = NULL;
        case 'u' -> {
          lengths[i] = UNSENT;
          anyUnsent = true;
        }
        default ->
            throw new IllegalStateException(
                "Cannot read a value of kind " + (char) kind + " in the stream of changes.");
      }
    }
    return at;
  }

  private int begin(byte[] buffer, int offset) {
    this.buffer = buffer;
    columns = Bytes.int16(buffer, offset);
    if (columns > offsets.length) {
      offsets = new int[columns];
      lengths = new int[columns];
      texts = new boolean[columns];
    } else if (anyText) {
      Arrays.fill(texts, false);
    }
    anyText = false;
    anyUnsent = false;
    return offset + Short.BYTES;
  }

  /** This row, in a buffer of its own, with what was not sent of it taken from another one. */
  Tuple completedBy(Tuple other) {
    Tuple whole = new Tuple();
    whole.columns = columns;
    whole.offsets = new int[columns];
    whole.lengths = new int[columns];
    whole.texts = new boolean[columns];
    whole.anyText = true;
    int size = 0;
    for (int i = 0; i < columns; i++) {
      whole.lengths[i] = lengths[i] == UNSENT ? other.lengths[i] : lengths[i];
      size += Math.max(0, whole.lengths[i]);
    }
    whole.buffer = new byte[size];
    int at = 0;
    for (int i = 0; i < columns; i++) {
      Tuple from = lengths[i] == UNSENT ? other : this;
      whole.offsets[i] = at;
      whole.texts[i] = from.texts[i];
      if (whole.lengths[i] > 0) {
        System.arraycopy(from.buffer, from.offsets[i], whole.buffer, at, whole.lengths[i]);
        at += whole.lengths[i];
      }
    }
    return whole;
  }

  /** Says which columns of the row just read are PostgreSQL's text. */
  void texts(boolean[] columns) {
    System.arraycopy(columns, 0, texts, 0, columns.length);
    anyText = true;
  }

  byte[] buffer() {
    return buffer;
  }

  int columns() {
    return columns;
  }

  int offset(int column) {
    return offsets[column];
  }

  /** The value's length, {@link #NULL} or {@link #UNSENT}. */
  int length(int column) {
    return lengths[column];
  }

  /** Whether the value is PostgreSQL's text and not its binary form. */
  boolean isText(int column) {
    return texts[column];
  }

  boolean anyUnsent() {
    return anyUnsent;
  }

  /** Whether a column has the same bytes in both rows. */
  boolean sameAs(Tuple other, int column) {
    int length = lengths[column];
    if (length != other.lengths[column]) {
      return false;
    }
    return length <= 0
        || Arrays.equals(
            buffer,
            offsets[column],
            offsets[column] + length,
            other.buffer,
            other.offsets[column],
            other.offsets[column] + length);
  }
}
