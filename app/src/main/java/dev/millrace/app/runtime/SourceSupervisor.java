package dev.millrace.app.runtime;

import dev.millrace.api.Connector;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.app.config.Project;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the capture of one source going: checks the source before it starts, watches the connector,
 * and after a failure tries again, waiting longer each time. Sources do not wait for each other.
 */
final class SourceSupervisor implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceSupervisor.class);
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** How the capture of a source is. */
  enum State {
    STARTING,
    RUNNING,
    FAILED,
    STOPPED
  }

  /**
   * @param state of the capture
   * @param problem why it failed; empty unless it did
   */
  record Health(State state, Optional<Problem> problem) {}

  private final SourceConfig source;
  private final Connector connector;
  private final ConnectWorker worker;
  private final TelemetryIntake telemetry;
  private final String bootstrapServers;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-source");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Health health = new Health(State.STARTING, Optional.empty());
  private Duration wait = WATCH;
  private volatile Future<?> next = CompletableFuture.completedFuture(null);

  SourceSupervisor(
      Project.Source source,
      ConnectWorker worker,
      TelemetryIntake telemetry,
      String bootstrapServers) {
    this.source = source.config();
    this.connector = source.connector();
    this.worker = worker;
    this.telemetry = telemetry;
    this.bootstrapServers = bootstrapServers;
  }

  void start() {
    clock.execute(this::tryToRun);
  }

  SourceConfig source() {
    return source;
  }

  Connector connector() {
    return connector;
  }

  Health health() {
    return health;
  }

  private void tryToRun() {
    try {
      List<Problem> problems = connector.check(source);
      if (!problems.isEmpty()) {
        fail(problems.get(0));
        return;
      }
      if (connector.isSent()) {
        telemetry.open(source.name());
      } else {
        worker.run(source.name(), connector.connectConfig(source, bootstrapServers));
      }
      health = new Health(State.RUNNING, Optional.empty());
      again(WATCH, this::watch);
    } catch (MillraceException e) {
      fail(e.problem());
    } catch (RuntimeException e) {
      LOGGER.error("Cannot start the capture of {}", source, e);
      fail(failed(String.valueOf(e.getMessage())));
    }
  }

  private void watch() {
    try {
      Optional<String> trace = worker.state(source.name()).flatMap(SourceSupervisor::failure);
      if (trace.isPresent()) {
        worker.remove(source.name());
        fail(connector.explain(source, trace.get()));
      } else {
        wait = WATCH;
        again(WATCH, this::watch);
      }
    } catch (RuntimeException e) {
      LOGGER.error("Cannot watch the capture of {}", source, e);
      fail(failed(String.valueOf(e.getMessage())));
    }
  }

  private static Optional<String> failure(ConnectorStateInfo state) {
    if (state.connector().state().equals("FAILED")) {
      return Optional.ofNullable(state.connector().trace());
    }
    return state.tasks().stream()
        .filter(task -> task.state().equals("FAILED"))
        .map(task -> Optional.ofNullable(task.trace()).orElse(""))
        .findFirst();
  }

  private Problem failed(String reason) {
    return Problem.of(
        ErrorCode.SOURCE_FAILED,
        "Cannot capture " + source + ": " + reason + ".",
        "Look at the log; Millrace tries again by itself.");
  }

  private void fail(Problem problem) {
    boolean told = health.problem().filter(problem::equals).isPresent();
    health = new Health(State.FAILED, Optional.of(problem));
    if (!told) {
      LOGGER.warn("{}: {}", source, problem);
    }
    again(wait, this::tryToRun);
    Duration doubled = wait.multipliedBy(2);
    wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  private void again(Duration delay, Runnable task) {
    if (!clock.isShutdown()) {
      next = clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    next.cancel(true);
    clock.shutdownNow();
    health = new Health(State.STOPPED, Optional.empty());
  }
}
