package dev.millrace.track.journey;

/**
 * What a journey is read against, as it was at the time of a fix: read again, a fix shows the same.
 */
public interface Surroundings {
  /**
   * The places that a position was in at a time, by number.
   *
   * @param places takes the numbers in rising order
   */
  void placesAt(long time, double latitude, double longitude, Places places);

  /** The limits at a time of what the sensor measures. */
  Limits limitsAt(long time);

  /** Takes numbers of places. */
  @FunctionalInterface
  interface Places {
    /** The position is inside of it. */
    void in(int place);
  }
}
