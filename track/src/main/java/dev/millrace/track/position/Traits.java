package dev.millrace.track.position;

/** What filters ask of a sensor, but for times and measurements, in one number. */
final class Traits {
  static final int MOVING = 1;
  static final int LATE = 2;
  static final int BEYOND_LIMIT = 4;
  static final int FLAGS = 7;

  private static final int MODE_AT = 3;
  private static final int MODE_BITS = 4;
  private static final int CARRIER_AT = MODE_AT + MODE_BITS;
  private static final int CARRIER_BITS = 24;
  private static final int CUSTOMER_AT = CARRIER_AT + CARRIER_BITS;

  private Traits() {}

  /**
   * All of them.
   *
   * @param carrier number of its name and one; 0 when there is none
   * @param customer likewise
   */
  static long of(SensorPosition position, int carrier, int customer) {
    if (carrier >>> CARRIER_BITS != 0) {
      throw new IllegalStateException("Cannot tell more than 16 million carriers apart.");
    }
    int mode = position.mode().isPresent() ? position.mode().get().number() : 0;
    return (position.moving() ? MOVING : 0)
        | (position.late() ? LATE : 0)
        | (position.beyondLimit() ? BEYOND_LIMIT : 0)
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
    return (int) (traits >>> MODE_AT) & ((1 << MODE_BITS) - 1);
  }

  static int carrier(long traits) {
    return (int) (traits >>> CARRIER_AT) & ((1 << CARRIER_BITS) - 1);
  }

  static int customer(long traits) {
    return (int) (traits >>> CUSTOMER_AT);
  }
}
