package dev.millrace.track.job;

import dev.millrace.geo.Fence;
import dev.millrace.geo.FenceIndex;
import dev.millrace.track.journey.Surroundings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All places, as they change. A border that is drawn anew holds for readings from then on: what was
 * read against the old one is read against it again. Not for use by several threads.
 */
final class PlaceBook {
  /** So long old borders are kept, by the readings' times, in milliseconds. */
  private final long lateness;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final TreeMap<Integer, Place> places = new TreeMap<>();

  /** The newest last. */
  private final Deque<Version> versions = new ArrayDeque<>();

  private boolean changed = true;

  /** Borders as they were for a while. */
  private static final class Version {
    /** In milliseconds since 1970, by the readings' times. */
    private final long since;

    private final FenceIndex index;

    /** Of the places, by their place in the index. */
    private final int[] numbers;

    Version(long since, FenceIndex index, int[] numbers) {
      this.since = since;
      this.index = index;
      this.numbers = numbers;
    }
  }

  PlaceBook(long lateness) {
    this.lateness = lateness;
  }

  /** A place is there, or is another now. */
  void put(int number, Place place) {
    Place centred = place.centred();
    numbers.put(place.id(), number);
    changed |= !centred.equals(places.put(number, centred));
  }

  /** A place is there no more. */
  void remove(int number) {
    Place gone = places.remove(number);
    if (gone != null) {
      numbers.remove(gone.id());
      changed = true;
    }
  }

  /** Whether places have changed since {@link #renew}. */
  boolean haveChanged() {
    return changed;
  }

  /**
   * Makes what has changed hold.
   *
   * @param now the time of the newest reading; 0 when there was none, and then it holds always
   */
  void renew(long now) {
    List<Fence> fences = new ArrayList<>();
    List<Integer> known = new ArrayList<>();
    places.forEach(
        (number, place) ->
            place
                .fence()
                .ifPresent(
                    fence -> {
                      fences.add(fence);
                      known.add(number);
                    }));
    while (versions.size() > 1 && second().since < now - lateness) {
      versions.removeFirst();
    }
    versions.addLast(
        new Version(
            now, new FenceIndex(fences), known.stream().mapToInt(Integer::intValue).toArray()));
    changed = false;
  }

  private Version second() {
    var all = versions.iterator();
    all.next();
    return all.next();
  }

  /** Finds the places in which something was. */
  void find(long time, double latitude, double longitude, Surroundings.Places found) {
    Version version = at(time);
    if (version != null) {
      int[] known = version.numbers;
      version.index.find(latitude, longitude, fence -> found.in(known[fence]));
    }
  }

  private Version at(long time) {
    Version newest = versions.peekLast();
    if (newest == null || newest.since <= time || versions.size() == 1) {
      return newest;
    }
    Version found = versions.peekFirst();
    for (Version version : versions) {
      if (version.since <= time) {
        found = version;
      }
    }
    return found;
  }

  /** A place by its number, if it is still there. */
  Optional<Place> place(int number) {
    return Optional.ofNullable(places.get(number));
  }

  /** A place by its key. */
  Optional<Place> place(String system, String key) {
    return Optional.ofNullable(numbers.get(Place.id(system, key))).map(places::get);
  }
}
