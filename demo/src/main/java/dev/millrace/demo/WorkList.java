package dev.millrace.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What waits for somebody to take it up; each thing once, taken in any order. */
final class WorkList<T> {
  private final List<T> waiting = new ArrayList<>();
  private final Map<T, Integer> places = new HashMap<>();

  void add(T one) {
    if (places.putIfAbsent(one, waiting.size()) == null) {
      waiting.add(one);
    }
  }

  void addAll(Collection<T> all) {
    all.forEach(this::add);
  }

  Optional<T> take(Dice dice) {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    int place = dice.between(0, waiting.size() - 1);
    T taken = waiting.get(place);
    T last = waiting.remove(waiting.size() - 1);
    places.remove(taken);
    if (place < waiting.size()) {
      waiting.set(place, last);
      places.put(last, place);
    }
    return Optional.of(taken);
  }

  /** Takes one thing out; false if it does not wait here. */
  boolean remove(T one) {
    Integer place = places.remove(one);
    if (place == null) {
      return false;
    }
    T last = waiting.remove(waiting.size() - 1);
    if (place < waiting.size()) {
      waiting.set(place, last);
      places.put(last, place);
    }
    return true;
  }

  int size() {
    return waiting.size();
  }

  void clear() {
    waiting.clear();
    places.clear();
  }
}
