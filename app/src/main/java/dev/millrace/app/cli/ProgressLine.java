package dev.millrace.app.cli;

/** One line that is written over and over, and wiped out in the end. */
final class ProgressLine implements AutoCloseable {
  private static final int WIDTH = 60;

  private final boolean quiet;

  ProgressLine(boolean quiet) {
    this.quiet = quiet;
  }

  /** Shows a step, and of several of the same kind how many are done. */
  void at(String step, int done, int all) {
    show(all > 1 ? step + ": " + done + " of " + all + " tables" : step + " …");
  }

  private void show(String line) {
    if (!quiet) {
      System.err.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
    }
  }

  @Override
  public void close() {
    show("");
    if (!quiet) {
      System.err.print("\r");
    }
  }
}
