package dev.millrace.lake.load;

import dev.millrace.lake.load.LoadProgress.Step;

/** Counts what is done, and tells the listener a few times a second. */
final class Tally {
  private static final long EVERY_NANOS = 200_000_000L;

  private final LoadProgress.Listener listener;
  private final Meter meter;
  private final Step step;
  private final long filesTotal;
  private final long bytesTotal;
  private long files;
  private long bytes;
  private long toldAt = System.nanoTime() - EVERY_NANOS;

  Tally(LoadProgress.Listener listener, Meter meter, Step step, long filesTotal, long bytesTotal) {
    this.listener = listener;
    this.meter = meter;
    this.step = step;
    this.filesTotal = filesTotal;
    this.bytesTotal = bytesTotal;
  }

  /** A file is done. */
  void done(String table, SourceFile file) {
    files++;
    bytes += file.bytes();
    tell(table, 0);
  }

  /** Files count as not done after all. */
  void undo(long undoneFiles, long undoneBytes) {
    files -= undoneFiles;
    bytes -= undoneBytes;
  }

  /**
   * Tells how it is, unless that was told just now.
   *
   * @param part bytes of the file at hand
   */
  void tell(String table, long part) {
    long now = System.nanoTime();
    if (now - toldAt >= EVERY_NANOS || files == filesTotal) {
      toldAt = now;
      listener.at(
          new LoadProgress(table, step, files, filesTotal, bytes + part, bytesTotal, meter.read()));
    }
  }
}
