package dev.millrace.connectors.postgres;

/**
 * Reads arrays: number of dimensions, whether any element is NULL, the elements' type, for each
 * dimension its length and lower bound, then the elements, each with its length.
 */
final class ArrayForm {
  private static final int HEAD = 3 * Integer.BYTES;
  private static final int DIMENSION = 2 * Integer.BYTES;

  /** How an element is written in JSON. */
  enum Quoting {
    /** Its text is JSON. */
    NONE,
    /** Its text is JSON if it ends with a digit; NaN and the infinities are texts. */
    NUMBER,
    /** It is a text. */
    TEXT
  }

  /**
   * Elements in JSON.
   *
   * @param form writes their text
   * @param quoting makes JSON of it
   */
  record Element(TextForm form, Quoting quoting) {}

  private ArrayForm() {}

  /** As JSON: lists in lists; lower bounds are left out. */
  static TextForm json(Element element) {
    return (buffer, offset, length, out) -> {
      if (Bytes.int32(buffer, offset) == 0) {
        out.ascii("[]");
      } else {
        json(element, buffer, offset, 0, firstElement(buffer, offset), out);
      }
    };
  }

  private static int json(
      Element element, byte[] buffer, int array, int dimension, int offset, TextOutput out) {
    boolean innermost = dimension == Bytes.int32(buffer, array) - 1;
    int count = count(buffer, array, dimension);
    int at = offset;
    out.append('[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      at =
          innermost
              ? jsonElement(element, buffer, at, out)
              : json(element, buffer, array, dimension + 1, at, out);
    }
    out.append(']');
    return at;
  }

  private static int jsonElement(Element element, byte[] buffer, int offset, TextOutput out) {
    int length = Bytes.int32(buffer, offset);
    int at = offset + Integer.BYTES;
    if (length < 0) {
      out.ascii("null");
      return at;
    }
    int from = out.size();
    element.form().append(buffer, at, length, out);
    if (element.quoting() == Quoting.TEXT
        || (element.quoting() == Quoting.NUMBER && (out.last() < '0' || out.last() > '9'))) {
      out.quoteJson(from);
    }
    return at + length;
  }

  /** As PostgreSQL writes it; lower bounds are shown when one is not 1. */
  static TextForm text(TextForm element, byte delimiter) {
    return (buffer, offset, length, out) -> {
      int dimensions = Bytes.int32(buffer, offset);
      if (dimensions == 0) {
        out.ascii("{}");
        return;
      }
      boolean shown = false;
      for (int i = 0; i < dimensions; i++) {
        shown |= lowerBound(buffer, offset, i) != 1;
      }
      for (int i = 0; i < dimensions && shown; i++) {
        int lower = lowerBound(buffer, offset, i);
        out.append('[');
        out.number(lower);
        out.append(':');
        out.number(lower + (long) count(buffer, offset, i) - 1);
        out.append(']');
      }
      if (shown) {
        out.append('=');
      }
      text(element, delimiter, buffer, offset, 0, firstElement(buffer, offset), out);
    };
  }

  private static int text(
      TextForm element,
      byte delimiter,
      byte[] buffer,
      int array,
      int dimension,
      int offset,
      TextOutput out) {
    boolean innermost = dimension == Bytes.int32(buffer, array) - 1;
    int count = count(buffer, array, dimension);
    int at = offset;
    out.append('{');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append((char) delimiter);
      }
      if (!innermost) {
        at = text(element, delimiter, buffer, array, dimension + 1, at, out);
        continue;
      }
      int length = Bytes.int32(buffer, at);
      at += Integer.BYTES;
      if (length < 0) {
        out.ascii("NULL");
      } else {
        int from = out.size();
        element.append(buffer, at, length, out);
        out.quoteElement(from, delimiter);
        at += length;
      }
    }
    out.append('}');
    return at;
  }

  private static int firstElement(byte[] buffer, int array) {
    return array + HEAD + DIMENSION * Bytes.int32(buffer, array);
  }

  private static int count(byte[] buffer, int array, int dimension) {
    return Bytes.int32(buffer, array + HEAD + DIMENSION * dimension);
  }

  private static int lowerBound(byte[] buffer, int array, int dimension) {
    return Bytes.int32(buffer, array + HEAD + DIMENSION * dimension + Integer.BYTES);
  }
}
