package dev.millrace.track.job;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How shipments have travelled from one place to another by one mode: how much way they made at
 * which hour of the day (UTC), rests included, how much longer than the great circle their way was,
 * and how wrong what was expected of them was. From that follows when another will arrive.
 *
 * <p>Before much is known, the plan's own speed counts for some hours, or else the mode's usual
 * one; each journey makes them count less. Older journeys fade: each new one takes a tenth of their
 * weight.
 */
final class Lane {
  private static final byte VERSION = 1;
  private static final int HOURS = 24;
  private static final double HOUR = Duration.ofHours(1).toMillis();

  /** So many hours of travel the speed that is assumed at first counts for. */
  private static final double PRIOR_HOURS = 4;

  /** So many hours the speed of the whole day counts for in that of each hour of it. */
  private static final double DAY_HOURS = 0.5;

  /** So many journeys the assumed stretch, and the assumed error, count for. */
  private static final double PRIOR_JOURNEYS = 2;

  /** Of the time that is left, as a share of it; one standard deviation of its logarithm. */
  private static final double PRIOR_ERROR = 0.2;

  /** Nine of ten are less than so many standard deviations late. */
  private static final double NINE_OF_TEN = 1.2816;

  private static final double FADING = 0.9;

  /** Nobody is expected later than that. */
  private static final double LONGEST_HOURS = 24 * 120;

  /** Way made good, in metres, and the time it took, in hours, by hour of the day. */
  private final double[] metres = new double[HOURS];

  private final double[] hours = new double[HOURS];

  /** Of whole journeys: their way, and the great circles of their lanes, in metres. */
  private double travelled;

  private double straight;

  /** Squares of the errors of what was expected, and how many. */
  private double errors;

  private double expected;

  /** What is assumed of a mode: speed with rests in km/h, and way by great circle. */
  private record Usual(double speed, double stretch) {
    static Usual of(String mode) {
      return switch (mode) {
        case "sea" -> new Usual(28, 1.35);
        case "air" -> new Usual(500, 1.05);
        case "rail" -> new Usual(45, 1.25);
        case "inland_waterway" -> new Usual(12, 1.4);
        default -> new Usual(50, 1.3);
      };
    }
  }

  /**
   * When something arrives, in milliseconds since 1970.
   *
   * @param earliest nine of ten are later
   * @param latest nine of ten are earlier
   */
  record Arrival(long at, long earliest, long latest) {}

  /**
   * Takes a piece of a journey.
   *
   * @param way in metres
   */
  void travelled(long from, long to, double way) {
    double left = (to - from) / HOUR;
    if (left <= 0 || way < 0) {
      return;
    }
    double speed = way / left;
    long at = from;
    while (at < to) {
      long next = Math.min(to, (Math.floorDiv(at, (long) HOUR) + 1) * (long) HOUR);
      double share = (next - at) / HOUR;
      int hour = hourOf(at);
      metres[hour] += speed * share;
      hours[hour] += share;
      at = next;
    }
  }

  private static int hourOf(long time) {
    return Math.floorMod(Math.floorDiv(time, (long) HOUR), HOURS);
  }

  /**
   * A journey is over.
   *
   * @param way of it, in metres; NaN when not known
   * @param whole great circle of the lane, in metres; NaN when not known
   */
  void completed(double way, double whole) {
    for (int i = 0; i < HOURS; i++) {
      metres[i] *= FADING;
      hours[i] *= FADING;
    }
    errors *= FADING;
    expected *= FADING;
    if (way > 0 && whole > 0) {
      travelled = travelled * FADING + Math.max(way, whole);
      straight = straight * FADING + whole;
    }
  }

  /**
   * What was expected at a time has come true, or not.
   *
   * @param told when it was expected
   * @param arrived when it came
   */
  void learn(long at, long told, long arrived) {
    double left = Math.max(HOUR / 4, (double) (told - at));
    double took = Math.max(HOUR / 4, (double) (arrived - at));
    double error = Math.log(took / left);
    errors += error * error;
    expected += 1;
  }

  /** The way that is left, in metres, of so long a great circle. */
  double wayOf(double greatCircle, String mode) {
    double prior = Usual.of(mode).stretch();
    double weight = straight / Math.max(1, PRIOR_JOURNEYS);
    double stretch = straight == 0 ? prior : (travelled + prior * weight) / (straight + weight);
    return greatCircle * stretch;
  }

  /**
   * When a shipment arrives.
   *
   * @param now in milliseconds since 1970
   * @param way that is left, in metres
   * @param planned its speed by its plan, in km/h with rests; NaN when not known
   */
  Arrival arrival(long now, double way, double planned, String mode) {
    double assumed = 1_000 * (planned > 0 ? planned : Usual.of(mode).speed());
    double allMetres = assumed * PRIOR_HOURS;
    double allHours = PRIOR_HOURS;
    for (int i = 0; i < HOURS; i++) {
      allMetres += metres[i];
      allHours += hours[i];
    }
    double usual = allMetres / allHours;
    double left = way;
    double needed = 0;
    long at = now;
    while (left > 0 && needed < LONGEST_HOURS) {
      int hour = hourOf(at);
      double speed = (metres[hour] + usual * DAY_HOURS) / (hours[hour] + DAY_HOURS);
      long next = (Math.floorDiv(at, (long) HOUR) + 1) * (long) HOUR;
      double share = (next - at) / HOUR;
      if (speed * share >= left) {
        needed += left / speed;
        break;
      }
      left -= speed * share;
      needed += share;
      at = next;
    }
    double deviation =
        Math.sqrt(
            (errors + PRIOR_ERROR * PRIOR_ERROR * PRIOR_JOURNEYS) / (expected + PRIOR_JOURNEYS));
    double factor = Math.exp(NINE_OF_TEN * deviation);
    return new Arrival(
        now + Math.round(needed * HOUR),
        now + Math.round(needed / factor * HOUR),
        now + Math.round(needed * factor * HOUR));
  }

  byte[] toBytes() {
    ByteBuffer to = ByteBuffer.allocate(1 + (2 * HOURS + 4) * Double.BYTES);
    to.put(VERSION);
    for (int i = 0; i < HOURS; i++) {
      to.putDouble(metres[i]).putDouble(hours[i]);
    }
    return to.putDouble(travelled)
        .putDouble(straight)
        .putDouble(errors)
        .putDouble(expected)
        .array();
  }

  static Lane of(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    byte version = from.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("Cannot read a lane of form " + version + ".");
    }
    Lane lane = new Lane();
    for (int i = 0; i < HOURS; i++) {
      lane.metres[i] = from.getDouble();
      lane.hours[i] = from.getDouble();
    }
    lane.travelled = from.getDouble();
    lane.straight = from.getDouble();
    lane.errors = from.getDouble();
    lane.expected = from.getDouble();
    return lane;
  }
}
