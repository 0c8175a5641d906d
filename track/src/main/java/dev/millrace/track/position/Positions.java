package dev.millrace.track.position;

import dev.millrace.track.journey.Fix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The newest position of every sensor, in columns: some hundred bytes a sensor with its name. Safe
 * for use by several threads.
 */
public final class Positions {
  private static final char BETWEEN = '\0';

  /** In km/h; below it a receiver that stands still may seem to move. */
  private static final float MOVING_FROM = 3;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Names sensors = new Names();
  private final Names shipments = new Names();
  private final Names carriers = new Names();
  private final Names customers = new Names();
  private final Tiles tiles = new Tiles();

  /** What sensors travel with that have no position yet, by their names. */
  private final Map<String, Errand> awaited = new HashMap<>();

  private Segment[] segments = new Segment[16];
  private final AtomicLong updates = new AtomicLong();

  /** Another number when anything may have changed, so that nobody looks for nothing. */
  public long version() {
    return updates.get();
  }

  /** How many sensors there are. */
  public int size() {
    lock.readLock().lock();
    try {
      return sensors.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes what is new. It may be used only while it is handed over. */
  public final class Update {
    private Update() {}

    /**
     * Takes a position with all that goes with it; one that is older than what is known of its
     * sensor changes nothing.
     */
    public void put(SensorPosition position) {
      Fix fix =
          new Fix(
              position.time(),
              position.latitude(),
              position.longitude(),
              position.speed(),
              position.heading(),
              position.value());
      int sensor = sensors.number(position.source() + BETWEEN + position.sensor());
      if (Positions.this.move(sensor, fix)) {
        give(sensor, position.errand());
        Segment segment = segments[sensor >> Segment.BITS];
        int at = sensor & Segment.MASK;
        Square square = tiles.square(segment.square[at] - 1);
        setMoving(square, segment.member[at], position.moving());
        square.value[segment.member[at]] = position.value();
      }
    }

    /** Takes what a sensor travels with; it may have no position yet. */
    public void send(String source, String sensor, Errand errand) {
      String name = source + BETWEEN + sensor;
      int number = sensors.find(name);
      if (number < 0) {
        awaited.put(name, errand);
      } else {
        give(number, errand);
      }
    }

    /**
     * Takes a fix alone; one that is older than what is known of its sensor changes nothing. Its
     * speed, if known, tells whether the sensor moves.
     *
     * @param name source and sensor in UTF-8, with a byte of 0 between
     */
    void move(byte[] name, int length, Fix fix) {
      int sensor = sensors.number(name, 0, length);
      if (Positions.this.move(sensor, fix) && !Float.isNaN(fix.speed())) {
        Segment segment = segments[sensor >> Segment.BITS];
        int at = sensor & Segment.MASK;
        Square square = tiles.square(segment.square[at] - 1);
        setMoving(square, segment.member[at], fix.speed() >= MOVING_FROM);
      }
    }
  }

  private static void setMoving(Square square, int member, boolean moving) {
    long before = square.traits[member];
    long still = before & ~Traits.MOVING;
    long now = moving ? still | Traits.MOVING : still;
    if (now != before) {
      square.become(member, now);
    }
  }

  /** A sensor that has a position travels with something. */
  private void give(int sensor, Errand errand) {
    Segment segment = segments[sensor >> Segment.BITS];
    int at = sensor & Segment.MASK;
    segment.shipment[at] = number(shipments, errand.shipment());
    Square square = tiles.square(segment.square[at] - 1);
    int member = segment.member[at];
    square.become(
        member,
        Traits.of(
            (square.traits[member] & Traits.MOVING) != 0,
            errand.late(),
            errand.beyondLimit(),
            errand.mode().map(SensorPosition.Mode::number).orElse(0),
            number(carriers, errand.carrier()),
            number(customers, errand.customer())));
  }

  /** Takes what is new; others see all of it or nothing. */
  public void update(Consumer<Update> news) {
    lock.writeLock().lock();
    try {
      news.accept(new Update());
    } finally {
      updates.incrementAndGet();
      lock.writeLock().unlock();
    }
  }

  private boolean move(int sensor, Fix fix) {
    Segment segment = ownSegment(sensor);
    int at = sensor & Segment.MASK;
    int time = Math.toIntExact(fix.time() / 1000);
    if (segment.square[at] == 0) {
      enter(sensor, segment, at, tileAt(fix, -1));
      if (!awaited.isEmpty()) {
        Errand errand = awaited.remove(sensors.text(sensor));
        if (errand != null) {
          give(sensor, errand);
        }
      }
    } else if (!goOn(sensor, segment, at, time, fix)) {
      return false;
    }
    segment.latitude[at] = fix.latitude();
    segment.longitude[at] = fix.longitude();
    segment.speed[at] = tenths(fix.speed());
    segment.heading[at] = whole(fix.heading());
    Square square = tiles.square(segment.square[at] - 1);
    square.time[segment.member[at]] = time;
    if (!Float.isNaN(fix.value())) {
      square.value[segment.member[at]] = fix.value();
    }
    return true;
  }

  /** Brings a sensor that is somewhere to where it is now; returns false when it is not newer. */
  private boolean goOn(int sensor, Segment segment, int at, int time, Fix fix) {
    Square square = tiles.square(segment.square[at] - 1);
    int member = segment.member[at];
    if (time < square.time[member]) {
      return false;
    }
    int before = square.tiles[square.tile[member]];
    int tile = tileAt(fix, before);
    if (tile == before) {
      return true;
    }
    if (tiles.squareOf(tile) == segment.square[at] - 1) {
      square.moveTo(member, tiles.local(tile));
      return true;
    }
    long traits = square.traits[member];
    float value = square.value[member];
    int moved = square.remove(member);
    if (moved >= 0) {
      ownSegment(moved).member[moved & Segment.MASK] = member;
    }
    enter(sensor, segment, at, tile);
    Square entered = tiles.square(segment.square[at] - 1);
    entered.value[segment.member[at]] = value;
    entered.become(segment.member[at], traits);
    return true;
  }

  private int tileAt(Fix fix, int before) {
    return tiles.at(
        fix.latitude() / SensorPosition.UNITS, fix.longitude() / SensorPosition.UNITS, before);
  }

  private void enter(int sensor, Segment segment, int at, int tile) {
    Square square = tiles.square(tiles.squareOf(tile));
    segment.square[at] = tiles.squareOf(tile) + 1;
    segment.member[at] = square.add(sensor, tiles.local(tile));
  }

  private Segment ownSegment(int sensor) {
    int number = sensor >> Segment.BITS;
    if (number >= segments.length) {
      segments = Arrays.copyOf(segments, 2 * segments.length);
    }
    if (segments[number] == null) {
      segments[number] = new Segment();
    }
    return segments[number];
  }

  private static short tenths(float speed) {
    return Float.isNaN(speed) ? -1 : (short) Math.min(Short.MAX_VALUE, Math.round(speed * 10));
  }

  private static short whole(float heading) {
    return Float.isNaN(heading) ? -1 : (short) Math.floorMod(Math.round(heading), 360);
  }

  private static int number(Names names, Optional<String> text) {
    return text.isPresent() ? names.number(text.get()) + 1 : 0;
  }

  private static Optional<String> text(Names names, int number) {
    return number == 0 ? Optional.empty() : Optional.of(names.text(number - 1));
  }

  /** What is known of a sensor. */
  public Optional<SensorPosition> get(String source, String sensor) {
    lock.readLock().lock();
    try {
      int number = sensors.find(source + BETWEEN + sensor);
      return number < 0 ? Optional.empty() : Optional.of(get(number));
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * What is known of a sensor by its number, which {@link WindowAnswer#sensor} tells.
   *
   * @throws IndexOutOfBoundsException when no sensor has the number
   */
  public SensorPosition get(int number) {
    lock.readLock().lock();
    try {
      String name = sensors.text(number);
      Segment segment = segments[number >> Segment.BITS];
      int at = number & Segment.MASK;
      Square square = tiles.square(segment.square[at] - 1);
      int member = segment.member[at];
      long traits = square.traits[member];
      return new SensorPosition(
          name.substring(0, name.indexOf(BETWEEN)),
          name.substring(name.indexOf(BETWEEN) + 1),
          square.time[member] * 1000L,
          segment.latitude[at],
          segment.longitude[at],
          segment.speed[at] < 0 ? Float.NaN : segment.speed[at] / 10f,
          segment.heading[at] < 0 ? Float.NaN : segment.heading[at],
          square.value[member],
          (traits & Traits.MOVING) != 0,
          Traits.isLate(traits),
          Traits.isBeyondLimit(traits),
          SensorPosition.Mode.of(Traits.mode(traits)),
          text(shipments, segment.shipment[at]),
          text(carriers, Traits.carrier(traits)),
          text(customers, Traits.customer(traits)));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What a window shows now. */
  public WindowAnswer look(Window window) {
    lock.readLock().lock();
    try {
      Filter filter = window.filter();
      Optional<Filter.Compiled> asked =
          filter.equals(Filter.ALL)
              ? Optional.empty()
              : Optional.of(new Filter.Compiled(filter, carriers, customers));
      return new Look(window, tiles, segments, asked).answer();
    } finally {
      lock.readLock().unlock();
    }
  }
}
