package dev.millrace.flow;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small Flink cluster in this process for the jobs of one preview. */
final class PreviewCluster implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(PreviewCluster.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final MiniCluster cluster;

  private PreviewCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  static PreviewCluster start() {
    return new PreviewCluster(
        EmbeddedFlink.start(1, MemorySize.ofMebiBytes(16), new Configuration()));
  }

  /**
   * Runs a job to its end.
   *
   * @return why it did not come to its end
   */
  Optional<Throwable> run(JobGraph job) {
    try {
      cluster.submitJob(job).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      JobResult result =
          cluster.requestJobResult(job.getJobID()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return result.getSerializedThrowable().map(e -> e.deserializeError(loader()));
    } catch (ExecutionException e) {
      return Optional.of(e.getCause());
    } catch (TimeoutException e) {
      return Optional.of(
          new TimeoutException("it was not done within " + PATIENCE.toMinutes() + " minutes"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(e);
    }
  }

  private static ClassLoader loader() {
    return PreviewCluster.class.getClassLoader();
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
