package dev.millrace.connectors.postgres;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a table's rows have been read, as Connect stores it.
 *
 * @param epoch of the generation
 * @param oid the table's object id
 * @param point the log sequence number that the rows read last show
 * @param chunks how the table is cut; empty when it is not yet, or when all of it is read
 * @param done the chunks whose rows are all in the log
 * @param all whether the table is read
 * @param leaves the object ids of the tables that held its rows when it was read
 * @param origin as {@link Catalog.Table#origin} was when it was chosen to be read; empty when that
 *     is not known
 */
record TableOffset(
    int epoch,
    int oid,
    long point,
    Optional<Chunks> chunks,
    BitSet done,
    boolean all,
    String leaves,
    String origin) {
  private static final String ALL = "all";

  TableOffset(
      int epoch,
      int oid,
      long point,
      Optional<Chunks> chunks,
      BitSet done,
      boolean all,
      String leaves) {
    this(epoch, oid, point, chunks, done, all, leaves, "");
  }

  /** The same of a table of a known origin. */
  TableOffset ofOrigin(String known) {
    return new TableOffset(epoch, oid, point, chunks, done, all, leaves, known);
  }

  /** Whether the table's origin was another then. */
  boolean isOfAnother(String now) {
    return !origin.isEmpty() && !origin.equals(now);
  }

  /** The key under which Connect stores it. */
  static Map<String, String> partition(String source, String schema, String table) {
    return Map.of("server", source, "table", schema + "." + table);
  }

  /** A table of which nothing is read. */
  static TableOffset none(int epoch, int oid) {
    return new TableOffset(epoch, oid, 0, Optional.empty(), new BitSet(), false, "");
  }

  /** A table that is read. */
  static TableOffset all(int epoch, int oid, long point, String leaves) {
    return new TableOffset(epoch, oid, point, Optional.empty(), new BitSet(), true, leaves);
  }

  /** Reads a stored offset; empty when it is none. */
  static Optional<TableOffset> of(Map<String, ?> stored) {
    if (stored.get("epoch") instanceof Number epoch
        && stored.get("oid") instanceof Number oid
        && stored.get("point") instanceof Number point
        && stored.get("done") instanceof String done) {
      boolean all = done.equals(ALL);
      return Optional.of(
          new TableOffset(
              epoch.intValue(),
              oid.intValue(),
              point.longValue(),
              stored.get("chunks") instanceof String chunks
                  ? Optional.of(Chunks.parse(chunks))
                  : Optional.empty(),
              all ? new BitSet() : Chunks.parseRanges(done),
              all,
              stored.get("leaves") instanceof String leaves ? leaves : "",
              stored.get("origin") instanceof String origin ? origin : ""));
    }
    return Optional.empty();
  }

  Map<String, ?> map() {
    Map<String, Object> map = new HashMap<>();
    map.put("epoch", (long) epoch);
    map.put("oid", (long) oid);
    map.put("point", point);
    chunks.ifPresent(cut -> map.put("chunks", cut.toString()));
    map.put("done", all ? ALL : Chunks.ranges(done));
    if (!leaves.isEmpty()) {
      map.put("leaves", leaves);
    }
    if (!origin.isEmpty()) {
      map.put("origin", origin);
    }
    return map;
  }
}
