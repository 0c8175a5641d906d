package dev.millrace.track.journey;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keeps tracks as bytes: some eighty for a sensor that reports once a minute. Not for use by
 * several threads.
 */
public final class TrackBytes {
  private static final byte VERSION = 1;

  /** In the byte of the version. */
  private static final int MARKED = 0x80;

  private static final int JOURNEY_BYTES = 96;
  private static final int PLACE_BYTES = 15;
  private static final int FIX_BYTES = 31;

  private static final int MOVING = 1;
  private static final int BEYOND_LIMIT = 2;
  private static final int SUSPECT = 4;
  private static final int SPEED = 8;
  private static final int HEADING = 16;
  private static final int VALUE = 32;

  private ByteBuffer buffer = ByteBuffer.allocate(512);

  /** The track as bytes, of the caller from then on. */
  public byte[] write(Track track) {
    Journey settled = track.settled;
    int most = JOURNEY_BYTES + PLACE_BYTES * settled.places.length + FIX_BYTES * track.recentCount;
    if (buffer.capacity() < most) {
      buffer = ByteBuffer.allocate(2 * most);
    }
    buffer.clear();
    buffer.put((byte) (VERSION | (track.isMarked() ? MARKED : 0)));
    write(settled);
    buffer.put((byte) track.recentCount);
    long before = settled.time;
    for (int i = 0; i < track.recentCount; i++) {
      Fix fix = track.recent[i];
      write(fix, before);
      before = fix.time();
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private void write(Journey journey) {
    buffer.put(
        (byte)
            ((journey.moving ? MOVING : 0)
                | (journey.beyondLimit ? BEYOND_LIMIT : 0)
                | (journey.suspectTime != 0 ? SUSPECT : 0)
                | flags(journey.speed, journey.heading, journey.value)));
    writeVar(journey.time);
    buffer.putInt(journey.latitude).putInt(journey.longitude);
    writeKnown(journey.speed, journey.heading, journey.value);
    buffer.putDouble(journey.distance);
    writeVar(journey.time - journey.anchorTime);
    buffer.putInt(journey.anchorLatitude).putInt(journey.anchorLongitude);
    if (journey.suspectTime != 0) {
      writeVar(journey.suspectTime - journey.time);
      buffer.putInt(journey.suspectLatitude).putInt(journey.suspectLongitude);
    }
    writeVar(journey.places.length);
    for (int i = 0; i < journey.places.length; i++) {
      writeVar(journey.places[i]);
      writeVar(journey.outsideSince[i] == 0 ? 0 : journey.time - journey.outsideSince[i] + 1);
    }
  }

  private void write(Fix fix, long before) {
    buffer.put((byte) flags(fix.speed(), fix.heading(), fix.value()));
    writeVar(fix.time() - before);
    buffer.putInt(fix.latitude()).putInt(fix.longitude());
    writeKnown(fix.speed(), fix.heading(), fix.value());
  }

  private static int flags(float speed, float heading, float value) {
    return (Float.isNaN(speed) ? 0 : SPEED)
        | (Float.isNaN(heading) ? 0 : HEADING)
        | (Float.isNaN(value) ? 0 : VALUE);
  }

  private void writeKnown(float... numbers) {
    for (float number : numbers) {
      if (!Float.isNaN(number)) {
        buffer.putFloat(number);
      }
    }
  }

  /** Seven bits a byte, the lowest first. */
  private void writeVar(long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  /** Whether a track was marked when it was written. */
  public static boolean isMarked(byte[] bytes) {
    return (bytes[0] & MARKED) != 0;
  }

  /**
   * Makes a track what was written.
   *
   * @throws IllegalArgumentException when the bytes are none of this class
   */
  public void read(byte[] bytes, Track track, Rules rules, Surroundings surroundings) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int version = from.get() & ~MARKED & 0xFF;
    if (version != VERSION) {
      throw new IllegalArgumentException("Cannot read a track of form " + version + ".");
    }
    track.mark(isMarked(bytes));
    read(from, track.settled);
    track.recentCount = from.get();
    long before = track.settled.time;
    for (int i = 0; i < track.recentCount; i++) {
      track.recent[i] = readFix(from, before);
      before = track.recent[i].time();
    }
    track.resume(rules, surroundings);
  }

  private static void read(ByteBuffer from, Journey journey) {
    int flags = from.get();
    journey.moving = (flags & MOVING) != 0;
    journey.beyondLimit = (flags & BEYOND_LIMIT) != 0;
    journey.time = readVar(from);
    journey.latitude = from.getInt();
    journey.longitude = from.getInt();
    journey.speed = readKnown(from, flags & SPEED);
    journey.heading = readKnown(from, flags & HEADING);
    journey.value = readKnown(from, flags & VALUE);
    journey.distance = from.getDouble();
    journey.anchorTime = journey.time - readVar(from);
    journey.anchorLatitude = from.getInt();
    journey.anchorLongitude = from.getInt();
    journey.suspectTime = 0;
    if ((flags & SUSPECT) != 0) {
      journey.suspectTime = journey.time + readVar(from);
      journey.suspectLatitude = from.getInt();
      journey.suspectLongitude = from.getInt();
    }
    int count = (int) readVar(from);
    journey.places = count == 0 ? Journey.NO_PLACES : new int[count];
    journey.outsideSince = count == 0 ? Journey.NO_TIMES : new long[count];
    for (int i = 0; i < count; i++) {
      journey.places[i] = (int) readVar(from);
      long ago = readVar(from);
      journey.outsideSince[i] = ago == 0 ? 0 : journey.time - ago + 1;
    }
  }

  private static Fix readFix(ByteBuffer from, long before) {
    int flags = from.get();
    long time = before + readVar(from);
    int latitude = from.getInt();
    int longitude = from.getInt();
    float speed = readKnown(from, flags & SPEED);
    float heading = readKnown(from, flags & HEADING);
    return new Fix(time, latitude, longitude, speed, heading, readKnown(from, flags & VALUE));
  }

  private static float readKnown(ByteBuffer from, int flag) {
    return flag == 0 ? Float.NaN : from.getFloat();
  }

  private static long readVar(ByteBuffer from) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }
}
