package dev.millrace.demo;

import java.time.Duration;

/** Hears how far the demo's start has come. Called by the threads that start the databases. */
@FunctionalInterface
public interface DemoListener {

  /**
   * A step is done.
   *
   * @param part "Plant ERP" or "Distribution ERP"
   * @param detail what is done, say "PostgreSQL listens on 127.0.0.1:5433"
   * @param took since the demo's start began
   */
  void done(String part, String detail, Duration took);
}
