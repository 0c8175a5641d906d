package dev.millrace.bench.mapping;

import dev.millrace.api.TableName;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Feed;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Meter;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.Model;
import dev.millrace.model.ModelTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How fast a mapping takes a table from its raw topic to the model's: a projection, one join. */
final class Throughput {
  private static final long ITEMS = 100_000;
  private static final long LOOK_NANOS = 20_000_000;
  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
  private static final TableName LINES = TableName.raw("bench", "public", "order_line");
  private static final TableName ITEM = TableName.raw("bench", "public", "item");
  private static final TableName MODEL = TableName.model("sales_order_line");
  private static final String SQL =
      """
      INSERT INTO model.sales_order_line (
        source_system, source_key, source_position, updated_at,
        order_key, line_number, item_key, quantity_ordered, uom, status)
      SELECT
        'bench', CAST(l.id AS STRING), l._position, GREATEST(l._commit_time, i._commit_time),
        CAST(l.order_id AS STRING), l.line, CAST(l.item_id AS STRING), l.quantity, i.status,
        l.status
      FROM bench.public.order_line AS l
      JOIN bench.public.item AS i ON i.id = l.item_id
      """;

  private Throughput() {}

  static void run(long rows, Consumer<Figure> out) throws Exception {
    Path folder = Files.createTempDirectory("millrace-bench-mapping");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      try (Feed items = Feed.ofAllTypes(log, schemas, ITEM);
          Feed lines = Feed.ofOrderLines(log, schemas, LINES)) {
        items.insert(ITEMS);
        lines.insert(rows);
      }
      Path file = Files.writeString(folder.resolve("lines.sql"), SQL);
      FlowOptions options =
          new FlowOptions(folder.resolve("flow"), broker.bootstrapServers(), CHECKPOINTS);
      try (Flow flow =
          Flow.start(
              options, log, schemas, Model.tables().stream().map(ModelTable::schema).toList())) {
        Meter whole = new Meter(MappingBenchmark.NAME);
        flow.run(MappingFile.read("bench/lines", file, "lines.sql"));
        // Until then Java compiles what it runs.
        await(flow, log, IsolationLevel.READ_UNCOMMITTED, rows / 3);
        Meter warm = new Meter(MappingBenchmark.NAME);
        await(flow, log, IsolationLevel.READ_COMMITTED, rows);
        whole.report("rows of 12 columns, raw topic to model topic, one join", rows, out);
        warm.report("the last two thirds of them", rows - rows / 3, out);
      }
    } finally {
      Benchmark.delete(folder);
    }
  }

  /** Waits until the model's topic has so many records. */
  private static void await(Flow flow, Log log, IsolationLevel level, long rows) {
    List<TopicPartition> partitions = log.partitions(MODEL);
    try (var consumer = log.consumer(level)) {
      while (consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum() < rows) {
        FlowStatus status = flow.status().get(0);
        if (status.state() == FlowStatus.State.FAILED) {
          throw new IllegalStateException(status.toString());
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }
}
