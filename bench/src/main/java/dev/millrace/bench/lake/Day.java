package dev.millrace.bench.lake;

import dev.millrace.bench.Feed;
import dev.millrace.bench.Figure;
import dev.millrace.lake.Lake;
import dev.millrace.lake.LakeStatus.TableStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How many files a table has after a day of commits every ten seconds. The day's clock is that of
 * the commits: one follows the other at once, and all of upkeep is asked for once in twelve of
 * them, half as often as it looks around by itself.
 */
final class Day {
  private static final int COMMITS_AN_HOUR = 360;
  private static final int COMMITS_AN_UPKEEP = 12;
  private static final int CHANGES_A_COMMIT = 500;
  private static final long ROWS = 50_000;

  /**
   * Nothing is committed but by the day's clock, which runs some fifty times as fast as this
   * machine's: so do snapshots grow old, and so much more may upkeep take.
   */
  private static final Map<String, String> OPTIONS =
      Map.of("commit-interval", "1h", "snapshot-retention", "72s", "upkeep-percent", "1500");

  private Day() {}

  static void run(int hours, Consumer<Figure> out) throws Exception {
    try (LakeBed bed = new LakeBed();
        Feed feed = Feed.ofOrderLines(bed.log, bed.schemas, LakeBenchmark.table("day"));
        Lake lake = bed.open(OPTIONS)) {
      feed.insert(ROWS);
      long historyMost = 0;
      long currentMost = 0;
      long start = System.nanoTime();
      int commits = COMMITS_AN_HOUR * hours;
      for (int i = 1; i <= commits; i++) {
        feed.change(CHANGES_A_COMMIT);
        lake.commitNow(List.of(feed.table()));
        if (i % COMMITS_AN_UPKEEP == 0) {
          lake.upkeepNow(feed.table());
        }
        TableStatus table = lake.status().tables().get(0);
        historyMost = Math.max(historyMost, table.files());
        currentMost = Math.max(currentMost, table.current().orElseThrow().files());
      }
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      String what = hours + " h of commits every 10 s: ";
      out.accept(figure(what + "files of the history at most", historyMost, ""));
      out.accept(figure(what + "files of the current state at most", currentMost, ""));
      out.accept(figure(what + "took", seconds, "s"));
    }
  }

  private static Figure figure(String what, long value, String unit) {
    return Figure.of(LakeBenchmark.NAME, what, (double) value, unit);
  }
}
