package dev.millrace.track.position;

import dev.millrace.geo.Bounds;
import java.util.Optional;

/** One look through a window: sensors one by one when they are few, else counted by cell. */
final class Look {
  private final Window window;
  private final Tiles tiles;
  private final Segment[] segments;
  private final Optional<Filter.Compiled> filter;

  /**
   * @param filter the window's, unless it takes all
   */
  Look(Window window, Tiles tiles, Segment[] segments, Optional<Filter.Compiled> filter) {
    this.window = window;
    this.tiles = tiles;
    this.segments = segments;
    this.filter = filter;
  }

  WindowAnswer answer() {
    // A sensor just inside of the window may be in a tile whose center is outside.
    Bounds wide = window.bounds().widened(Cells.width(Cells.FINEST));
    boolean mayBeFew = filter.isPresent() || near(wide) <= 4L * window.mostSensors();
    return (mayBeFew ? singles(wide) : Optional.<WindowAnswer>empty()).orElseGet(this::cells);
  }

  private long near(Bounds wide) {
    long[] near = {0};
    tiles.eachSquare(
        wide,
        (square, whole) -> {
          if (whole) {
            near[0] += square.size;
            return;
          }
          for (int tile = 0; tile < square.tileCount; tile++) {
            if (tiles.isIn(wide, square.tiles[tile])) {
              near[0] += square.counts.sensors[tile];
            }
          }
        });
    return near[0];
  }

  private Optional<WindowAnswer> singles(Bounds wide) {
    Singles singles = new Singles(wide);
    tiles.eachSquare(wide, singles);
    return singles.tooMany ? Optional.empty() : Optional.of(singles.answer);
  }

  /** Takes the window's sensors one by one, as long as they are not too many. */
  private final class Singles implements Tiles.Visitor {
    private final WindowAnswer answer = WindowAnswer.ofSensors();
    private final Bounds wide;
    private boolean tooMany;

    Singles(Bounds wide) {
      this.wide = wide;
    }

    @Override
    public void square(Square square, boolean whole) {
      boolean[] near = whole ? null : tilesIn(square, wide);
      for (int member = 0; member < square.size && !tooMany; member++) {
        if ((near == null || near[square.tile[member]])
            && (filter.isEmpty() || filter.get().takes(square, member))) {
          add(square, member);
        }
      }
    }

    private void add(Square square, int member) {
      Segment segment = segments[square.sensor[member] >> Segment.BITS];
      int at = square.sensor[member] & Segment.MASK;
      double latitude = segment.latitude[at] / SensorPosition.UNITS;
      double longitude = segment.longitude[at] / SensorPosition.UNITS;
      if (window.bounds().contains(latitude, longitude)) {
        tooMany = answer.size() == window.mostSensors();
        if (!tooMany) {
          answer.add(square, member, segment, at);
        }
      }
    }
  }

  private boolean[] tilesIn(Square square, Bounds bounds) {
    boolean[] in = new boolean[square.tileCount];
    for (int tile = 0; tile < in.length; tile++) {
      in[tile] = tiles.isIn(bounds, square.tiles[tile]);
    }
    return in;
  }

  /** The cells that reach into the window, each with all of its sensors. */
  private WindowAnswer cells() {
    int resolution = Cells.resolution(window.bounds(), window.mostCells());
    Bounds wide = window.bounds().widened(Cells.width(resolution));
    CellCounts cells = new CellCounts(2 * window.mostCells());
    TileCounts counts = new TileCounts(0);
    tiles.eachSquare(
        wide,
        (square, whole) -> {
          Groups groups = square.groups(resolution, tiles);
          counts.clear(groups.count());
          boolean[] in = whole ? null : tilesIn(square, wide);
          if (filter.isPresent()) {
            countMembers(square, filter.get(), in, groups, counts);
          } else {
            countTiles(square, in, groups, counts);
          }
          for (int group = 0; group < groups.count(); group++) {
            if (counts.sensors[group] > 0) {
              cells.add(groups.cell(group), counts, group);
            }
          }
        });
    return WindowAnswer.ofCells(cells);
  }

  private static void countMembers(
      Square square, Filter.Compiled filter, boolean[] in, Groups groups, TileCounts counts) {
    for (int member = 0; member < square.size; member++) {
      int tile = square.tile[member];
      if (filter.takes(square, member) && (in == null || in[tile])) {
        counts.count(groups.of(tile), square.traits[member], 1);
      }
    }
  }

  private static void countTiles(Square square, boolean[] in, Groups groups, TileCounts counts) {
    for (int tile = 0; tile < square.tileCount; tile++) {
      if (in == null || in[tile]) {
        counts.add(groups.of(tile), square.counts, tile);
      }
    }
  }
}
