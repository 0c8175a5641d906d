package dev.millrace.app.cli;

import dev.millrace.server.endpoint.StatusEndpoint.SnapshotProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How far a source is, in words. The same everywhere, since scripts read it too. */
final class SourceText {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private SourceText() {}

  /** For example: 1,200 of about 5,000 rows (24 %), 3 of 20 tables, about 2 min left. */
  static String reading(SnapshotProgress snapshot) {
    StringBuilder text = new StringBuilder(number(snapshot.rows()));
    if (snapshot.rowsTotal().isPresent()) {
      text.append(" of about ").append(number(snapshot.rowsTotal().getAsLong()));
    }
    text.append(" rows");
    snapshot.percent().ifPresent(percent -> text.append(" (").append(percent).append(" %)"));
    text.append(", ").append(number(snapshot.tablesDone()));
    text.append(" of ").append(number(snapshot.tables()));
    text.append(snapshot.tables() == 1 ? " table" : " tables");
    snapshot.secondsLeft().ifPresent(left -> text.append(", ").append(left(left)));
    return text.toString();
  }

  /** For example: 1.4 s, 12 MB. */
  static String behind(double seconds, long bytes) {
    return duration(seconds) + ", " + bytes(bytes);
  }

  /** For example: 4 min ago. */
  static String ago(Instant time, Instant now) {
    return duration((double) Math.max(0, Duration.between(time, now).toSeconds())) + " ago";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** For example: about 3 min left. */
  static String left(long seconds) {
    if (seconds < 10) {
      return "a few seconds left";
    }
    long rounded = seconds < MINUTE ? seconds / 10 * 10 : seconds;
    return "about " + duration((double) rounded) + " left";
  }

  private static String duration(double seconds) {
    if (seconds < 10) {
      return seconds < 0.05 ? "0 s" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < MINUTE - 0.5) {
      return Math.round(seconds) + " s";
    }
    long minutes = Math.round(seconds / MINUTE);
    if (minutes < HOUR / MINUTE) {
      return minutes + " min";
    }
    long whole = minutes * MINUTE;
    return whole < 2 * DAY
        ? twoUnits(whole / HOUR, "h", whole % HOUR / MINUTE, "min")
        : twoUnits(whole / DAY, "d", whole % DAY / HOUR, "h");
  }

  private static String twoUnits(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** In units of a thousand, as disks are sold. */
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double size = bytes;
    int unit = 0;
    while (size >= 999.5 && unit < units.length - 1) {
      size /= 1_000;
      unit++;
    }
    String form = unit > 0 && size < 9.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, form, size, units[unit]);
  }
}
