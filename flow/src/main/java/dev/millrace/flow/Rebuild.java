package dev.millrace.flow;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.flow.replay.Replay;
import dev.millrace.log.Log;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The new form of a mapping, while its rows are made beside the old ones. Its job reads the raw
 * topics from their beginning and writes aside from the model. When it has nearly caught up, the
 * old job is stopped; what that has read last is read by the new one too; then the rows are
 * swapped. Goes on where it was when the process is killed.
 */
final class Rebuild implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Rebuild.class);

  /** So few records are read in a moment, in which the model may stand still. */
  private static final long NEARLY = 50_000;

  private final FlowContext context;
  private final Forms forms;
  private final MappingJob plan;
  private final Form form;
  private final Map<TableName, Optional<String>> tables = new HashMap<>();
  private final long begun = System.nanoTime();
  private Optional<JobID> job = Optional.empty();
  private Replay replay;
  private Phase phase = Phase.READING;
  private Map<TopicPartition, Long> goal = Map.of();
  private CompletableFuture<Long> swapped = new CompletableFuture<>();
  private boolean holdsSwaps;
  private volatile double share;
  private volatile Optional<Problem> problem = Optional.empty();

  private enum Phase {
    /** The new form reads; the old one keeps the model up to date. */
    READING,
    /** The old form has stopped; the new one reads what is left. */
    ENDING,
    /** None writes; the rows are swapped. */
    SWAPPING
  }

  private Rebuild(FlowContext context, Forms forms, MappingJob plan, Form form) {
    this.context = context;
    this.forms = forms;
    this.plan = plan;
    this.form = form;
  }

  /**
   * Begins, or goes on.
   *
   * @param plan of the new form
   * @param written the model's tables that the old form or the new one writes
   */
  static Rebuild begin(
      FlowContext context, Forms forms, MappingJob plan, Form form, Set<TableName> written) {
    Rebuild rebuild = new Rebuild(context, forms, plan, form);
    Set<TableName> writes = plan.mapping().writes();
    // What the new form rejects, too, comes in with its rows.
    writes.add(DeadLetters.TABLE.name());
    for (TableName table : written) {
      rebuild.tables.put(
          table, writes.contains(table) ? Optional.of(form.topicAside(table)) : Optional.empty());
    }
    if (forms.swapping().filter(form::equals).isPresent() && rebuild.isAllThere()) {
      rebuild.swap();
    } else {
      rebuild.read();
    }
    return rebuild;
  }

  private List<String> topicsAside() {
    return tables.values().stream().flatMap(Optional::stream).toList();
  }

  private boolean isAllThere() {
    return context.log().topics(form.topicsAside()).containsAll(topicsAside());
  }

  private void read() {
    Log log = context.log();
    // What it has read it says itself, from its state.
    ReadOffsets.forget(form.digest());
    if (!isAllThere()) {
      // There is nothing to go on from, or not all of it.
      log.deleteTopics(log.topics(form.topicsAside()));
      forms.delete(form);
      topicsAside().forEach(log::createInternalTopic);
    }
    Wiring wiring = Wiring.aside(context.options().bootstrapServers(), form);
    job = Optional.of(context.jobs().submit(context.graph(plan, form, forms, wiring)));
    follow();
  }

  private void follow() {
    replay =
        Replay.start(
            context.log(),
            context.schemas(),
            form.mapping(),
            tables,
            context.options().folder().resolve(Flow.WORK));
  }

  Form form() {
    return form;
  }

  MappingJob plan() {
    return plan;
  }

  Set<RawColumns> reads() {
    return plan.reads();
  }

  Optional<JobID> job() {
    return job;
  }

  /** How much of what it has to read it has read, from 0 to 1. */
  double share() {
    return share;
  }

  Optional<Problem> problem() {
    return problem;
  }

  /**
   * Goes a step on, if it is time.
   *
   * @param stopOld stops the job that writes the model
   * @return whether the rows have been replaced, and the new form's job is to write the model
   */
  boolean advance(Runnable stopOld) {
    switch (phase) {
      case READING -> {
        look();
        if (left(context.ends(plan.mapping())) <= NEARLY && mayStop()) {
          LOGGER.info("Mapping {} has nearly caught up: {} s", form.mapping(), seconds());
          stopOld.run();
          goal = context.ends(plan.mapping());
          phase = Phase.ENDING;
        }
      }
      case ENDING -> {
        look();
        if (left(goal) == 0) {
          end();
        }
      }
      case SWAPPING -> {
        if (swapped.isDone()) {
          return finish();
        }
      }
    }
    return false;
  }

  private void look() {
    Jobs jobs = context.jobs();
    JobID running = job.orElseThrow();
    problem =
        jobs.failure(running, jobs.status(running))
            .map(reason -> MappingRun.problem(plan.mapping(), reason));
  }

  /** How many records are left up to some offsets. */
  private long left(Map<TopicPartition, Long> ends) {
    long all = 0;
    long left = 0;
    // Of events the log may have given up the first, or all.
    Map<TopicPartition, Long> firsts = context.log().firstOffsets(ends.keySet());
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      long first = firsts.get(end.getKey());
      long next = Math.max(first, ReadOffsets.next(form.digest(), end.getKey()).orElse(first));
      all += end.getValue() - first;
      left += Math.max(0, end.getValue() - next);
    }
    share = all == 0 ? 1 : 1 - (double) left / all;
    return left;
  }

  private void end() {
    // All that it has read is before the barrier.
    context.jobs().stop(job.orElseThrow(), forms.folder(form));
    job = Optional.empty();
    ReadOffsets.forget(form.digest());
    forms.swapInto(form);
    forms.current().ifPresent(old -> context.log().abortTransactions(old.transactions()));
    startSwap();
  }

  private void swap() {
    follow();
    startSwap();
  }

  private void startSwap() {
    phase = Phase.SWAPPING;
    share = 1;
    swapped = replay.swap();
  }

  private boolean finish() {
    replay.close();
    if (swapped.isCompletedExceptionally()) {
      String reason = Jobs.rootMessage(swapped.handle((rows, failure) -> failure).join());
      problem = Optional.of(MappingRun.problem(plan.mapping(), reason));
      LOGGER.warn("{} It is tried again.", problem.get());
      swap();
      return false;
    }
    forms.become(form);
    context.log().deleteTopics(context.log().topics(form.topicsAside()));
    release();
    LOGGER.info(
        "Mapping {} has its new rows: {} have changed, after {} s",
        form.mapping(),
        swapped.join(),
        seconds());
    return true;
  }

  private long seconds() {
    return (System.nanoTime() - begun) / 1_000_000_000;
  }

  /** One mapping after the other: each stands still for a while. */
  private boolean mayStop() {
    holdsSwaps = holdsSwaps || context.swaps().tryAcquire();
    return holdsSwaps;
  }

  private void release() {
    if (holdsSwaps) {
      context.swaps().release();
      holdsSwaps = false;
    }
  }

  /** Leaves everything where it is: the job may still save its state, and how far it has read. */
  @Override
  public void close() {
    replay.close();
    release();
  }
}
