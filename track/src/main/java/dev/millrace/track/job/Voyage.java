package dev.millrace.track.job;

/**
 * What a lane remembers of a shipment that is on it. Times are in milliseconds since 1970, 0 for
 * none. Public because Flink reads it by its parts.
 */
public final class Voyage {
  /** The sensor that tells of it, of several the first; empty when that is silent. */
  public String sensor = "";

  /** The newest position. */
  public long time;

  /** Its way then, in metres; NaN when its departure was not seen. */
  public double done = Double.NaN;

  /** The great circle to its destination then, in metres. */
  public double toGo = Double.NaN;

  /** When it was first expected, behind its departure, and for when. */
  public long expectedAt;

  public long expectedFor;

  /** For when it was expected last. */
  public long expected;

  /** Whether it will be late, or is. */
  public boolean late;

  /** Since when there is an alarm of that; 0 when there is none. */
  public long lateSince;

  /** Whether its arrival has been seen, and learnt from. */
  public boolean arrived;
}
