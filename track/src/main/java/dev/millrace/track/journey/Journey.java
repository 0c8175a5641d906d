package dev.millrace.track.journey;

import dev.millrace.geo.Sphere;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a sensor has travelled up to its newest fix: a fold over its fixes in the order of their
 * times. Says nothing that does not follow from them, so the same fixes always tell the same.
 */
public final class Journey {
  /** Nearer than this, a jump is the receiver's noise. */
  private static final double NOISE_METRES = 1_000;

  private static final double MILLIS_AN_HOUR = 3_600_000;
  static final int[] NO_PLACES = {};
  static final long[] NO_TIMES = {};

  /** The newest fix; before any, a time of 0. */
  long time;

  int latitude;
  int longitude;
  float speed = Float.NaN;
  float heading = Float.NaN;

  /** What it measured last, if anything. */
  float value = Float.NaN;

  /** The way it has gone, in metres. */
  double distance;

  boolean moving;

  /** Where it would have stopped, if it stays there, and when it came there. */
  long anchorTime;

  int anchorLatitude;
  int anchorLongitude;

  /**
   * A fix too far away to be true, unless the next is there, too; a time of 0 when there is none.
   */
  long suspectTime;

  int suspectLatitude;
  int suspectLongitude;

  boolean beyondLimit;

  /** The places it is in, by number, rising. */
  int[] places = NO_PLACES;

  /** For each, when it was first seen outside; 0 when it was inside at the newest fix. */
  long[] outsideSince = NO_TIMES;

  /** Takes what happens. */
  @FunctionalInterface
  public interface Listener {
    /** Something has happened. */
    void happened(Happening happening);
  }

  void copyFrom(Journey other) {
    time = other.time;
    latitude = other.latitude;
    longitude = other.longitude;
    speed = other.speed;
    heading = other.heading;
    value = other.value;
    distance = other.distance;
    moving = other.moving;
    anchorTime = other.anchorTime;
    anchorLatitude = other.anchorLatitude;
    anchorLongitude = other.anchorLongitude;
    suspectTime = other.suspectTime;
    suspectLatitude = other.suspectLatitude;
    suspectLongitude = other.suspectLongitude;
    beyondLimit = other.beyondLimit;
    places = other.places;
    outsideSince = other.outsideSince;
  }

  /** Whether there was a fix. */
  public boolean hasBegun() {
    return time != 0;
  }

  /** The time of the newest fix that was looked at, believed or not. */
  long seen() {
    return Math.max(time, suspectTime);
  }

  /** The time of the newest fix. */
  public long time() {
    return time;
  }

  public double latitude() {
    return latitude / Fix.UNITS;
  }

  public double longitude() {
    return longitude / Fix.UNITS;
  }

  /** In km/h: as the sensor tells it, else from its two newest fixes. */
  public float speed() {
    return speed;
  }

  /** In degrees clockwise from true north: as the sensor tells it, else from its newest fixes. */
  public float heading() {
    return heading;
  }

  /** What it measured last; NaN before it has measured. */
  public float value() {
    return value;
  }

  /** The way it has gone, in metres: less than the wheels have turned, more than the crow flies. */
  public double distance() {
    return distance;
  }

  public boolean isMoving() {
    return moving;
  }

  public boolean isBeyondLimit() {
    return beyondLimit;
  }

  /** The numbers of the places it is in. */
  public IntStream places() {
    return IntStream.of(places);
  }

  /** Whether it is in a place. */
  public boolean isIn(int place) {
    return Arrays.binarySearch(places, place) >= 0;
  }

  /** Goes on to the next fix, which is newer than the one before. */
  void go(Fix fix, Rules rules, Surroundings surroundings, Listener listener) {
    measure(fix, surroundings, listener);
    if (hasBegun() && hasJumped(fix, rules)) {
      return;
    }
    if (hasBegun()) {
      move(fix, rules, listener);
    } else {
      anchor(fix);
    }
    visit(fix, surroundings, listener);
    time = fix.time();
    latitude = fix.latitude();
    longitude = fix.longitude();
  }

  private void measure(Fix fix, Surroundings surroundings, Listener listener) {
    if (Float.isNaN(fix.value())) {
      return;
    }
    value = fix.value();
    Limits limits = surroundings.limitsAt(fix.time());
    boolean changed = beyondLimit ? limits.isWellWithin(value) : limits.isBeyond(value);
    if (changed) {
      beyondLimit = !beyondLimit;
      listener.happened(
          new Happening(
              beyondLimit ? Happening.Kind.BEYOND_LIMIT : Happening.Kind.WITHIN_LIMITS,
              fix.time(),
              fix.latitudeDegrees(),
              fix.longitudeDegrees(),
              -1,
              value));
    }
  }

  /**
   * Whether a fix is not to be believed. A second one near it is: then the sensor has been carried,
   * switched off, to where it is now.
   */
  private boolean hasJumped(Fix fix, Rules rules) {
    if (!isJump(time, latitude, longitude, fix, rules)) {
      suspectTime = 0;
      return false;
    }
    boolean confirmed =
        suspectTime != 0 && !isJump(suspectTime, suspectLatitude, suspectLongitude, fix, rules);
    if (!confirmed) {
      suspectTime = fix.time();
      suspectLatitude = fix.latitude();
      suspectLongitude = fix.longitude();
      return true;
    }
    suspectTime = 0;
    return false;
  }

  private static boolean isJump(long from, int latitude, int longitude, Fix to, Rules rules) {
    double metres = metres(latitude, longitude, to);
    return metres > NOISE_METRES
        && metres / 1000 / ((to.time() - from) / MILLIS_AN_HOUR) > rules.fastest();
  }

  private void move(Fix fix, Rules rules, Listener listener) {
    double metres = metres(latitude, longitude, fix);
    speed =
        Float.isNaN(fix.speed())
            ? (float) (metres / 1000 / ((fix.time() - time) / MILLIS_AN_HOUR))
            : fix.speed();
    if (!Float.isNaN(fix.heading())) {
      heading = fix.heading();
    } else if (metres > rules.stopRadius() / 10) {
      heading =
          (float)
              Sphere.bearing(
                  latitude(), longitude(), fix.latitudeDegrees(), fix.longitudeDegrees());
    }
    double away = metres(anchorLatitude, anchorLongitude, fix);
    if (away > rules.stopRadius()) {
      distance += away;
      anchor(fix);
      if (!moving) {
        moving = true;
        tell(Happening.Kind.MOVED, fix, -1, listener);
      }
    } else if (moving && fix.time() - anchorTime >= rules.stopTime()) {
      moving = false;
      listener.happened(
          new Happening(
              Happening.Kind.STOPPED,
              anchorTime,
              anchorLatitude / Fix.UNITS,
              anchorLongitude / Fix.UNITS,
              -1,
              Float.NaN));
    }
  }

  private void anchor(Fix fix) {
    anchorTime = fix.time();
    anchorLatitude = fix.latitude();
    anchorLongitude = fix.longitude();
  }

  /**
   * Enters at the first fix inside. Leaves when two fixes one after the other are outside, at the
   * time of the first: a single one may be the receiver's noise at the border.
   */
  private void visit(Fix fix, Surroundings surroundings, Listener listener) {
    Visits visits = new Visits(fix, listener);
    surroundings.placesAt(fix.time(), fix.latitudeDegrees(), fix.longitudeDegrees(), visits);
    visits.end();
  }

  /** Merges the places of a fix, which come in rising order, with those of the one before. */
  private final class Visits implements Surroundings.Places {
    private final Fix fix;
    private final Listener listener;
    private int[] kept = NO_PLACES;
    private long[] keptSince = NO_TIMES;
    private int count;
    private int next;

    Visits(Fix fix, Listener listener) {
      this.fix = fix;
      this.listener = listener;
    }

    @Override
    public void in(int place) {
      passOutside(place);
      if (next < places.length && places[next] == place) {
        next++;
      } else {
        tell(Happening.Kind.ENTERED, fix, place, listener);
      }
      keep(place, 0);
    }

    /** The places below a number that have not come are those that it is not in. */
    private void passOutside(int limit) {
      for (; next < places.length && places[next] < limit; next++) {
        if (outsideSince[next] == 0) {
          keep(places[next], fix.time());
        } else {
          // The fix before was the first one outside, so this is still where it was.
          listener.happened(
              new Happening(
                  Happening.Kind.LEFT,
                  outsideSince[next],
                  latitude(),
                  longitude(),
                  places[next],
                  Float.NaN));
        }
      }
    }

    private void keep(int place, long since) {
      if (count == kept.length) {
        kept = Arrays.copyOf(kept, count + 2);
        keptSince = Arrays.copyOf(keptSince, count + 2);
      }
      kept[count] = place;
      keptSince[count++] = since;
    }

    void end() {
      passOutside(Integer.MAX_VALUE);
      places = count == kept.length ? kept : Arrays.copyOf(kept, count);
      outsideSince = count == keptSince.length ? keptSince : Arrays.copyOf(keptSince, count);
    }
  }

  private static void tell(Happening.Kind kind, Fix fix, int place, Listener listener) {
    listener.happened(
        new Happening(
            kind, fix.time(), fix.latitudeDegrees(), fix.longitudeDegrees(), place, Float.NaN));
  }

  private static double metres(int latitude, int longitude, Fix to) {
    return Sphere.distance(
        latitude / Fix.UNITS, longitude / Fix.UNITS, to.latitudeDegrees(), to.longitudeDegrees());
  }
}
