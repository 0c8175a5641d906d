package dev.millrace.connectors.capture;

/**
 * A value that its column's type in the change record cannot hold, NaN in a {@code numeric(10,2)}
 * say. {@link ColumnForm#asText()} holds it. It has no stack trace, for it is an answer and not a
 * fault.
 */
public final class UnfitValue extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int column;

  public UnfitValue(int column) {
    super("Cannot hold a value in the type of column " + column + ".", null, false, false);
    this.column = column;
  }

  /** The column as it was given to {@link BinaryValue#put}. */
  public int column() {
    return column;
  }
}
