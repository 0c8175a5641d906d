package dev.millrace.track.journey;

import dev.millrace.geo.Fence;
import dev.millrace.geo.FenceIndex;
import java.util.List;

/** Fences that have always been there, and limits. */
record World(FenceIndex fences, Limits limits) implements Surroundings {
  static World of(Limits limits, Fence... fences) {
    return new World(new FenceIndex(List.of(fences)), limits);
  }

  @Override
  public void placesAt(long time, double latitude, double longitude, Places places) {
    fences.find(latitude, longitude, places::in);
  }

  @Override
  public Limits limitsAt(long time) {
    return limits;
  }
}
