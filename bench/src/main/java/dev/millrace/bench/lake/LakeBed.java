package dev.millrace.bench.lake;

import dev.millrace.api.TableName;
import dev.millrace.bench.Benchmark;
import dev.millrace.lake.Lake;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.LakeStatus;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A broker and a lake in this process, on a folder that goes with them. */
final class LakeBed implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000_000;

  final Path folder;
  final EmbeddedBroker broker;
  final Log log;
  final Schemas schemas;

  LakeBed() throws IOException {
    folder = Files.createTempDirectory("millrace-bench-lake");
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
  }

  Lake open(Duration commitInterval) {
    return open(Map.of("commit-interval", commitInterval.toString()));
  }

  /** Opens the lake with options as {@code millrace.yaml} has them. */
  Lake open(Map<String, String> options) {
    return Lake.open(LakeOptions.of(folder.resolve("lake"), options), log, schemas);
  }

  /** Waits until the history of a table has so many changes. */
  static void await(Lake lake, TableName table, long changes) {
    while (committed(lake, table) < changes) {
      LakeStatus status = lake.status();
      status
          .problem()
          .ifPresent(
              problem -> {
                throw new IllegalStateException(problem.toString());
              });
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** How many changes of a table are committed. */
  static long committed(Lake lake, TableName table) {
    return lake.status().tables().stream()
        .filter(one -> one.table().equals(table))
        .mapToLong(LakeStatus.TableStatus::rows)
        .sum();
  }

  @Override
  public void close() throws IOException {
    schemas.close();
    log.close();
    broker.close();
    Benchmark.delete(folder);
  }
}
