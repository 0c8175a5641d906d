package dev.millrace.track.position;

import java.util.Arrays;

/**
 * The sensors whose tiles have their centers in one square degree: what filters ask of them, one
 * behind the other, so that a look at all of them is a walk through memory.
 */
final class Square {
  private static final int FIRST_SIZE = 4;

  /** By member. */
  int size;

  int[] sensor = new int[FIRST_SIZE];
  long[] traits = new long[FIRST_SIZE];

  /** Of the newest fix, in seconds since 1970. */
  int[] time = new int[FIRST_SIZE];

  /** What it measures; NaN when nothing. */
  float[] value = new float[FIRST_SIZE];

  /** The tile it is in, by its number in this square. */
  int[] tile = new int[FIRST_SIZE];

  /** By tile: its number among all. */
  int tileCount;

  int[] tiles = new int[FIRST_SIZE];

  final TileCounts counts = new TileCounts(FIRST_SIZE);

  /** By resolution, once it has been asked for: the cells that its tiles are in. */
  private final Groups[] groups = new Groups[Cells.FINEST + 1];

  /**
   * The cells of a resolution that the tiles are in, and for each tile which it is. Several readers
   * may make the same; whichever is kept is right.
   */
  Groups groups(int resolution, Tiles all) {
    Groups found = groups[resolution];
    if (found == null || found.tiles() < tileCount) {
      found = Groups.of(this, resolution, all);
      groups[resolution] = found;
    }
    return found;
  }

  /** Adds a tile; returns its number here. */
  int addTile(int global) {
    if (tileCount == tiles.length) {
      int more = 2 * tileCount;
      tiles = Arrays.copyOf(tiles, more);
      counts.grow(more);
    }
    tiles[tileCount] = global;
    return tileCount++;
  }

  /** Adds a sensor of which nothing is known but its tile; returns its place. */
  int add(int number, int itsTile) {
    if (size == sensor.length) {
      int more = size + size / 2;
      sensor = Arrays.copyOf(sensor, more);
      traits = Arrays.copyOf(traits, more);
      time = Arrays.copyOf(time, more);
      value = Arrays.copyOf(value, more);
      tile = Arrays.copyOf(tile, more);
    }
    sensor[size] = number;
    tile[size] = itsTile;
    traits[size] = 0;
    value[size] = Float.NaN;
    counts.count(itsTile, 0, 1);
    return size++;
  }

  /** Gives the sensor at a place other traits. */
  void become(int at, long now) {
    counts.count(tile[at], traits[at], -1);
    traits[at] = now;
    counts.count(tile[at], now, 1);
  }

  /** Brings the sensor at a place to another tile. */
  void moveTo(int at, int otherTile) {
    counts.count(tile[at], traits[at], -1);
    tile[at] = otherTile;
    counts.count(otherTile, traits[at], 1);
  }

  /** Removes the sensor at a place; returns the one that now has the place, or -1. */
  int remove(int at) {
    counts.count(tile[at], traits[at], -1);
    int last = --size;
    if (at == last) {
      return -1;
    }
    sensor[at] = sensor[last];
    traits[at] = traits[last];
    time[at] = time[last];
    value[at] = value[last];
    tile[at] = tile[last];
    return sensor[at];
  }
}
