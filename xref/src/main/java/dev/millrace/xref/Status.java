package dev.millrace.xref;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has been decided of a pair. */
public enum Status {
  /** Joined by itself. */
  CERTAIN,
  /** Waits for somebody. */
  PROPOSED,
  /** Joined by somebody. */
  CONFIRMED,
  /** Kept apart by somebody. */
  REJECTED;

  /** Whether somebody has decided. */
  boolean decided() {
    return this == CONFIRMED || this == REJECTED;
  }

  /** As {@code status} has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Status> of(String label) {
    return Arrays.stream(values()).filter(status -> status.label().equals(label)).findFirst();
  }
}
