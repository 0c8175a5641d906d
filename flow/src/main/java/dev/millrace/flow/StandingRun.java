package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A standing job as it runs. For the flow's thread, but for {@link #status}. */
final class StandingRun {
  private static final Logger LOGGER = LoggerFactory.getLogger(StandingRun.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final FlowContext context;
  private final StandingJob job;
  private final Form form;
  private final Path folder;
  private volatile FlowStatus.State state = FlowStatus.State.STARTING;
  private volatile Optional<Problem> problem = Optional.empty();
  private Optional<JobID> running = Optional.empty();

  /** Behind a failure it is started again from then on. */
  private long pausedUntilNanos = System.nanoTime();

  StandingRun(FlowContext context, StandingJob job) {
    this.context = context;
    this.job = job;
    this.form = Form.of(job);
    this.folder = context.options().folder().resolve("standing").resolve(name());
  }

  private String name() {
    return job.name() + "-" + form.digest();
  }

  FlowStatus status() {
    return new FlowStatus(job.name(), state, List.of(), List.of(), Optional.empty(), problem);
  }

  Optional<JobID> running() {
    return running;
  }

  /** Starts the job when it does not run, and looks how it is when it does. */
  void watch() {
    try {
      if (running.isPresent()) {
        look(running.get());
      } else if (System.nanoTime() - pausedUntilNanos >= 0) {
        leaveFormsBefore();
        running = Optional.of(context.jobs().submit(graph()));
      }
    } catch (RuntimeException | IOException e) {
      LOGGER.error("Cannot run {}", job.name(), e);
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void look(JobID id) {
    JobStatus status = context.jobs().status(id);
    Optional<String> failure = context.jobs().failure(id, status);
    if (status == JobStatus.RUNNING) {
      state = FlowStatus.State.RUNNING;
      problem = Optional.empty();
    }
    failure.ifPresent(this::fail);
    if (status.isGloballyTerminalState()) {
      running = Optional.empty();
    }
  }

  private void fail(String reason) {
    Problem why =
        Problem.of(
            ErrorCode.INTERNAL,
            "The job " + job.name() + " does not run: " + reason.replaceAll("\\.$", "") + ".",
            "Millrace starts it again by itself; look at the log when it does not come up.");
    if (!problem.equals(Optional.of(why))) {
      LOGGER.warn("{}", why);
    }
    problem = Optional.of(why);
    state = FlowStatus.State.FAILED;
    pausedUntilNanos = System.nanoTime() + PAUSE.toNanos();
  }

  /** What has been kept in another layout is of no use any more. */
  private void leaveFormsBefore() throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> all = Files.list(folder.getParent())) {
      for (Path other : all.filter(path -> !path.equals(folder)).toList()) {
        String name = other.getFileName().toString();
        if (name.startsWith(job.name() + "-")) {
          String digest = name.substring(job.name().length() + 1);
          context.log().abortTransactions(new Form(form.mapping(), digest).transactions());
          FileUtils.deleteDirectory(other.toFile());
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private JobGraph graph() {
    Configuration settings = JobSettings.of(context.options().checkpointInterval(), folder);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings);
    environment.setParallelism(job.parallelism());
    Wiring wiring = Wiring.toModel(context.options().bootstrapServers(), form);
    job.build(new ModelStreams(environment, wiring, context.schemas(), context.model()));
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(job.name());
    JobGraph made = graph.getJobGraph();
    Checkpoints.newest(folder)
        .ifPresent(
            path ->
                made.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(
                        path.toUri().toString(), false, RecoveryClaimMode.CLAIM)));
    return made;
  }
}
