package dev.millrace.log;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.SchemaNormalization;

/**
 * Tells the first appearance of a streamed change from its repeats, for one partition of a raw
 * topic. {@code spec/delivery.md} proves the rule: a writer repeats a run of changes with equal
 * positions and in the same order, so a change is a repeat when its position is below the highest
 * seen, or is the highest and its key has been seen there.
 *
 * <p>A reader stores {@link #save} together with its offset, and goes on from {@link #load}. Not
 * for use by several threads.
 */
public final class Repeats {
  private Position highest = Position.LEAST;
  private final Set<Long> keysAtHighest = new HashSet<>();

  /** The state of a reader that has read nothing. */
  public Repeats() {}

  /**
   * Whether a change has not been seen before, and takes note of it. Rows of a snapshot are always
   * first: a snapshot that is begun again has a new epoch.
   */
  public boolean first(Operation operation, Position position, byte[] key) {
    int order = position.compareTo(highest);
    if (operation == Operation.SNAPSHOT) {
      if (order > 0) {
        highest = position;
        keysAtHighest.clear();
      }
      return true;
    }
    if (order < 0) {
      return false;
    }
    if (order > 0) {
      highest = position;
      keysAtHighest.clear();
    }
    // A truncated table's keys are not kept: they may be very many, and repeating them is harmless.
    return operation == Operation.TRUNCATE
        || keysAtHighest.add(SchemaNormalization.fingerprint64(key));
  }

  /** The highest position seen. */
  public Position highest() {
    return highest;
  }

  /** The state as text. */
  public String save() {
    ByteBuffer keys = ByteBuffer.allocate(keysAtHighest.size() * Long.BYTES);
    keysAtHighest.forEach(keys::putLong);
    return highest + ":" + Base64.getEncoder().encodeToString(keys.array());
  }

  /**
   * The state that {@link #save} gave.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static Repeats load(String saved) {
    Repeats repeats = new Repeats();
    repeats.highest = Position.parse(saved.substring(0, Position.TEXT_LENGTH));
    ByteBuffer keys =
        ByteBuffer.wrap(Base64.getDecoder().decode(saved.substring(Position.TEXT_LENGTH + 1)));
    while (keys.hasRemaining()) {
      repeats.keysAtHighest.add(keys.getLong());
    }
    return repeats;
  }
}
