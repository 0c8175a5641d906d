package dev.millrace.app.runtime;

import java.time.Duration;

/** Is told how a start goes on, for a person who waits. May be called from several threads. */
public interface Progress {

  /** A part is up. */
  void ready(String part, String detail, Duration took);
}
