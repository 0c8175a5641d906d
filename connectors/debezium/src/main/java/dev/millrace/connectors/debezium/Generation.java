package dev.millrace.connectors.debezium;

import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.log.Clearing;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot and the stream that follows it.
 *
 * @param epoch seconds since 1970 at which it began; kept in the offset
 * @param resumed the offset to resume from; empty when the snapshot is yet to be taken
 */
record Generation(int epoch, Map<String, ?> resumed) {
  /** The key of the epoch in the offset. */
  static final String EPOCH = "millrace.epoch";

  private static final Logger LOGGER = LoggerFactory.getLogger(Generation.class);

  /** What comes after a stored offset; empty when there is none. */
  static Generation after(Map<String, ?> stored, InstantSource clock) {
    long before = stored.get(EPOCH) instanceof Number epoch ? epoch.longValue() : 0;
    if (before != 0 && !isUnfinished(stored)) {
      return new Generation((int) before, stored);
    }
    return new Generation((int) Math.max(clock.instant().getEpochSecond(), before + 1), Map.of());
  }

  boolean beginsWithSnapshot() {
    return resumed.isEmpty();
  }

  /** Removes all rows of earlier generations from the log, before the snapshot. */
  void clear(String source, Log log, Schemas schemas) {
    Position position = new Position(epoch, 0, 0);
    for (TableName table : log.tables()) {
      if (table instanceof TableName.Raw raw && raw.source().equals(source)) {
        long removed = Clearing.clear(log, schemas, table, position, Instants.now());
        if (removed > 0) {
          LOGGER.info("Removed {} earlier rows of {} before a new snapshot", removed, table);
        }
      }
    }
  }

  /** Whether an offset was stored in the middle of a snapshot. */
  static boolean isUnfinished(Map<String, ?> offset) {
    return offset.get("snapshot") != null
        && !isTrue(offset.get("last_snapshot_record"))
        && !isTrue(offset.get("snapshot_completed"));
  }

  private static boolean isTrue(Object value) {
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }
}
