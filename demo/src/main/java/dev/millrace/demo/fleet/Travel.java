package dev.millrace.demo.fleet;

import dev.millrace.demo.fleet.Way.Place;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * How a consignment travels: its way, its means of transport, its rests and mishaps. All of it
 * follows from the consignment and a seed, so that it goes on where it was behind a restart.
 */
final class Travel {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  /** So long somebody drives, about, before a rest. */
  private static final long DRIVE = 4 * HOUR + HOUR / 2;

  private static final double COOL = 5;

  private final Consignment consignment;
  private final Means means;
  private final Way way;
  private final long arrival;

  /** How long it moves, and how often it rests, between departure and arrival. */
  private final long moving;

  private final int rests;

  /** When nothing is heard of it; both 0 when there is no such time. */
  private final long silentFrom;

  private final long silentUntil;

  /** When its cooling fails; both 0 when it does not. */
  private final long warmFrom;

  private final long warmUntil;

  private final int noise;

  /** What carries goods. */
  enum Means {
    TRUCK(75),
    TRAIN(90),
    SHIP(33),
    AIRCRAFT(780);

    private final double kmh;

    Means(double kmh) {
      this.kmh = kmh;
    }

    double kmh() {
      return kmh;
    }
  }

  /**
   * What a sensor reports.
   *
   * @param speed in km/h
   * @param temperature in degrees Celsius
   */
  record Report(Place place, double speed, double temperature) {}

  Travel(Consignment consignment, SeaLanes lanes, long seed) {
    this.consignment = consignment;
    long own = seed * 0x9E3779B97F4A7C15L + consignment.tracker().hashCode();
    SplittableRandom random = new SplittableRandom(own);
    double km = consignment.from().metresTo(consignment.to()) / 1000;
    Means wanted = means(km, random);
    Optional<Way> bySea =
        wanted == Means.SHIP
            ? lanes.between(consignment.from(), consignment.to())
            : Optional.empty();
    this.means = wanted == Means.SHIP && bySea.isEmpty() ? Means.TRUCK : wanted;
    this.way =
        switch (means) {
          case SHIP -> bySea.orElseThrow();
          case AIRCRAFT -> Way.through(List.of(consignment.from(), consignment.to()));
          case TRUCK, TRAIN -> Way.winding(consignment.from(), consignment.to(), own);
        };
    long planned = Math.max(HOUR, consignment.due() - consignment.departed());
    long delay =
        random.nextInt(6) == 0 ? (long) (planned * random.nextDouble(0.1, 0.6)) : -planned / 20;
    this.arrival = consignment.departed() + planned + delay;
    long duration = arrival - consignment.departed();
    this.moving = Math.min(duration, (long) (way.metres() / 1000 / means.kmh * HOUR));
    this.rests = moving == duration ? 0 : (int) (moving / DRIVE) + 1;
    boolean silent = random.nextInt(25) == 0;
    this.silentFrom = silent ? consignment.departed() + random.nextLong(duration) : 0;
    this.silentUntil = silent ? silentFrom + random.nextLong(HOUR, 6 * HOUR) : 0;
    boolean warm = random.nextInt(30) == 0;
    this.warmFrom = warm ? consignment.departed() + random.nextLong(duration) : 0;
    this.warmUntil = warm ? warmFrom + random.nextLong(HOUR, 5 * HOUR) : 0;
    this.noise = random.nextInt();
  }

  private static Means means(double km, SplittableRandom random) {
    int throwOf = random.nextInt(100);
    if (throwOf < 35) {
      return Means.SHIP;
    }
    if (km > 1_000 && throwOf < 60) {
      return Means.AIRCRAFT;
    }
    return km > 400 && throwOf < 75 ? Means.TRAIN : Means.TRUCK;
  }

  Means means() {
    return means;
  }

  /** When it arrives, in milliseconds since 1970. */
  long arrival() {
    return arrival;
  }

  boolean isSilent(long time) {
    return time >= silentFrom && time < silentUntil;
  }

  /** What its sensor reports at a time. */
  Report at(long time) {
    long duration = arrival - consignment.departed();
    long passed = Math.max(0, Math.min(duration, time - consignment.departed()));
    long moved = passed;
    boolean resting = passed == duration;
    if (rests > 0) {
      // Drive, rest, drive, rest: all drives are as long as one another, and so are all rests.
      long round = duration / rests;
      long drive = moving / rests;
      moved = Math.min(passed / round, rests) * drive + Math.min(drive, passed % round);
      resting = resting || passed % round >= drive;
    }
    double metres = moving == 0 ? way.metres() : way.metres() * moved / moving;
    SplittableRandom random = new SplittableRandom(noise ^ time);
    double speed = resting ? 0 : means.kmh * random.nextDouble(0.92, 1.06);
    return new Report(way.at(metres), speed, temperature(time) + random.nextDouble(-0.3, 0.3));
  }

  private double temperature(long time) {
    if (time < warmFrom || time >= warmUntil) {
      return COOL;
    }
    double share = (double) (time - warmFrom) / (warmUntil - warmFrom);
    return COOL + 9 * Math.sin(Math.PI * share);
  }
}
