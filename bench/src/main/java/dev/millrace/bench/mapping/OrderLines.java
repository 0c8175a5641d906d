package dev.millrace.bench.mapping;

import dev.millrace.api.TableName;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Feed;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.Model;
import dev.millrace.model.ModelTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A broker with lines of orders and their items, and a mapping of them with one join. */
final class OrderLines implements AutoCloseable {
  static final TableName MODEL = TableName.model("sales_order_line");

  private static final long ITEMS = 100_000;
  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
  private static final TableName LINES = TableName.raw("bench", "public", "order_line");
  private static final TableName ITEM = TableName.raw("bench", "public", "item");
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

  final Path folder;
  final Log log;
  final Schemas schemas;
  private final EmbeddedBroker broker;

  /** Writes so many lines. */
  OrderLines(long rows) throws IOException {
    folder = Files.createTempDirectory("millrace-bench-mapping");
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    try (Feed items = Feed.ofAllTypes(log, schemas, ITEM);
        Feed lines = Feed.ofOrderLines(log, schemas, LINES)) {
      items.insert(ITEMS);
      lines.insert(rows);
    }
  }

  Flow flow() {
    FlowOptions options =
        new FlowOptions(folder.resolve("flow"), broker.bootstrapServers(), CHECKPOINTS);
    return Flow.start(
        options, log, schemas, Model.tables().stream().map(ModelTable::schema).toList());
  }

  /** The mapping. */
  static MappingFile mapping() {
    return MappingFile.of("bench/lines", SQL, "lines.sql");
  }

  /** The mapping, with another status for each row. */
  static MappingFile changedMapping() {
    return MappingFile.of("bench/lines", SQL.replace("  l.status\n", "  'changed'\n"), "lines.sql");
  }

  /**
   * How the mapping is.
   *
   * @throws IllegalStateException when it has failed
   */
  static FlowStatus status(Flow flow) {
    FlowStatus status = flow.status().get(0);
    if (status.state() == FlowStatus.State.FAILED) {
      throw new IllegalStateException(status.toString());
    }
    return status;
  }

  @Override
  public void close() throws IOException {
    schemas.close();
    log.close();
    broker.close();
    Benchmark.delete(folder);
  }
}
