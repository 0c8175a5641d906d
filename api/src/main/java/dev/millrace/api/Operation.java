package dev.millrace.api;

/** What a change did to its row. */
public enum Operation {
  /** The row was there when the table was read. */
  SNAPSHOT(0),
  INSERT(1),
  UPDATE(2),
  DELETE(3),
  /** The row went because its whole table was emptied; one change for each key alive. */
  TRUNCATE(4);

  private final int code;

  Operation(int code) {
    this.code = code;
  }

  /** The number that stands for the operation in a change record. */
  public int code() {
    return code;
  }

  /** Whether the row is gone after the change. */
  public boolean removes() {
    return this == DELETE || this == TRUNCATE;
  }

  /** The name as SQL and JSON show it. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * The operation of a code.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Operation of(int code) {
    return switch (code) {
      case 0 -> SNAPSHOT;
      case 1 -> INSERT;
      case 2 -> UPDATE;
      case 3 -> DELETE;
      case 4 -> TRUNCATE;
      default -> throw new IllegalArgumentException("Cannot read operation: " + code + ".");
    };
  }
}
