package dev.millrace.track.position;

/**
 * What is known of 65,536 sensors and no filter asks for, by column, and where the rest is: 24
 * bytes a sensor.
 */
final class Segment {
  static final int BITS = 16;
  static final int SIZE = 1 << BITS;
  static final int MASK = SIZE - 1;

  /** In units of 1e-7 degrees. */
  final int[] latitude = new int[SIZE];

  final int[] longitude = new int[SIZE];

  /** In tenths of km/h; -1 when not known. */
  final short[] speed = new short[SIZE];

  /** In degrees clockwise from north; -1 when not known. */
  final short[] heading = new short[SIZE];

  /** Number of the shipment and one; 0 when there is none. */
  final int[] shipment = new int[SIZE];

  /** Number of its square and one; 0 when the sensor has no position yet. */
  final int[] square = new int[SIZE];

  /** Its place among the square's members. */
  final int[] member = new int[SIZE];
}
