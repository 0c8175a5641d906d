package dev.millrace.bench.capture;

import dev.millrace.api.Connector;
import dev.millrace.api.TableName;
import dev.millrace.app.runtime.ConnectWorker;
import dev.millrace.bench.Benchmark;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A connector in a Connect worker, and the broker it writes to, all in this process. What has been
 * settled in a folder is where every other job with that folder begins, in a copy of its own.
 */
final class WorkerToLog extends OwnThread {
  /** The setting: one of so many records of changes is a tombstone; none by default. */
  static final String RECORDS_A_TOMBSTONE = "records-a-tombstone";

  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final boolean settles;
  private final EmbeddedBroker broker;
  private final ConnectWorker worker;
  private final Log log;
  private final TableName table;
  private final Map<String, String> config;
  private final long recordsATombstone;
  private volatile boolean stopped;

  WorkerToLog(Job job) {
    Path settled = Path.of(job.setting("folder"));
    settles = job.measure() == Job.Measure.SETTLE;
    folder = settles ? settled : copyOf(settled);
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    worker = ConnectWorker.start(broker.bootstrapServers(), folder.resolve("offsets"));
    table = new TableName.Raw("bench", job.setting("schema"), job.setting("table"));
    recordsATombstone =
        Long.parseLong(
            job.settings().getOrDefault(RECORDS_A_TOMBSTONE, Long.toString(Long.MAX_VALUE)));
    Connector connector = MillraceTask.connector(job);
    config = MillraceTask.config(connector, job, broker.bootstrapServers());
  }

  private static Path copyOf(Path settled) {
    try {
      Path copy = Files.createTempDirectory(settled.getParent(), "worker");
      if (Files.exists(settled)) {
        try (Stream<Path> files = Files.walk(settled)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            Path to = copy.resolve(settled.relativize(file));
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
          }
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts what the log has of the table. */
  @Override
  void read(Arrivals arrivals) {
    worker.run("bench", config);
    long seen = 0;
    while (!stopped) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      List<TopicPartition> partitions =
          seen > 0 || log.tables().contains(table) ? log.partitions(table) : List.of();
      long records = 0;
      for (long end : log.endOffsets(partitions).values()) {
        records += end;
      }
      long now = records - records / recordsATombstone;
      arrivals.add(now - seen);
      seen = now;
    }
  }

  @Override
  public void settle() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    TopicPartition progress = new TopicPartition(Progress.TOPIC, 0);
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(List.of(progress));
      consumer.seekToBeginning(List.of(progress));
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          String text = new String(record.value(), StandardCharsets.UTF_8);
          if (text.contains("\"state\":\"streaming\"")) {
            return;
          }
        }
      }
    }
    throw new IllegalStateException("The first read does not end.");
  }

  @Override
  void abort() {
    stopped = true;
    worker.close();
    log.close();
    broker.close();
    if (!settles) {
      try {
        Benchmark.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
