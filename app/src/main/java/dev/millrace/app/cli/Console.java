package dev.millrace.app.cli;

import java.io.PrintStream;
import java.time.Duration;

/** What a start tells the person who waits. */
final class Console {
  private final PrintStream out;
  private final String mark;

  private Console(PrintStream out, String mark) {
    this.out = out;
    this.mark = mark;
  }

  /**
   * @param headless plain words only
   */
  static Console of(boolean headless) {
    return new Console(System.out, headless ? "ready" : "✓");
  }

  synchronized void ready(String part, String detail, Duration took) {
    out.printf("  %s %-16s %5.1f s  %s%n", mark, part, took.toMillis() / 1000.0, detail);
  }

  synchronized void say(String text) {
    out.println(text);
  }

  synchronized void complain(Object problem) {
    out.println("  ! " + problem);
  }
}
