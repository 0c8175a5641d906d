package dev.millrace.track.position;

/** What filters ask of a sensor, but for times and measurements, in one number. */
final class Traits {
  static final int MOVING = 1;
  static final int LATE = 2;
  static final int BEYOND_LIMIT = 4;
  static final int FLAGS = 7;

  /** All that a mode, a carrier or a customer may be. */
  static final int MODE_MASK = 0xF;

  static final int CARRIER_MASK = 0xFF_FFFF;
  static final int CUSTOMER_MASK = -1;

  private static final int MODE_AT = 3;
  private static final int CARRIER_AT = 7;
  private static final int CUSTOMER_AT = 31;

  private Traits() {}

  /**
   * All of them.
   *
   * @param carrier number of its name and one; 0 when there is none
   * @param customer likewise
   */
  static long of(
      boolean moving, boolean late, boolean beyondLimit, int mode, int carrier, int customer) {
    if ((carrier & CARRIER_MASK) != carrier) {
      throw new IllegalStateException("Cannot tell more than 16 million carriers apart.");
    }
    return (moving ? MOVING : 0)
        | (late ? LATE : 0)
        | (beyondLimit ? BEYOND_LIMIT : 0)
        | ((long) mode << MODE_AT)
        | ((long) carrier << CARRIER_AT)
        | ((long) customer << CUSTOMER_AT);
  }

  static int flags(long traits) {
    return (int) traits & FLAGS;
  }

  static boolean isLate(long traits) {
    return (traits & LATE) != 0;
  }

  static boolean isBeyondLimit(long traits) {
    return (traits & BEYOND_LIMIT) != 0;
  }

  /** Number of the mode; 0 when not known. */
  static int mode(long traits) {
    return (int) (traits >>> MODE_AT) & MODE_MASK;
  }

  static int carrier(long traits) {
    return (int) (traits >>> CARRIER_AT) & CARRIER_MASK;
  }

  static int customer(long traits) {
    return (int) (traits >>> CUSTOMER_AT);
  }
}
