package dev.millrace.bench.mapping;

import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.flow.Flow;
import dev.millrace.log.Log;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How fast a mapping takes a table from its raw topic to the model's: a projection, one join. */
final class Throughput {
  private static final long LOOK_NANOS = 20_000_000;

  private Throughput() {}

  static void run(long rows, Consumer<Figure> out) throws Exception {
    try (OrderLines lines = new OrderLines(rows);
        Flow flow = lines.flow()) {
      Meter whole = new Meter(MappingBenchmark.NAME);
      flow.run(OrderLines.mapping());
      // Until then Java compiles what it runs.
      await(flow, lines.log, IsolationLevel.READ_UNCOMMITTED, rows / 3);
      Meter warm = new Meter(MappingBenchmark.NAME);
      await(flow, lines.log, IsolationLevel.READ_COMMITTED, rows);
      whole.report("rows of 12 columns, raw topic to model topic, one join", rows, out);
      warm.report("the last two thirds of them", rows - rows / 3, out);
    }
  }

  /** Waits until the model's topic has so many records. */
  private static void await(Flow flow, Log log, IsolationLevel level, long rows) {
    List<TopicPartition> partitions = log.partitions(OrderLines.MODEL);
    try (var consumer = log.consumer(level)) {
      while (consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum() < rows) {
        OrderLines.status(flow);
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }
}
