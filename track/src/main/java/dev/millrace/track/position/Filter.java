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

  /**
   * The filter as it is asked of each sensor: as far as it can be told by some bits of its {@link
   * Traits}, then by whatever more is asked.
   */
  static final class Compiled {
    private final long bits;
    private final long wanted;
    private final boolean more;
    private final int modes;
    private final int[] carriers;
    private final int[] customers;
    private final int silentSince;
    private final float least;
    private final float most;

    Compiled(Filter filter, Names carrierNames, Names customerNames) {
      carriers = numbers(filter.carriers, carrierNames);
      customers = numbers(filter.customers, customerNames);
      modes = filter.modes.stream().mapToInt(mode -> 1 << mode.number()).sum();
      silentSince =
          filter.silentSince == 0 ? Integer.MAX_VALUE : Math.toIntExact(filter.silentSince / 1000);
      least = filter.least;
      most = filter.most;
      int mode = filter.modes.size() == 1 ? Integer.numberOfTrailingZeros(modes) : 0;
      int carrier = carriers.length == 1 ? carriers[0] : 0;
      int customer = customers.length == 1 ? customers[0] : 0;
      wanted =
          Traits.of(
              filter.moving.orElse(false),
              filter.late.orElse(false),
              filter.beyondLimit.orElse(false),
              mode,
              carrier,
              customer);
      bits =
          Traits.of(
              filter.moving.isPresent(),
              filter.late.isPresent(),
              filter.beyondLimit.isPresent(),
              mode == 0 ? 0 : Traits.MODE_MASK,
              carrier == 0 ? 0 : Traits.CARRIER_MASK,
              customer == 0 ? 0 : Traits.CUSTOMER_MASK);
      more =
          filter.modes.size() > 1
              || (carriers.length > 0 && carrier == 0)
              || (customers.length > 0 && customer == 0)
              || filter.silentSince != 0
              || !Float.isNaN(least)
              || !Float.isNaN(most);
    }

    /** Numbers of names and one; 0 for one that nobody has. */
    private static int[] numbers(List<String> texts, Names names) {
      return texts.stream().mapToInt(text -> names.find(text) + 1).toArray();
    }

    /** Whether a member of a square is wanted. */
    boolean takes(Square square, int member) {
      long traits = square.traits[member];
      return (traits & bits) == wanted && (!more || takesMore(traits, square, member));
    }

    private boolean takesMore(long traits, Square square, int member) {
      return (modes == 0 || ((modes >>> Traits.mode(traits)) & 1) != 0)
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
