package dev.millrace.app.openlineage;

import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.app.openlineage.RunEvents.Turn;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.lineage.MappingLineage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the flow and tells of its mappings as OpenLineage events: START when one runs, or runs
 * with another plan; FAIL when it cannot go on; COMPLETE when it is stopped or planned anew. The
 * flow knows nothing of it.
 */
public final class LineageEvents implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LineageEvents.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Watched flow;
  private final RunEvents events;
  private final EventDelivery delivery;
  private final Map<String, Run> runs = new HashMap<>();
  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-lineage");
            thread.setDaemon(true);
            return thread;
          });

  /** What is looked at. */
  public interface Watched {
    /** How the mappings are. */
    List<FlowStatus> mappings();

    /** What they make of which columns. */
    List<MappingLineage> lineage();

    /** The SQL of one. */
    Optional<String> sql(String mapping);
  }

  /** A run that has been told of and not ended. */
  private record Run(UUID id, MappingLineage lineage, String sql) {}

  private LineageEvents(Watched flow, RunEvents events, EventDelivery delivery) {
    this.flow = flow;
    this.events = events;
    this.delivery = delivery;
    var unused =
        watching.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Begins to watch, when the project wants it.
   *
   * @param schemas gives the columns of a table, as they are now
   * @throws MillraceException CONFIGURATION_INVALID when the receiver's address is none
   */
  public static Optional<LineageEvents> start(
      Project project, Watched flow, Function<TableName, Optional<TableSchema>> schemas) {
    return EventSettings.of(project.settings(), project.folder())
        .map(
            settings ->
                new LineageEvents(
                    flow,
                    new RunEvents(
                        new Datasets(
                            project.sources().stream().map(Project.Source::config).toList(),
                            settings.namespace()),
                        settings.namespace(),
                        schemas),
                    new EventDelivery(settings)));
  }

  private void look() {
    try {
      Map<String, MappingLineage> lineage = new HashMap<>();
      flow.lineage().forEach(one -> lineage.put(one.mapping(), one));
      for (FlowStatus status : flow.mappings()) {
        look(status, Optional.ofNullable(lineage.get(status.name())));
      }
    } catch (RuntimeException e) {
      LOGGER.warn("Cannot tell of the mappings' runs", e);
    }
  }

  private void look(FlowStatus status, Optional<MappingLineage> lineage) {
    Optional<Run> run = Optional.ofNullable(runs.get(status.name()));
    switch (status.state()) {
      case RUNNING -> {
        if (lineage.isPresent() && run.filter(r -> r.lineage().equals(lineage.get())).isEmpty()) {
          run.ifPresent(before -> end(before, Turn.COMPLETE, Optional.empty()));
          begin(lineage.get());
        }
      }
      case FAILED -> run.ifPresent(failed -> end(failed, Turn.FAIL, status.problem()));
      case STARTING, WAITING ->
          run.ifPresent(stopped -> end(stopped, Turn.COMPLETE, Optional.empty()));
    }
  }

  private void begin(MappingLineage lineage) {
    Run run = new Run(UUID.randomUUID(), lineage, flow.sql(lineage.mapping()).orElse(""));
    runs.put(lineage.mapping(), run);
    send(run, Turn.START, Optional.empty());
  }

  private void end(Run run, Turn turn, Optional<Problem> problem) {
    runs.remove(run.lineage().mapping());
    send(run, turn, problem);
  }

  private void send(Run run, Turn turn, Optional<Problem> problem) {
    delivery.send(
        events.event(turn, run.id(), Instant.now(), run.lineage(), run.sql(), problem).toString());
  }

  /** Ends the runs, and hands over what is to be told, for a few seconds at most. */
  @Override
  public void close() {
    watching.shutdown();
    try {
      if (watching.awaitTermination(INTERVAL.toMillis() * 4, TimeUnit.MILLISECONDS)) {
        List.copyOf(runs.values()).forEach(run -> end(run, Turn.COMPLETE, Optional.empty()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delivery.close();
  }
}
