package dev.millrace.live;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The changes that one transaction applies. */
final class Batch {
  /** A batch takes no more polls when it has so many records. */
  static final int MOST_RECORDS = 150_000;

  /** A batch takes no more polls when it has so many bytes. */
  static final long MOST_BYTES = 48L << 20;

  /** The changes of one table, first appearances only, in the log's order. */
  static final class Changes {
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private final LongList commitMicros = new LongList();

    List<byte[]> keys() {
      return keys;
    }

    List<byte[]> values() {
      return values;
    }

    /** Commit times of the streamed ones. */
    LongList commitMicros() {
      return commitMicros;
    }
  }

  private final Map<StoredTable, Changes> tables = new LinkedHashMap<>();
  private final Set<StoredTable> left = new HashSet<>();
  private int records;
  private long bytes;

  Map<StoredTable, Changes> tables() {
    return tables;
  }

  void add(StoredTable table, byte[] key, byte[] value) {
    Changes changes = tables.computeIfAbsent(table, any -> new Changes());
    changes.keys.add(key);
    changes.values.add(value);
    records++;
    bytes += key.length + value.length;
  }

  void streamed(StoredTable table, long commitMicros) {
    tables.get(table).commitMicros.add(commitMicros);
  }

  /** Takes a table's changes out, and takes no more of them. */
  void leave(StoredTable table) {
    tables.remove(table);
    left.add(table);
  }

  boolean leaves(StoredTable table) {
    return left.contains(table);
  }

  boolean full() {
    return records >= MOST_RECORDS || bytes >= MOST_BYTES;
  }
}
