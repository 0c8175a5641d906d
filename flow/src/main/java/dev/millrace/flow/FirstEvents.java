package dev.millrace.flow;

import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.log.ChangeValue;
import dev.millrace.log.Log;
import dev.millrace.log.Repeats;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of a table, each once: repeats are dropped by their position, and nothing is kept of
 * an event. Behind the source, chained to it.
 */
final class FirstEvents extends ProcessFunction<Tuple4<byte[], byte[], Integer, Long>, byte[]>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(FirstEvents.class);

  private final TableName table;
  private final String bootstrapServers;
  private final String reader;
  private transient ListState<Tuple3<Integer, Long, String>> saved;
  private transient Map<Integer, Read> partitions;

  /** What has been read of a partition. */
  private static final class Read {
    private long next;
    private Repeats repeats = new Repeats();
  }

  /**
   * @param reader as whom it says how far it has read; empty when nobody wants to know
   */
  FirstEvents(TableName table, String bootstrapServers, String reader) {
    this.table = table;
    this.bootstrapServers = bootstrapServers;
    this.reader = reader;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    saved =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "read", Types.TUPLE(Types.INT, Types.LONG, Types.STRING)));
    partitions = new HashMap<>();
    for (Tuple3<Integer, Long, String> one : saved.get()) {
      Read read = partition(one.f0);
      // After a change of parallelism several parts come together: the furthest has read it.
      if (one.f1 > read.next) {
        read.next = one.f1;
        read.repeats = Repeats.load(one.f2);
      }
    }
    partitions.forEach(this::tell);
    warnOfLost();
  }

  /** The log keeps events for a while only: what it gave up meanwhile cannot be read any more. */
  private void warnOfLost() {
    if (partitions.isEmpty()) {
      return;
    }
    try (Log log = Log.connect(bootstrapServers)) {
      Map<TopicPartition, Long> kept = log.firstOffsets(log.partitions(table));
      kept.forEach(
          (partition, first) -> {
            Read read = partitions.get(partition.partition());
            if (read != null && first > read.next) {
              LOGGER.warn(
                  "Cannot read {} events of {}: they were older than the log keeps events when the"
                      + " mapping went on. It goes on behind them; the lake may have them.",
                  first - read.next,
                  table);
            }
          });
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    saved.clear();
    for (Map.Entry<Integer, Read> entry : partitions.entrySet()) {
      Read read = entry.getValue();
      saved.add(Tuple3.of(entry.getKey(), read.next, read.repeats.save()));
    }
  }

  @Override
  public void processElement(
      Tuple4<byte[], byte[], Integer, Long> record, Context context, Collector<byte[]> out) {
    Read read = partition(record.f2);
    read.next = record.f3 + 1;
    tell(record.f2, read);
    Operation operation = ChangeValue.operation(record.f1);
    // Nothing removes an event; a record that would is none.
    if (!operation.removes()
        && read.repeats.first(operation, ChangeValue.position(record.f1), record.f0)) {
      out.collect(record.f1);
    }
  }

  private Read partition(int number) {
    return partitions.computeIfAbsent(number, none -> new Read());
  }

  private void tell(int partition, Read read) {
    if (!reader.isEmpty()) {
      ReadOffsets.reached(reader, new TopicPartition(table.topic(), partition), read.next);
    }
  }
}
