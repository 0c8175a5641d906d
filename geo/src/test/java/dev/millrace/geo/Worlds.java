package dev.millrace.geo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Geofences at random, and at the places where geometry goes wrong. */
final class Worlds {
  private Worlds() {}

  /** A place, more often near a pole or the 180th meridian than chance would have it. */
  static double[] place(Random random) {
    double latitude =
        switch (random.nextInt(6)) {
          case 0 -> 90 - random.nextDouble() * 3;
          case 1 -> -90 + random.nextDouble() * 3;
          case 2 -> Math.rint(random.nextDouble() * 180 - 90);
          default -> Math.toDegrees(Math.asin(2 * random.nextDouble() - 1));
        };
    double longitude =
        switch (random.nextInt(5)) {
          case 0 -> 180 - random.nextDouble() * 3;
          case 1 -> -180 + random.nextDouble() * 3;
          case 2 -> Math.rint(random.nextDouble() * 360 - 180);
          default -> random.nextDouble() * 360 - 180;
        };
    return new double[] {latitude, Sphere.normal(longitude)};
  }

  static Circle circle(Random random) {
    double[] center = place(random);
    double radius =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1 -> random.nextDouble() * 8_000_000;
          default -> Math.pow(10, 1 + 5 * random.nextDouble());
        };
    return new Circle(center[0], center[1], radius);
  }

  /** Corners around a place, in turn, none farther away than some degrees. */
  static double[] ring(Random random, double[] center, double degrees) {
    int corners = 3 + random.nextInt(12);
    double[] ring = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * (i + random.nextDouble() * 0.9) / corners;
      double far = degrees * (0.2 + 0.8 * random.nextDouble());
      ring[2 * i] = Math.max(-90, Math.min(90, center[0] + far * Math.sin(angle)));
      ring[2 * i + 1] = Sphere.normal(center[1] + far * Math.cos(angle));
    }
    return ring;
  }

  /** A ring all round a pole. */
  static double[] cap(Random random, double pole) {
    int corners = 4 + random.nextInt(20);
    double[] ring = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      ring[2 * i] = pole - Math.signum(pole) * (1 + 40 * random.nextDouble());
      ring[2 * i + 1] = Sphere.normal(360.0 * (i + 0.8 * random.nextDouble()) / corners);
    }
    return ring;
  }

  static Polygon polygon(Random random) {
    if (random.nextInt(8) == 0) {
      return Polygon.of(List.of(cap(random, random.nextBoolean() ? 90 : -90)));
    }
    double[] center = place(random);
    double degrees = random.nextInt(4) == 0 ? 40 : Math.pow(10, -3 + 3.5 * random.nextDouble());
    List<double[]> rings = new ArrayList<>();
    rings.add(ring(random, center, degrees));
    if (random.nextBoolean()) {
      rings.add(ring(random, center, degrees / 5));
    }
    return Polygon.of(rings);
  }

  static List<Fence> fences(Random random, int count) {
    List<Fence> fences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fences.add(random.nextBoolean() ? circle(random) : polygon(random));
    }
    return fences;
  }
}
