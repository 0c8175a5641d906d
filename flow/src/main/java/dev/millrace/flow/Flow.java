package dev.millrace.flow;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.util.FileUtils;

/**
 * Runs mappings as jobs of a Flink cluster in this process, one job a mapping file. A mapping
 * starts by itself as soon as the tables it reads are captured; one that fails does not touch the
 * others. The rows of one that has changed are made beside the old ones, and take their place when
 * all are there. Safe for use by several threads.
 */
public final class Flow implements AutoCloseable {
  /** The folder, in the flow's, of what is of no use behind a stop. */
  static final String WORK = "work";

  private static final int SLOTS = 64;
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(40);
  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FlowContext context;
  private final Map<String, MappingRun> mappings = new LinkedHashMap<>();
  private final List<StandingRun> standing = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService planner =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-flow");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> watching;

  private Flow(FlowContext context) {
    this.context = context;
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
    return start(options, log, schemas, model, List.of());
  }

  /**
   * The same, with rows that are held back.
   *
   * @param holding what holds back rows of the model, whichever mapping makes them
   */
  public static Flow start(
      FlowOptions options,
      Log log,
      Schemas schemas,
      List<TableSchema> model,
      List<HoldBack> holding) {
    List<TableSchema> written = new ArrayList<>(model);
    written.add(DeadLetters.TABLE);
    log.createTopics(written);
    written.forEach(schemas::publish);
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, workFolder(options).toString());
    configuration.setString("restart-strategy.exponential-delay.initial-backoff", "1 s");
    configuration.setString("restart-strategy.exponential-delay.max-backoff", "30 s");
    MiniCluster cluster = EmbeddedFlink.start(SLOTS, NETWORK, configuration);
    return new Flow(
        new FlowContext(
            options,
            log,
            schemas,
            List.copyOf(model),
            List.copyOf(holding),
            new Jobs(cluster),
            new Semaphore(1)));
  }

  /**
   * Where running mappings have their state: on the data folder's disk, which may be larger than
   * that of temporary files. What a killed process has left there is of no use.
   */
  private static Path workFolder(FlowOptions options) {
    try {
      Path work = Files.createDirectories(options.folder().resolve(WORK));
      FileUtils.cleanDirectory(work.toFile());
      return work;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to the flow's folder: " + options.folder(), e);
    }
  }

  /**
   * Runs a mapping, as soon as its tables are there. When one of this name runs already, this takes
   * its place once its rows are made; the old one's stay until then.
   */
  public void run(MappingFile mapping) {
    synchronized (mappings) {
      MappingRun running = mappings.get(mapping.name());
      if (running == null) {
        mappings.put(mapping.name(), new MappingRun(context, mapping));
      } else {
        running.change(mapping);
      }
    }
  }

  /** Runs a job that Millrace brings, beside the mappings. */
  public void run(StandingJob job) {
    standing.add(new StandingRun(context, job));
  }

  private void watch() {
    all().forEach(MappingRun::watch);
    standing.forEach(StandingRun::watch);
  }

  /** How each standing job is. */
  public List<FlowStatus> standing() {
    return standing.stream().map(StandingRun::status).toList();
  }

  /** How each mapping is, in the order in which they were given. */
  public List<FlowStatus> status() {
    return all().stream().map(MappingRun::status).toList();
  }

  /** What each mapping makes of which columns, once it has been planned. */
  public List<MappingLineage> lineage() {
    return all().stream().flatMap(run -> run.lineage().stream()).toList();
  }

  private List<MappingRun> all() {
    synchronized (mappings) {
      return List.copyOf(mappings.values());
    }
  }

  /** Saves the state of every mapping and stops them. */
  @Override
  public void close() {
    watching.cancel(false);
    planner.shutdown();
    try {
      // What is being done with a mapping is brought to an end, so that it can go on from there.
      if (!planner.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        planner.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all().forEach(MappingRun::close);
    context
        .jobs()
        .saveAndCancel(
            Stream.concat(
                    all().stream().flatMap(run -> run.jobs().stream()),
                    standing.stream().flatMap(run -> run.running().stream()))
                .toList());
    context.jobs().close();
  }
}
