package dev.millrace.suggest;

import java.util.Arrays;

/** Gives each of several places at most one of several takers, so that the sum is the greatest. */
final class Assignment {
  static final int NOBODY = -1;

  private static final double FORBIDDEN = 1e6;

  private Assignment() {}

  /**
   * The best assignment, by the Hungarian method.
   *
   * @param gain by place and taker; only what is above zero is assigned
   * @return the taker of each place; {@link #NOBODY} where it stays free
   */
  static int[] best(double[][] gain) {
    int places = gain.length;
    int takers = places == 0 ? 0 : gain[0].length;
    // One more taker for each place stands for nobody.
    int columns = takers + places;
    double[] placePotential = new double[places + 1];
    double[] takerPotential = new double[columns + 1];
    int[] placeOf = new int[columns + 1];
    for (int place = 1; place <= places; place++) {
      assign(place, gain, takers, placePotential, takerPotential, placeOf);
    }
    int[] taker = new int[places];
    Arrays.fill(taker, NOBODY);
    for (int column = 1; column <= takers; column++) {
      int place = placeOf[column];
      if (place > 0 && gain[place - 1][column - 1] > 0) {
        taker[place - 1] = column - 1;
      }
    }
    return taker;
  }

  /** Finds the way on which one more place gets a taker, and those on the way change theirs. */
  private static void assign(
      int first,
      double[][] gain,
      int takers,
      double[] placePotential,
      double[] takerPotential,
      int[] placeOf) {
    int columns = takerPotential.length - 1;
    double[] least = new double[columns + 1];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    boolean[] used = new boolean[columns + 1];
    int[] way = new int[columns + 1];
    placeOf[0] = first;
    int column = 0;
    do {
      used[column] = true;
      int place = placeOf[column];
      double step = Double.POSITIVE_INFINITY;
      int next = 0;
      for (int other = 1; other <= columns; other++) {
        if (used[other]) {
          continue;
        }
        double cost =
            cost(gain, takers, place, other) - placePotential[place] - takerPotential[other];
        if (cost < least[other]) {
          least[other] = cost;
          way[other] = column;
        }
        if (least[other] < step) {
          step = least[other];
          next = other;
        }
      }
      for (int other = 0; other <= columns; other++) {
        if (used[other]) {
          placePotential[placeOf[other]] += step;
          takerPotential[other] -= step;
        } else {
          least[other] -= step;
        }
      }
      column = next;
    } while (placeOf[column] != 0);
    do {
      int before = way[column];
      placeOf[column] = placeOf[before];
      column = before;
    } while (column != 0);
  }

  private static double cost(double[][] gain, int takers, int place, int column) {
    if (column > takers) {
      return 0;
    }
    double one = gain[place - 1][column - 1];
    return one > 0 ? -one : FORBIDDEN;
  }
}
