package dev.millrace.demo.fleet;

import dev.millrace.geo.Sphere;
import dev.millrace.track.journey.Fix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * As many sensors as one likes, all round the world, that go to and fro between cities by land, sea
 * and air. Where one is at a time is computed, not remembered, so ten million take no memory; the
 * same seed makes the same.
 */
public final class Swarm {
  private static final int WAYS = 20_000;

  /** Each way is so many straight parts of equal length. */
  private static final int PARTS = 64;

  private static final double NEAR_METRES = 2_500_000;
  private static final double MILLIS_AN_HOUR = 3_600_000;

  private final long seed;

  /** By way, its points one behind the other: latitude, longitude. */
  private final float[] points = new float[WAYS * (PARTS + 1) * 2];

  private final double[] metres = new double[WAYS];
  private final Travel.Means[] means = new Travel.Means[WAYS];

  public Swarm(long seed) {
    this.seed = seed;
    List<Point> cities = cities();
    SplittableRandom random = new SplittableRandom(seed);
    for (int way = 0; way < WAYS; way++) {
      make(way, cities, random);
    }
  }

  private static List<Point> cities() {
    List<Point> cities = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Swarm.class.getResourceAsStream("/dev/millrace/demo/cities.csv"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(",", -1);
        cities.add(new Point(Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
      }
      return cities;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the cities of the fleet.", e);
    }
  }

  private void make(int way, List<Point> cities, SplittableRandom random) {
    Point from = cities.get(random.nextInt(cities.size()));
    Point to = near(cities.get(random.nextInt(cities.size())), random);
    double far = from.metresTo(to);
    boolean road = far < NEAR_METRES;
    // Most loads go about in and around one city, the others from city to city.
    if (!road && random.nextInt(4) > 0) {
      to = near(from, random);
      road = true;
    }
    means[way] =
        road
            ? random.nextInt(10) == 0 ? Travel.Means.TRAIN : Travel.Means.TRUCK
            : random.nextInt(4) == 0 ? Travel.Means.AIRCRAFT : Travel.Means.SHIP;
    Way made =
        road
            ? Way.winding(near(from, random), to, random.nextLong())
            : Way.through(List.of(from, to));
    metres[way] = made.metres();
    for (int i = 0; i <= PARTS; i++) {
      Way.Place place = made.at(made.metres() * i / PARTS);
      points[index(way, i)] = (float) place.latitude();
      points[index(way, i) + 1] = (float) place.longitude();
    }
  }

  private static Point near(Point city, SplittableRandom random) {
    return new Point(
        city.latitude() + random.nextGaussian() * 0.35,
        Sphere.normal(city.longitude() + random.nextGaussian() * 0.35));
  }

  private static int index(int way, int point) {
    return (way * (PARTS + 1) + point) * 2;
  }

  /** By what a sensor travels: truck, train, ship or aircraft. */
  public String means(int sensor) {
    return means[way(hash(sensor))].name();
  }

  /** Where a sensor is at a time, in milliseconds since 1970. A third of them rest. */
  public Fix fix(int sensor, long time) {
    long hash = hash(sensor);
    int way = way(hash);
    boolean rests = (hash >>> 40) % 3 == 0;
    double begin = ((hash >>> 20) & 0xFFFFF) / (double) 0x100000;
    double kmh = means[way].kmh() * (0.9 + 0.2 * (hash & 0xFF) / 256);
    double gone = rests ? 0 : kmh * 1000 * ((time % 1_000_000_000_000L) / MILLIS_AN_HOUR);
    double rounds = begin + gone / (2 * metres[way]);
    double round = rounds - Math.floor(rounds);
    boolean back = round > 0.5;
    double along = (back ? 2 - 2 * round : 2 * round) * PARTS;
    int part = Math.min(PARTS - 1, (int) along);
    double share = along - part;
    int one = index(way, part);
    double latitude = points[one] + share * (points[one + 2] - points[one]);
    double east = Sphere.normal(points[one + 3] - points[one + 1]);
    return Fix.of(
        time,
        latitude,
        points[one + 1] + share * east,
        rests ? 0 : (float) kmh,
        heading(points[one + 2] - points[one], east * Math.cos(Math.toRadians(latitude)), back),
        (float) (5 + ((hash >>> 8) & 0xF) / 4.0));
  }

  private static float heading(double north, double east, boolean back) {
    double degrees = Math.toDegrees(Math.atan2(back ? -east : east, back ? -north : north));
    return (float) (degrees < 0 ? degrees + 360 : degrees);
  }

  private static int way(long hash) {
    return (int) Long.remainderUnsigned(hash, WAYS);
  }

  /** By SplitMix64. */
  private long hash(int sensor) {
    long mixed = seed + sensor * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
