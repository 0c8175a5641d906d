package dev.millrace.connectors.postgres;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * How far everything is: as Connect has stored it when a task starts, and as it was handed over
 * after that. Used by the thread that polls.
 */
final class Ledger {
  private final String source;
  private final SourceTaskContext connect;
  private final Map<String, TableOffset> tables = new HashMap<>();
  private Optional<StreamOffset> stream;
  private int epochBefore;

  Ledger(String source, SourceTaskContext connect) {
    this.source = source;
    this.connect = connect;
    Map<String, Object> stored =
        connect.offsetStorageReader().offset(StreamOffset.partition(source));
    stream = stored == null ? Optional.empty() : StreamOffset.of(stored);
    if (stored != null && stream.isEmpty()) {
      // Another connector captured this source; its epoch must be surpassed.
      epochBefore = stored.get("millrace.epoch") instanceof Number epoch ? epoch.intValue() : 0;
    }
  }

  /** Of the stream; empty when there is no snapshot yet. */
  Optional<StreamOffset> stream() {
    return stream;
  }

  void stream(StreamOffset offset) {
    stream = Optional.of(offset);
  }

  /** The epoch of a new generation. */
  int nextEpoch(long secondsNow) {
    return (int) Math.max(secondsNow, epochBefore + 1L);
  }

  /** Of a table, if it is of the stream's generation. */
  Optional<TableOffset> table(String schema, String table) {
    int epoch = stream.map(offset -> offset.position().epoch()).orElse(0);
    String name = schema + "." + table;
    TableOffset known = tables.get(name);
    if (known == null) {
      Map<String, Object> stored =
          connect
              .offsetStorageReader()
              .offset(TableOffset.partition(source, schema, table));
      if (stored == null) {
        return Optional.empty();
      }
      known = TableOffset.of(stored).orElse(null);
      tables.put(name, known);
    }
    return Optional.ofNullable(known).filter(offset -> offset.epoch() == epoch);
  }

  void table(String schema, String table, TableOffset offset) {
    tables.put(schema + "." + table, offset);
  }
}
