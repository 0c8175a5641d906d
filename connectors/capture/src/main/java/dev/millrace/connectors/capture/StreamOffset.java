package dev.millrace.connectors.capture;

import dev.millrace.api.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the stream has been written, as Connect stores it.
 *
 * @param position of the last change
 * @param place the end of the last whole transaction
 * @param log which log of changes the place is in, as the connector names it; empty when not known
 * @param resume what a reader needs besides the place to go on there; empty when nothing
 * @param again rows whose last change came without all values while their table was being read, as
 *     {@link RowsAgain} writes them
 */
public record StreamOffset(Position position, long place, String log, String resume, String again) {
  private static final String EPOCH = "epoch";
  private static final String COMMIT = "commit";
  private static final String SEQUENCE = "sequence";
  private static final String PLACE = "place";
  private static final String LOG = "log";
  private static final String RESUME = "resume";
  private static final String AGAIN = "again";

  /** The beginning of a new generation. */
  public static StreamOffset first(int epoch, long place, String log, String resume) {
    return new StreamOffset(new Position(epoch, place, 0), place, log, resume, "");
  }

  /** The key under which Connect stores it. */
  public static Map<String, String> partition(String source) {
    return Map.of("server", source);
  }

  /** Reads a stored offset; empty when it is none of a native connector's. */
  public static Optional<StreamOffset> of(Map<String, ?> stored) {
    if (stored.get(EPOCH) instanceof Number epoch
        && stored.get(COMMIT) instanceof Number commit
        && stored.get(SEQUENCE) instanceof Number sequence
        && stored.get(PLACE) instanceof Number place) {
      return Optional.of(
          new StreamOffset(
              new Position(epoch.intValue(), commit.longValue(), sequence.longValue()),
              place.longValue(),
              text(stored, LOG),
              text(stored, RESUME),
              text(stored, AGAIN)));
    }
    return Optional.empty();
  }

  private static String text(Map<String, ?> stored, String name) {
    return stored.get(name) instanceof String text ? text : "";
  }

  /** As Connect takes it. */
  public Map<String, ?> map() {
    Map<String, Object> map = new HashMap<>();
    map.put(EPOCH, (long) position.epoch());
    map.put(COMMIT, position.commit());
    map.put(SEQUENCE, position.sequence());
    map.put(PLACE, place);
    map.put(AGAIN, again);
    if (!log.isEmpty()) {
      map.put(LOG, log);
    }
    if (!resume.isEmpty()) {
      map.put(RESUME, resume);
    }
    return map;
  }

  /** The offset once a batch has been written. */
  StreamOffset after(StreamBatch batch, String rowsAgain) {
    Position newest = batch.position().compareTo(position) > 0 ? batch.position() : position;
    boolean further = batch.confirmable() >= place;
    return new StreamOffset(
        newest,
        further ? batch.confirmable() : place,
        log,
        further ? batch.resume() : resume,
        rowsAgain);
  }

  /**
   * The same in another log, that goes on where one left this.
   *
   * @param left the place up to which both are one
   */
  public StreamOffset inLog(String other, long left) {
    return new StreamOffset(position, Math.min(place, left), other, resume, again);
  }

  /**
   * The least place before which all changes stand that have been captured: a moment shows what is
   * before it, and a change is where it is.
   */
  public long capturedEnd() {
    return position.sequence() == 0 ? position.commit() : position.commit() + 1;
  }

  /** The least place before which all changes stand that have been written. */
  long end() {
    return Math.max(place, capturedEnd());
  }
}
