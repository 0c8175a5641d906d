package dev.millrace.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a live store runs.
 *
 * @param folder keeps its database; made when missing
 * @param memoryMegabytes the most DuckDB may use; queries that need more fail, alone
 * @param threads that DuckDB computes with
 * @param parallelQueries how many queries run at a time; others wait for their turn
 * @param liveInterval the least time between two runs of one live query
 * @param checkInterval the time between two looks for records of aborted Flink transactions
 * @param warehouse folder of the lake's files, if they are on this machine
 */
public record LiveOptions(
    Path folder,
    int memoryMegabytes,
    int threads,
    int parallelQueries,
    Duration liveInterval,
    Duration checkInterval,
    Optional<Path> warehouse) {

  public LiveOptions {
    if (memoryMegabytes < 32 || threads < 1 || parallelQueries < 1) {
      throw new IllegalArgumentException(
          "Cannot run the live store with "
              + memoryMegabytes
              + " MB, "
              + threads
              + " threads and "
              + parallelQueries
              + " queries at a time. Give it 32 MB, one thread and one query at least.");
    }
  }

  /** The defaults. */
  public static LiveOptions in(Path folder) {
    return new LiveOptions(
        folder, 256, 2, 4, Duration.ofMillis(500), Duration.ofSeconds(2), Optional.empty());
  }

  public LiveOptions withMemoryMegabytes(int megabytes) {
    return new LiveOptions(
        folder, megabytes, threads, parallelQueries, liveInterval, checkInterval, warehouse);
  }

  public LiveOptions withThreads(int count) {
    return new LiveOptions(
        folder, memoryMegabytes, count, parallelQueries, liveInterval, checkInterval, warehouse);
  }

  public LiveOptions withLiveInterval(Duration interval) {
    return new LiveOptions(
        folder, memoryMegabytes, threads, parallelQueries, interval, checkInterval, warehouse);
  }

  /** The same beside a lake whose files are in a folder. */
  public LiveOptions withWarehouse(Optional<Path> lakeFolder) {
    return new LiveOptions(
        folder, memoryMegabytes, threads, parallelQueries, liveInterval, checkInterval, lakeFolder);
  }

  public LiveOptions withCheckInterval(Duration interval) {
    return new LiveOptions(
        folder, memoryMegabytes, threads, parallelQueries, liveInterval, interval, warehouse);
  }
}
