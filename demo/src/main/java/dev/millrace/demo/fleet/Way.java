package dev.millrace.demo.fleet;

import dev.millrace.geo.Sphere;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A way over the Earth, from point to point. */
final class Way {
  /** So much farther than the crow flies, a road swings out to either side. */
  private static final double SWING = 0.07;

  private static final double STEP_METRES = 15_000;

  private final List<Point> points;

  /** By point: how far it is from the beginning, in metres. */
  private final double[] metres;

  /**
   * A place on the way.
   *
   * @param heading in degrees clockwise from true north
   */
  record Place(double latitude, double longitude, double heading) {}

  private Way(List<Point> points) {
    this.points = points;
    this.metres = new double[points.size()];
    for (int i = 1; i < metres.length; i++) {
      metres[i] = metres[i - 1] + points.get(i - 1).metresTo(points.get(i));
    }
  }

  /** Straight on, through all of these points. */
  static Way through(List<Point> points) {
    return new Way(List.copyOf(points));
  }

  /** A way that winds as roads and railways do; the same seed makes the same. */
  static Way winding(Point from, Point to, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double wide = random.nextDouble(-1, 1);
    double middle = random.nextDouble(-0.5, 0.5);
    double narrow = random.nextDouble(-0.25, 0.25);
    int steps = Math.max(8, (int) (from.metresTo(to) / STEP_METRES));
    double north = to.latitude() - from.latitude();
    double east = Sphere.normal(to.longitude() - from.longitude());
    double narrowness = Math.cos(Math.toRadians((from.latitude() + to.latitude()) / 2));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      double along = (double) i / steps;
      double aside =
          SWING
              * (wide * Math.sin(Math.PI * along)
                  + middle * Math.sin(3 * Math.PI * along)
                  + narrow * Math.sin(7 * Math.PI * along));
      points.add(
          new Point(
              from.latitude() + north * along - aside * east * narrowness,
              Sphere.normal(from.longitude() + east * along + aside * north / narrowness)));
    }
    return new Way(points);
  }

  double metres() {
    return metres[metres.length - 1];
  }

  /** The place after some metres; the ends before and behind. */
  Place at(double wanted) {
    int next = 1;
    while (next < metres.length - 1 && metres[next] < wanted) {
      next++;
    }
    Point one = points.get(next - 1);
    Point other = points.get(next);
    double length = metres[next] - metres[next - 1];
    double share = length == 0 ? 0 : Math.max(0, Math.min(1, (wanted - metres[next - 1]) / length));
    return new Place(
        one.latitude() + share * (other.latitude() - one.latitude()),
        Sphere.normal(one.longitude() + share * Sphere.normal(other.longitude() - one.longitude())),
        Sphere.bearing(one.latitude(), one.longitude(), other.latitude(), other.longitude()));
  }
}
