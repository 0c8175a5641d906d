package dev.millrace.flow;

import dev.millrace.api.Column;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs mappings as jobs of a Flink cluster in this process, one job a mapping file. A mapping
 * starts by itself as soon as the tables it reads are captured; one that fails does not touch the
 * others. Safe for use by several threads.
 */
public final class Flow implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Flow.class);
  private static final int SLOTS = 64;
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(40);
  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FlowOptions options;
  private final Schemas schemas;
  private final List<TableSchema> model;
  private final MiniCluster cluster;
  private final Map<String, Running> mappings = new LinkedHashMap<>();
  private final ScheduledExecutorService planner =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-flow");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> watching;

  /** A mapping and what has become of it. */
  private static final class Running {
    final MappingFile mapping;
    volatile FlowStatus.State state = FlowStatus.State.WAITING;
    volatile Optional<Problem> problem = Optional.empty();
    volatile Optional<JobID> job = Optional.empty();

    /** The tables it reads; reading its SQL for them at each look would cost. */
    final SortedSet<TableName> tables;

    /** What the job reads of them. */
    Set<RawColumns> reads = Set.of();

    /** What it makes of them; stays when it fails. */
    volatile Optional<MappingLineage> lineage = Optional.empty();

    /** They as they were when it was last made sure that the job fits them. */
    List<TableSchema> fits = List.of();

    Running(MappingFile mapping) {
      this.mapping = mapping;
      this.tables = mapping.reads();
    }
  }

  private Flow(FlowOptions options, Schemas schemas, List<TableSchema> model, MiniCluster cluster) {
    this.options = options;
    this.schemas = schemas;
    this.model = List.copyOf(model);
    this.cluster = cluster;
    planner.execute(MappingJob::warmUp);
    watching =
        planner.scheduleWithFixedDelay(this::watch, 0, WATCH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Starts the cluster, and the model's topics when they are not there yet.
   *
   * @param model its tables
   */
  public static Flow start(FlowOptions options, Log log, Schemas schemas, List<TableSchema> model) {
    log.createTableTopics(model.stream().map(TableSchema::name).toList());
    model.forEach(schemas::publish);
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, workFolder(options).toString());
    configuration.setString("restart-strategy.exponential-delay.initial-backoff", "1 s");
    configuration.setString("restart-strategy.exponential-delay.max-backoff", "30 s");
    MiniCluster cluster = EmbeddedFlink.start(SLOTS, NETWORK, configuration);
    return new Flow(options, schemas, model, cluster);
  }

  /**
   * Where running mappings have their state: on the data folder's disk, which may be larger than
   * that of temporary files. What a killed process has left there is of no use.
   */
  private static Path workFolder(FlowOptions options) {
    try {
      Path work = Files.createDirectories(options.folder().resolve("work"));
      FileUtils.cleanDirectory(work.toFile());
      return work;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to the flow's folder: " + options.folder(), e);
    }
  }

  /** Runs a mapping, as soon as its tables are there. */
  public void run(MappingFile mapping) {
    synchronized (mappings) {
      mappings.put(mapping.name(), new Running(mapping));
    }
  }

  /** How each mapping is, in the order in which they were given. */
  public List<FlowStatus> status() {
    List<FlowStatus> all = new ArrayList<>();
    for (Running running : all()) {
      all.add(
          new FlowStatus(
              running.mapping.name(),
              running.state,
              List.copyOf(running.tables),
              List.copyOf(running.mapping.writes()),
              running.problem));
    }
    return all;
  }

  /** What each mapping makes of which columns, once it has been planned. */
  public List<MappingLineage> lineage() {
    return all().stream().flatMap(running -> running.lineage.stream()).toList();
  }

  private List<Running> all() {
    synchronized (mappings) {
      return List.copyOf(mappings.values());
    }
  }

  private void watch() {
    for (Running running : all()) {
      try {
        if (running.job.isPresent()) {
          look(running, running.job.get());
          running.job.ifPresent(job -> followItsTables(running, job));
        } else if (running.state != FlowStatus.State.FAILED || !running.fits.equals(now(running))) {
          tryToStart(running);
        }
      } catch (MillraceException e) {
        fail(running, e.problem());
      } catch (RuntimeException e) {
        LOGGER.error("Cannot run mapping {}", running.mapping.name(), e);
        fail(running, problem(running.mapping, String.valueOf(e.getMessage())));
      }
    }
  }

  private void tryToStart(Running running) {
    MappingJob job = new MappingJob(running.mapping, options, schemas, model);
    List<TableName> missing = job.missing();
    if (!missing.isEmpty()) {
      explainMissing(running, missing);
      return;
    }
    running.problem = Optional.empty();
    running.state = FlowStatus.State.STARTING;
    long begun = System.nanoTime();
    running.fits = now(running);
    MappingJob.Plan plan = job.plan();
    running.lineage = Optional.of(plan.lineage());
    Optional<Problem> vanished = vanished(running.mapping, plan.reads());
    if (vanished.isPresent()) {
      fail(running, vanished.get());
      return;
    }
    await(cluster.submitJob(plan.graph()));
    running.job = Optional.of(plan.graph().getJobID());
    running.reads = plan.reads();
    LOGGER.info(
        "Mapping {} planned in {} ms",
        running.mapping.name(),
        (System.nanoTime() - begun) / 1_000_000);
  }

  /** The tables that a mapping reads, as their sources have them now. */
  private List<TableSchema> now(Running running) {
    return running.tables.stream().flatMap(name -> schemas.newest(name).stream()).toList();
  }

  /** A column of another type needs another plan. The other mappings run on. */
  private void followItsTables(Running running, JobID job) {
    // Taken before anything is decided: what changes meanwhile is seen the next time.
    List<TableSchema> now = now(running);
    if (now.equals(running.fits)) {
      return;
    }
    Optional<Problem> vanished = vanished(running.mapping, running.reads);
    if (vanished.isPresent()) {
      awaitSaved(save(job));
      stop(running, job);
      fail(running, vanished.get());
    } else if (running.reads.stream().anyMatch(this::haveChanged)) {
      LOGGER.info("Mapping {} is planned anew: a column has changed", running.mapping.name());
      stop(running, job);
      running.state = FlowStatus.State.STARTING;
    }
    running.fits = now;
  }

  private void stop(Running running, JobID job) {
    cancel(job);
    running.job = Optional.empty();
    running.reads = Set.of();
  }

  private boolean haveChanged(RawColumns columns) {
    return schemas.current(columns.table().name()).filter(now -> !columns.areIn(now)).isPresent();
  }

  /** A mapping does not go on with a column that its source does not fill any more. */
  private Optional<Problem> vanished(MappingFile mapping, Set<RawColumns> reads) {
    for (RawColumns columns : reads) {
      TableName table = columns.table().name();
      for (Column column : columns.decoded().columns()) {
        if (schemas.newest(table).filter(now -> now.indexOf(column.name()).isEmpty()).isPresent()) {
          return Optional.of(
              Problem.of(
                      ErrorCode.MAPPING_INVALID,
                      "Cannot run mapping "
                          + mapping.name()
                          + ": column "
                          + column.name()
                          + " of "
                          + table
                          + " has vanished from its source.",
                      "Take it out of the mapping, or bring it back: the mapping then goes on where"
                          + " it was.")
                  .at(mapping.file(), lineOf(mapping, column.name()), 0));
        }
      }
    }
    return Optional.empty();
  }

  /** A table of a source that has others by now will hardly come any more. */
  private void explainMissing(Running running, List<TableName> missing) {
    for (TableName table : missing) {
      String source = ((TableName.Raw) table).source();
      boolean captured =
          schemas.all().stream()
              .anyMatch(s -> s.name() instanceof TableName.Raw raw && raw.source().equals(source));
      running.problem =
          captured
              ? Optional.of(
                  Problem.of(
                          ErrorCode.MAPPING_INVALID,
                          "Cannot start mapping "
                              + running.mapping.name()
                              + " yet: table "
                              + table
                              + " is not captured.",
                          "Wait while the snapshot runs; else mend the name, or add the table to"
                              + " the source's tables.")
                      .at(running.mapping.file(), lineOf(running.mapping, table.toString()), 0))
              : Optional.empty();
    }
  }

  static int lineOf(MappingFile mapping, String text) {
    int at = mapping.sql().indexOf(text);
    return at < 0 ? 1 : (int) mapping.sql().substring(0, at).lines().count();
  }

  private void look(Running running, JobID job) {
    JobStatus status = await(cluster.getJobStatus(job));
    if (status == JobStatus.RUNNING) {
      running.state = FlowStatus.State.RUNNING;
      running.problem = Optional.empty();
    } else if (status == JobStatus.RESTARTING || status.isGloballyTerminalState()) {
      ErrorInfo failure = await(cluster.getExecutionGraph(job)).getFailureInfo();
      String reason = failure == null ? status.name() : rootMessage(failure.getException());
      fail(running, problem(running.mapping, reason));
    }
  }

  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private void fail(Running running, Problem problem) {
    if (running.problem.filter(problem::equals).isEmpty()) {
      LOGGER.warn("{}", problem);
    }
    running.problem = Optional.of(problem);
    running.state = FlowStatus.State.FAILED;
  }

  static Problem problem(MappingFile mapping, String reason) {
    return Problem.of(
            ErrorCode.MAPPING_INVALID,
            "Cannot run mapping " + mapping.name() + ": " + reason + ".",
            "Look at the row it stumbles over; Millrace starts the job again by itself.")
        .at(mapping.file(), 0, 0);
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

  /** Saves the state of every mapping and stops them. */
  @Override
  public void close() {
    watching.cancel(true);
    planner.shutdownNow();
    List<JobID> jobs = all().stream().flatMap(running -> running.job.stream()).toList();
    // All at once: each waits for the log, none for another.
    jobs.stream().map(this::save).toList().forEach(Flow::awaitSaved);
    jobs.forEach(this::cancel);
    try {
      cluster.closeAsync().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.warn("Flink did not stop in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<?> save(JobID job) {
    return cluster
        .getJobStatus(job)
        .thenCompose(
            status ->
                status == JobStatus.RUNNING
                    ? cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED)
                    : CompletableFuture.completedFuture(null));
  }

  private static void awaitSaved(CompletableFuture<?> saved) {
    try {
      await(saved);
    } catch (RuntimeException e) {
      LOGGER.warn("A mapping stops without saving its state; it goes on from the last", e);
    }
  }

  private void cancel(JobID job) {
    try {
      await(cluster.cancelJob(job));
    } catch (RuntimeException e) {
      LOGGER.warn("A mapping did not stop in order", e);
    }
  }
}
