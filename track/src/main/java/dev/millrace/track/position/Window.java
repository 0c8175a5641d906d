package dev.millrace.track.position;

import dev.millrace.geo.Bounds;

/**
 * A part of the Earth that somebody looks at.
 *
 * @param filter which sensors are wanted
 * @param mostSensors up to so many are shown one by one; more are counted by cell
 * @param mostCells about so many cells are shown at most, in a window of any size
 */
public record Window(Bounds bounds, Filter filter, int mostSensors, int mostCells) {
  public Window {
    if (mostSensors < 0 || mostCells < 1) {
      throw new IllegalArgumentException(
          "Cannot show " + mostSensors + " sensors or " + mostCells + " cells.");
    }
  }
}
