package dev.millrace.connectors.postgres;

/** Writes geometric values. */
final class Shapes {
  private static final int POINT = 2 * Double.BYTES;

  /** How a coordinate is written. */
  @FunctionalInterface
  interface Coordinate {
    void append(double value, TextOutput out);
  }

  /** As PostgreSQL writes it. */
  static final Coordinate BY_SERVER = Floats::append;

  /** As PostgreSQL's JDBC driver writes it. */
  static final Coordinate BY_DRIVER = (value, out) -> out.ascii(Double.toString(value));

  private final Coordinate coordinate;

  Shapes(Coordinate coordinate) {
    this.coordinate = coordinate;
  }

  void appendPoint(byte[] buffer, int offset, int length, TextOutput out) {
    out.append('(');
    pair(buffer, offset, out);
    out.append(')');
  }

  void appendBox(byte[] buffer, int offset, int length, TextOutput out) {
    points(buffer, offset, 2, out);
  }

  void appendSegment(byte[] buffer, int offset, int length, TextOutput out) {
    out.append('[');
    points(buffer, offset, 2, out);
    out.append(']');
  }

  void appendLine(byte[] buffer, int offset, int length, TextOutput out) {
    out.append('{');
    pair(buffer, offset, out);
    out.append(',');
    number(buffer, offset + POINT, out);
    out.append('}');
  }

  void appendCircle(byte[] buffer, int offset, int length, TextOutput out) {
    out.append('<');
    points(buffer, offset, 1, out);
    out.append(',');
    number(buffer, offset + POINT, out);
    out.append('>');
  }

  void appendPath(byte[] buffer, int offset, int length, TextOutput out) {
    boolean closed = buffer[offset] != 0;
    out.append(closed ? '(' : '[');
    points(buffer, offset + 1 + Integer.BYTES, Bytes.int32(buffer, offset + 1), out);
    out.append(closed ? ')' : ']');
  }

  void appendPolygon(byte[] buffer, int offset, int length, TextOutput out) {
    out.append('(');
    points(buffer, offset + Integer.BYTES, Bytes.int32(buffer, offset), out);
    out.append(')');
  }

  private void points(byte[] buffer, int offset, int count, TextOutput out) {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      appendPoint(buffer, offset + i * POINT, POINT, out);
    }
  }

  private void pair(byte[] buffer, int offset, TextOutput out) {
    number(buffer, offset, out);
    out.append(',');
    number(buffer, offset + Double.BYTES, out);
  }

  private void number(byte[] buffer, int offset, TextOutput out) {
    coordinate.append(Double.longBitsToDouble(Bytes.int64(buffer, offset)), out);
  }
}
