package dev.millrace.connectors.capture;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a table's rows have been read, as Connect stores it.
 *
 * @param epoch of the generation
 * @param id the server's number of the table, 1 where tables have none; 0 when the table is not
 *     captured any more
 * @param point the place of the moment that the rows read last show
 * @param cut how the table is cut; empty when it is not yet, or when all of it is read
 * @param done the chunks whose rows are all in the log
 * @param all whether the table is read
 * @param leaves the parts that held its rows when it was read
 * @param origin as {@link SourceWatch.Seen#origin} was when it was chosen to be read; empty when
 *     that is not known
 * @param form as {@link SourceWatch.Seen#form} was then
 */
public record TableOffset(
    int epoch,
    int id,
    long point,
    Optional<String> cut,
    BitSet done,
    boolean all,
    String leaves,
    String origin,
    RowForm form) {
  private static final String ALL = "all";

  TableOffset(
      int epoch,
      int id,
      long point,
      Optional<String> cut,
      BitSet done,
      boolean all,
      String leaves) {
    this(epoch, id, point, cut, done, all, leaves, "", RowForm.UNKNOWN);
  }

  /** The same of a table of a known origin, of which rows are read in a form. */
  TableOffset of(String knownOrigin, RowForm knownForm) {
    return new TableOffset(epoch, id, point, cut, done, all, leaves, knownOrigin, knownForm);
  }

  /** The same of a table that is to be read anew, over the rows that are in the log. */
  TableOffset readAgain(RowForm now) {
    return new TableOffset(
        epoch, id, point, Optional.empty(), new BitSet(), false, "", origin, now);
  }

  /** Whether the table's origin was another then. */
  boolean isOfAnother(String now) {
    return !origin.isEmpty() && !origin.equals(now);
  }

  /** The key under which Connect stores it. */
  public static Map<String, String> partition(String source, String schema, String table) {
    return Map.of("server", source, "table", schema + "." + table);
  }

  /** A table of which nothing is read. */
  static TableOffset none(int epoch, int id) {
    return new TableOffset(epoch, id, 0, Optional.empty(), new BitSet(), false, "");
  }

  /** A table that is read. */
  static TableOffset all(int epoch, int id, long point, String leaves) {
    return new TableOffset(epoch, id, point, Optional.empty(), new BitSet(), true, leaves);
  }

  /** Reads a stored offset; empty when it is none. */
  static Optional<TableOffset> of(Map<String, ?> stored) {
    if (stored.get("epoch") instanceof Number epoch
        && stored.get("table") instanceof Number id
        && stored.get("point") instanceof Number point
        && stored.get("done") instanceof String done) {
      boolean all = done.equals(ALL);
      return Optional.of(
          new TableOffset(
              epoch.intValue(),
              id.intValue(),
              point.longValue(),
              stored.get("chunks") instanceof String cut ? Optional.of(cut) : Optional.empty(),
              all ? new BitSet() : parseRanges(done),
              all,
              stored.get("leaves") instanceof String leaves ? leaves : "",
              stored.get("origin") instanceof String origin ? origin : "",
              RowForm.parse(stored.get("columns") instanceof String columns ? columns : "")));
    }
    return Optional.empty();
  }

  Map<String, ?> map() {
    Map<String, Object> map = new HashMap<>();
    map.put("epoch", (long) epoch);
    map.put("table", (long) id);
    map.put("point", point);
    cut.ifPresent(text -> map.put("chunks", text));
    map.put("done", all ? ALL : ranges(done));
    if (!leaves.isEmpty()) {
      map.put("leaves", leaves);
    }
    if (!origin.isEmpty()) {
      map.put("origin", origin);
    }
    if (!form.columns().isEmpty()) {
      map.put("columns", form.text());
    }
    return map;
  }

  /** Numbers as {@code 0-5,7}. */
  private static String ranges(BitSet numbers) {
    StringBuilder text = new StringBuilder();
    for (int from = numbers.nextSetBit(0); from >= 0; ) {
      int to = numbers.nextClearBit(from) - 1;
      text.append(text.isEmpty() ? "" : ",").append(from);
      if (to > from) {
        text.append('-').append(to);
      }
      from = numbers.nextSetBit(to + 1);
    }
    return text.toString();
  }

  private static BitSet parseRanges(String text) {
    BitSet numbers = new BitSet();
    for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int dash = range.indexOf('-');
      int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
      numbers.set(from, to + 1);
    }
    return numbers;
  }
}
