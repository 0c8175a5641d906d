package dev.millrace.geo;

import com.uber.h3core.H3Core;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Cells of H3, the hexagonal grid of the Earth.
 *
 * @see <a href="https://h3geo.org/docs/core-library/h3Indexing">H3's index</a>
 */
public final class HexCells {
  /** The finest resolution, whose cells are 1 m wide. */
  public static final int FINEST = 15;

  private HexCells() {}

  /** Loads H3's library when it is first asked. */
  private static final class Library {
    static final H3Core H3 = load();

    private static H3Core load() {
      try {
        return H3Core.newInstance();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot load H3's library for this machine.", e);
      }
    }
  }

  /**
   * The index of the cell that a place is in, as text: 15 hexadecimal digits.
   *
   * @param resolution 0 for the largest cells, each some 2,400 km wide, to {@link #FINEST}
   * @throws IllegalArgumentException when there are no cells of the resolution
   */
  public static String at(double latitude, double longitude, int resolution) {
    if (resolution < 0 || resolution > FINEST) {
      throw new IllegalArgumentException(
          "Cannot find an H3 cell of resolution "
              + resolution
              + ". Give one from 0 to "
              + FINEST
              + ".");
    }
    return Library.H3.latLngToCellAddress(latitude, Sphere.normal(longitude), resolution);
  }
}
