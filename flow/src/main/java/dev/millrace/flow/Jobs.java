package dev.millrace.flow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of the cluster in this process. Safe for use by several threads. */
final class Jobs implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Jobs.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MiniCluster cluster;

  Jobs(MiniCluster cluster) {
    this.cluster = cluster;
  }

  JobID submit(JobGraph graph) {
    await(cluster.submitJob(graph));
    return graph.getJobID();
  }

  JobStatus status(JobID job) {
    return await(cluster.getJobStatus(job));
  }

  /** Why a job of some status does not run, if it has failed, or tries again. */
  Optional<String> failure(JobID job, JobStatus status) {
    if (status != JobStatus.RESTARTING && !status.isGloballyTerminalState()) {
      return Optional.empty();
    }
    ErrorInfo failure = await(cluster.getExecutionGraph(job)).getFailureInfo();
    return Optional.of(failure == null ? status.name() : rootMessage(failure.getException()));
  }

  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }

  /** Saves a job's state, which commits its rows; does nothing when it does not run. */
  CompletableFuture<?> save(JobID job) {
    return cluster
        .getJobStatus(job)
        .thenCompose(
            status ->
                status == JobStatus.RUNNING
                    ? cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED)
                    : CompletableFuture.completedFuture(null));
  }

  /** Stops jobs. What they have not saved is done again when they go on from their state. */
  void cancel(JobID job) {
    try {
      await(cluster.cancelJob(job));
    } catch (RuntimeException e) {
      LOGGER.warn("A mapping did not stop in order", e);
    }
  }

  /** Saves the state of jobs, all at once: each waits for the log, none for another. */
  void saveAndCancel(Collection<JobID> jobs) {
    jobs.stream().map(this::save).toList().forEach(Jobs::awaitSaved);
    jobs.forEach(this::cancel);
  }

  /**
   * Stops a job behind the last record that it has read, and commits all its rows.
   *
   * @param folder where its state is left
   * @throws IllegalStateException when that cannot be done, since it does not run for example
   */
  void stop(JobID job, Path folder) {
    if (status(job) == JobStatus.FINISHED) {
      // It did after all, when it was told so before.
      return;
    }
    await(
        cluster.stopWithSavepoint(
            job, Checkpoints.address(folder), false, SavepointFormatType.NATIVE));
  }

  private static void awaitSaved(CompletableFuture<?> saved) {
    try {
      await(saved);
    } catch (RuntimeException e) {
      LOGGER.warn("A mapping stops without saving its state; it goes on from the last", e);
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("Flink does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for Flink.", e);
    }
  }

  @Override
  public void close() {
    try {
      cluster.closeAsync().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.warn("Flink did not stop in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
