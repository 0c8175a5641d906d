package dev.millrace.track.journey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of one sensor: its journey up to some minutes ago, and the fixes since then. A fix
 * that comes late, but not too late, is put where it belongs and the last minutes are told anew, so
 * that what is told in the end does not depend on the order in which fixes came.
 *
 * <p>Bounded in size: of very many fixes within {@link Rules#lateness} only the newest can still be
 * overtaken.
 */
public final class Track {
  /** The most fixes that are kept. */
  private static final int MOST_RECENT = 8;

  private static final Journey.Listener NOBODY = happening -> {};

  /** The journey up to the fixes that no late one can overtake any more. */
  final Journey settled = new Journey();

  /** The fixes since then, in the order of their times. */
  final Fix[] recent = new Fix[MOST_RECENT];

  int recentCount;
  private final Journey now = new Journey();

  /** Whether more is known of the sensor than its track; kept with it for who asks. */
  private boolean marked;

  /** What becomes of a fix. */
  public enum Outcome {
    /** It is the newest. */
    NEWEST,
    /** It is older than the newest, and has been put where it belongs. */
    INSERTED,
    /** There is one of the same time already. */
    REPEATED,
    /** It is too old to be put anywhere. */
    TOO_LATE
  }

  /** Takes what happens, and takes back what, as a late fix shows, has not. */
  public interface Listener extends Journey.Listener {
    /** Something that was told has not happened, or not so. */
    void undone(Happening happening);
  }

  /** Forgets everything, to be used for another sensor. */
  public void clear() {
    settled.copyFrom(new Journey());
    recentCount = 0;
    marked = false;
    now.copyFrom(settled);
  }

  /** Marks it, or takes the mark away. */
  public void mark(boolean mark) {
    marked = mark;
  }

  boolean isMarked() {
    return marked;
  }

  /** The journey up to the newest fix. */
  public Journey journey() {
    return now;
  }

  /**
   * Takes a fix.
   *
   * @param received when it came, in milliseconds since 1970
   */
  public Outcome add(
      Fix fix, long received, Rules rules, Surroundings surroundings, Listener listener) {
    Fix timed = fix.believable(received, rules);
    if (timed.time() > newest()) {
      settleBefore(timed.time() - rules.lateness(), rules, surroundings);
      if (recentCount == MOST_RECENT) {
        settle(1, rules, surroundings);
      }
      recent[recentCount++] = timed;
      now.go(timed, rules, surroundings, listener);
      return Outcome.NEWEST;
    }
    int place = recentCount;
    while (place > 0 && recent[place - 1].time() > timed.time()) {
      place--;
    }
    long before = place > 0 ? recent[place - 1].time() : settled.seen();
    if (timed.time() == before) {
      return Outcome.REPEATED;
    }
    if (timed.time() < before
        || timed.time() < newest() - rules.lateness()
        || (recentCount == MOST_RECENT && place == 0)) {
      return Outcome.TOO_LATE;
    }
    insert(timed, place, rules, surroundings, listener);
    return Outcome.INSERTED;
  }

  private long newest() {
    return recentCount == 0 ? settled.seen() : recent[recentCount - 1].time();
  }

  private void settleBefore(long time, Rules rules, Surroundings surroundings) {
    int count = 0;
    while (count < recentCount && recent[count].time() < time) {
      count++;
    }
    settle(count, rules, surroundings);
  }

  /** Gives up the oldest of the recent fixes. */
  private void settle(int count, Rules rules, Surroundings surroundings) {
    for (int i = 0; i < count; i++) {
      settled.go(recent[i], rules, surroundings, NOBODY);
    }
    System.arraycopy(recent, count, recent, 0, recentCount - count);
    recentCount -= count;
  }

  private void insert(
      Fix fix, int place, Rules rules, Surroundings surroundings, Listener listener) {
    if (recentCount == MOST_RECENT) {
      // What is told in the oldest stays as it is.
      settle(1, rules, surroundings);
      insert(fix, place - 1, rules, surroundings, listener);
      return;
    }
    List<Happening> before = new ArrayList<>();
    replay(rules, surroundings, before::add);
    System.arraycopy(recent, place, recent, place + 1, recentCount - place);
    recent[place] = fix;
    recentCount++;
    Map<Happening, Integer> told = new HashMap<>();
    before.forEach(happening -> told.merge(happening, 1, Integer::sum));
    List<Happening> news = new ArrayList<>();
    replay(
        rules,
        surroundings,
        happening -> {
          if (told.merge(happening, -1, Integer::sum) < 0) {
            news.add(happening);
          }
        });
    for (Happening happening : before) {
      if (told.get(happening) > 0) {
        told.merge(happening, -1, Integer::sum);
        listener.undone(happening);
      }
    }
    news.forEach(listener::happened);
  }

  /** Goes through the recent fixes again. */
  private void replay(Rules rules, Surroundings surroundings, Journey.Listener listener) {
    now.copyFrom(settled);
    for (int i = 0; i < recentCount; i++) {
      now.go(recent[i], rules, surroundings, listener);
    }
  }

  /** Makes the journey up to the newest fix out of what {@link TrackBytes} has read. */
  void resume(Rules rules, Surroundings surroundings) {
    replay(rules, surroundings, NOBODY);
  }
}
