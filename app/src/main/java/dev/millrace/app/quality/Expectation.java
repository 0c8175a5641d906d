package dev.millrace.app.quality;

import dev.millrace.flow.HoldBack;
import java.util.Optional;

/**
 * Something that is expected of rows.
 *
 * @param text as people read it
 * @param file that it stands in, relative to the project
 * @param line in it, from 1
 * @param sql whose rows violate it, over the live store
 * @param cause what may make it violated
 * @param holdBack how rows that violate it are held back, if they are
 */
public record Expectation(
    String text, String file, int line, String sql, Cause cause, Optional<HoldBack> holdBack) {

  /** What may make an expectation violated. */
  public enum Cause {
    /** Rows that change. */
    CHANGES,
    /** Time that passes. */
    TIME
  }
}
