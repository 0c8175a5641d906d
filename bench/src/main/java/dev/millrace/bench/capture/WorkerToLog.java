package dev.millrace.bench.capture;

import dev.millrace.api.Connector;
import dev.millrace.api.TableName;
import dev.millrace.app.runtime.ConnectWorker;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/** A connector in a Connect worker, and the broker it writes to, all in this process. */
final class WorkerToLog extends OwnThread {
  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

  private final EmbeddedBroker broker;
  private final ConnectWorker worker;
  private final Log log;
  private final TableName table;
  private final Map<String, String> config;
  private volatile boolean stopped;

  WorkerToLog(Job job) {
    Path folder = Path.of(job.setting("folder"));
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    worker = ConnectWorker.start(broker.bootstrapServers(), folder.resolve("offsets"));
    table = TableName.parse(job.setting("table"));
    Connector connector = MillraceTask.connector(job);
    config = MillraceTask.config(connector, job, broker.bootstrapServers());
  }

  /** Counts what the log has of the table, tombstones included. */
  @Override
  void read(Arrivals arrivals) {
    worker.run("bench", config);
    long seen = 0;
    while (!stopped) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      List<TopicPartition> partitions =
          seen > 0 || log.tables().contains(table) ? log.partitions(table) : List.of();
      long now = 0;
      for (long end : log.endOffsets(partitions).values()) {
        now += end;
      }
      arrivals.add(now - seen);
      seen = now;
    }
  }

  @Override
  void abort() {
    stopped = true;
    worker.close();
    log.close();
    broker.close();
  }
}
