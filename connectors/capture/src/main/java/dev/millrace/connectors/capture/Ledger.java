package dev.millrace.connectors.capture;

import dev.millrace.api.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * How far everything is: as Connect has stored it when a task starts, and as it was handed over
 * after that. Used by the thread that polls.
 */
public final class Ledger {
  private final String source;
  private final SourceTaskContext connect;
  private final Map<String, Optional<TableOffset>> tables = new HashMap<>();
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
  public Optional<StreamOffset> stream() {
    return stream;
  }

  public void stream(StreamOffset offset) {
    stream = Optional.of(offset);
  }

  /** The epoch of a new generation. */
  public int nextEpoch(long secondsNow) {
    return (int) Math.max(secondsNow, epochBefore + 1L);
  }

  /** Gets what is stored of tables, all at once. */
  void load(List<TableName.Raw> names) {
    Map<Map<String, String>, TableName.Raw> unknown = new HashMap<>();
    for (TableName.Raw name : names) {
      if (!tables.containsKey(name.schema() + "." + name.table())) {
        unknown.put(TableOffset.partition(source, name.schema(), name.table()), name);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    Map<Map<String, String>, Map<String, Object>> stored =
        connect.offsetStorageReader().offsets(unknown.keySet());
    unknown.forEach(
        (partition, name) ->
            tables.put(
                name.schema() + "." + name.table(),
                Optional.ofNullable(stored.get(partition)).flatMap(TableOffset::of)));
  }

  /** Of a table that was loaded or written, if it is of the stream's generation. */
  public Optional<TableOffset> table(String schema, String table) {
    int epoch = stream.map(offset -> offset.position().epoch()).orElse(0);
    return tables
        .getOrDefault(schema + "." + table, Optional.empty())
        .filter(offset -> offset.epoch() == epoch);
  }

  void table(String schema, String table, TableOffset offset) {
    tables.put(schema + "." + table, Optional.of(offset));
  }
}
