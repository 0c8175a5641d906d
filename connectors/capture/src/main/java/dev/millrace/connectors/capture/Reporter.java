package dev.millrace.connectors.capture;

import dev.millrace.api.Problem;
import dev.millrace.log.Progress;
import dev.millrace.log.Progress.State;
import java.util.Optional;

/** Says how the source is doing. Used by the thread that polls. */
final class Reporter {
  private final Progress progress;
  private final byte[] key;
  private final SnapshotProgress snapshot = new SnapshotProgress();
  private State state = State.RETRYING;
  private Optional<Problem> problem = Optional.empty();
  private int epoch;
  private String lag = "";

  Reporter(String source) {
    this.progress = new Progress(source);
    this.key = progress.key();
  }

  SnapshotProgress snapshot() {
    return snapshot;
  }

  /** Returns whether that is news. */
  boolean is(State now, int epochNow) {
    boolean news = state != now || epoch != epochNow;
    state = now;
    epoch = epochNow;
    problem = Optional.empty();
    return news;
  }

  void failed(Problem cause) {
    state = State.RETRYING;
    problem = Optional.of(cause);
    // What is not reached cannot be measured: old figures would be taken for present ones.
    snapshot.end();
    lag = "";
  }

  /**
   * How far the capture is behind.
   *
   * @param json a member of an object, with a comma in front
   */
  void lag(String json) {
    lag = json;
  }

  State state() {
    return state;
  }

  /** The key of a record for {@link Progress#TOPIC}. */
  byte[] key() {
    return key;
  }

  /** Its value now. */
  byte[] value() {
    return progress.json(state, epoch, problem, snapshot.json(System.nanoTime()) + lag);
  }
}
