package dev.millrace.track.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a track has told, without what it has taken back. */
final class Told implements Track.Listener {
  private final List<Happening> happenings = new ArrayList<>();

  @Override
  public void happened(Happening happening) {
    happenings.add(happening);
  }

  @Override
  public void undone(Happening happening) {
    assertThat(happenings.remove(happening)).as("told before: %s", happening).isTrue();
  }

  /** All of it, in the order in which it happened. */
  List<Happening> inOrder() {
    return happenings.stream()
        .sorted(
            Comparator.comparingLong(Happening::time)
                .thenComparing(Happening::kind)
                .thenComparing(Happening::place))
        .toList();
  }

  /** What and where, such as {@code ENTERED 2}. */
  List<String> texts() {
    return happenings.stream()
        .map(one -> one.kind() + (one.place() < 0 ? "" : " " + one.place()))
        .toList();
  }
}
