package dev.millrace.track.position;

import java.util.Arrays;

/**
 * What a window shows: each sensor by itself when they are few, else how many there are in which
 * cell. Columns of the same length; those of the other kind are empty.
 */
public final class WindowAnswer {
  private final boolean single;
  private int size;
  private int total;

  /** Numbers of sensors, as {@link Positions} knows them. */
  int[] sensors = {};

  int[] latitudes = {};
  int[] longitudes = {};
  int[] times = {};
  short[] speeds = {};
  short[] headings = {};
  byte[] flags = {};

  long[] cells = {};
  int[] counts = {};
  int[] late = {};
  int[] beyondLimit = {};

  private WindowAnswer(boolean single) {
    this.single = single;
  }

  static WindowAnswer ofSensors() {
    return new WindowAnswer(true);
  }

  static WindowAnswer ofCells(CellCounts counted) {
    WindowAnswer answer = new WindowAnswer(false);
    answer.size = counted.size();
    answer.cells = Arrays.copyOf(counted.cells, answer.size);
    answer.counts = Arrays.copyOf(counted.counts, answer.size);
    answer.late = Arrays.copyOf(counted.late, answer.size);
    answer.beyondLimit = Arrays.copyOf(counted.beyondLimit, answer.size);
    for (int count : answer.counts) {
      answer.total += count;
    }
    return answer;
  }

  void add(Square square, int member, Segment segment, int at) {
    if (size == sensors.length) {
      grow(Math.max(64, 2 * size));
    }
    sensors[size] = square.sensor[member];
    latitudes[size] = segment.latitude[at];
    longitudes[size] = segment.longitude[at];
    times[size] = square.time[member];
    speeds[size] = segment.speed[at];
    headings[size] = segment.heading[at];
    flags[size] = (byte) Traits.flags(square.traits[member]);
    size++;
    total++;
  }

  private void grow(int room) {
    sensors = Arrays.copyOf(sensors, room);
    latitudes = Arrays.copyOf(latitudes, room);
    longitudes = Arrays.copyOf(longitudes, room);
    times = Arrays.copyOf(times, room);
    speeds = Arrays.copyOf(speeds, room);
    headings = Arrays.copyOf(headings, room);
    flags = Arrays.copyOf(flags, room);
  }

  /** Whether these are single sensors; otherwise cells. */
  public boolean isSingle() {
    return single;
  }

  /** How many sensors or cells there are. */
  public int size() {
    return size;
  }

  /** How many sensors there are in all. */
  public int total() {
    return total;
  }

  /** The number of a sensor, by which {@link Positions#get(int)} tells more. */
  public int sensor(int at) {
    return sensors[at];
  }

  /** In units of 1e-7 degrees. */
  public int latitude(int at) {
    return latitudes[at];
  }

  /** In units of 1e-7 degrees. */
  public int longitude(int at) {
    return longitudes[at];
  }

  /** Of its newest fix, in seconds since 1970. */
  public int time(int at) {
    return times[at];
  }

  /** In tenths of km/h; -1 when not known. */
  public short speed(int at) {
    return speeds[at];
  }

  /** In degrees clockwise from true north; -1 when not known. */
  public short heading(int at) {
    return headings[at];
  }

  /** 1 when it moves, 2 when it is late, 4 when it measures something beyond a limit, added up. */
  public byte flags(int at) {
    return flags[at];
  }

  /** The index of a cell of H3. */
  public long cell(int at) {
    return cells[at];
  }

  /** How many sensors are in a cell. */
  public int count(int at) {
    return counts[at];
  }

  /** How many of them are late. */
  public int late(int at) {
    return late[at];
  }

  /** How many of them measure something beyond a limit. */
  public int beyondLimit(int at) {
    return beyondLimit[at];
  }

  /** What a sensor or cell goes by, in this answer and in later ones. */
  long key(int at) {
    return single ? sensors[at] : cells[at];
  }

  /** Whether a sensor or cell is shown as it is in another answer of the same kind. */
  boolean shows(int at, WindowAnswer other, int there) {
    return single
        ? latitudes[at] == other.latitudes[there]
            && longitudes[at] == other.longitudes[there]
            && times[at] == other.times[there]
            && speeds[at] == other.speeds[there]
            && headings[at] == other.headings[there]
            && flags[at] == other.flags[there]
        : counts[at] == other.counts[there]
            && late[at] == other.late[there]
            && beyondLimit[at] == other.beyondLimit[there];
  }
}
