package dev.millrace.track.position;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which sensors are wanted. What is left empty or NaN does not count.
 *
 * @param moving whether it moves
 * @param late whether it is late
 * @param beyondLimit whether what it measures is beyond a limit
 * @param silentSince whether its newest fix is older, in milliseconds since 1970; 0 for any
 * @param modes how it may travel
 * @param carriers who may move it
 * @param customers who may get it
 * @param least the least it may measure
 * @param most the most it may measure
 */
public record Filter(
    Optional<Boolean> moving,
    Optional<Boolean> late,
    Optional<Boolean> beyondLimit,
    long silentSince,
    Set<SensorPosition.Mode> modes,
    List<String> carriers,
    List<String> customers,
    float least,
    float most) {
  /** All sensors. */
  public static final Filter ALL =
      new Filter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          Set.of(),
          List.of(),
          List.of(),
          Float.NaN,
          Float.NaN);

  public Filter {
    modes = modes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(modes));
    carriers = List.copyOf(carriers);
    customers = List.copyOf(customers);
  }

  /**
   * The same, but only of sensors whose newest fix is older.
   *
   * @param silentMillis in milliseconds since 1970; 0 for any
   */
  public Filter silentSince(long silentMillis) {
    return new Filter(
        moving, late, beyondLimit, silentMillis, modes, carriers, customers, least, most);
  }

  /** The filter as it is asked of each sensor: names as numbers, flags as bits. */
  static final class Compiled {
    private final int flagsAsked;
    private final int flagsWanted;
    private final int silentSince;
    private final int modes;
    private final int[] carriers;
    private final int[] customers;
    private final float least;
    private final float most;

    Compiled(Filter filter, Names carrierNames, Names customerNames) {
      flagsAsked =
          (filter.moving.isPresent() ? Traits.MOVING : 0)
              | (filter.late.isPresent() ? Traits.LATE : 0)
              | (filter.beyondLimit.isPresent() ? Traits.BEYOND_LIMIT : 0);
      flagsWanted =
          (filter.moving.orElse(false) ? Traits.MOVING : 0)
              | (filter.late.orElse(false) ? Traits.LATE : 0)
              | (filter.beyondLimit.orElse(false) ? Traits.BEYOND_LIMIT : 0);
      silentSince =
          filter.silentSince == 0 ? Integer.MAX_VALUE : Math.toIntExact(filter.silentSince / 1000);
      int bits = 0;
      for (SensorPosition.Mode mode : filter.modes) {
        bits |= 1 << mode.number();
      }
      modes = bits == 0 ? -1 : bits;
      carriers = numbers(filter.carriers, carrierNames);
      customers = numbers(filter.customers, customerNames);
      least = filter.least;
      most = filter.most;
    }

    /** Numbers of names and one; 0 for one that nobody has. */
    private static int[] numbers(List<String> texts, Names names) {
      return texts.stream().mapToInt(text -> names.find(text) + 1).toArray();
    }

    /** Whether a member of a square is wanted. */
    boolean takes(Square square, int member) {
      long traits = square.traits[member];
      return (Traits.flags(traits) & flagsAsked) == flagsWanted
          && ((modes >>> Traits.mode(traits)) & 1) != 0
          && (carriers.length == 0 || isOne(carriers, Traits.carrier(traits)))
          && (customers.length == 0 || isOne(customers, Traits.customer(traits)))
          && square.time[member] < silentSince
          && (Float.isNaN(least) || square.value[member] >= least)
          && (Float.isNaN(most) || square.value[member] <= most);
    }

    private static boolean isOne(int[] wanted, int number) {
      for (int one : wanted) {
        if (one == number && number != 0) {
          return true;
        }
      }
      return false;
    }
  }
}
