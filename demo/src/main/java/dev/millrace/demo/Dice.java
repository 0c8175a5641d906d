package dev.millrace.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SplittableRandom;

/** Chance that repeats itself: the same seed throws the same numbers. */
final class Dice {
  private final long seed;
  private final SplittableRandom random;

  Dice(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** Dice of their own for one purpose, so that more throws there change nothing elsewhere. */
  Dice forPurpose(String purpose) {
    long mixed = seed;
    for (int i = 0; i < purpose.length(); i++) {
      mixed = mixed * 0x9E3779B97F4A7C15L + purpose.charAt(i);
    }
    return new Dice(mixed);
  }

  /** A whole number, both ends included. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  double fraction() {
    return random.nextDouble();
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Mean 1, long tail: what sizes, delays and prices look like. */
  double skewed(double spread) {
    return Math.exp(random.nextGaussian() * spread - spread * spread / 2);
  }

  static BigDecimal money(double amount, int digits) {
    return BigDecimal.valueOf(amount).setScale(digits, RoundingMode.HALF_UP);
  }

  /** Picks numbers from 0 with given weights. */
  static final class Weighted {
    private final double[] upTo;

    Weighted(double[] weights) {
      upTo = new double[weights.length];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i];
        upTo[i] = sum;
      }
    }

    int pick(Dice dice) {
      return at(dice.fraction());
    }

    /** The number at a share of the whole weight, from 0 to 1. */
    int at(double share) {
      double target = share * upTo[upTo.length - 1];
      int low = 0;
      int high = upTo.length - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (upTo[middle] > target) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}
