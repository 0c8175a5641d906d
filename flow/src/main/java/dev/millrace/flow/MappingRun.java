package dev.millrace.flow;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.lineage.MappingLineage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mapping as it runs: the job that writes its rows, and beside it, when the mapping or a table
 * has changed, the form that will take over. For the flow's thread, but for {@link #change} and
 * {@link #status}.
 */
final class MappingRun {
  private static final Logger LOGGER = LoggerFactory.getLogger(MappingRun.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final FlowContext context;
  private final Forms forms;
  private final ReadTables tables;
  private volatile MappingFile wanted;
  private volatile FlowStatus.State state = FlowStatus.State.WAITING;

  /** What is wrong with the mapping as it is wanted. */
  private volatile Optional<Problem> problem = Optional.empty();

  /** What the running job stumbles over. */
  private volatile Optional<Problem> jobProblem = Optional.empty();

  private volatile Optional<Rebuild> rebuild = Optional.empty();
  private volatile Optional<MappingLineage> lineage = Optional.empty();

  private MappingFile mapping;

  /** The tables it reads; reading its SQL for them at each look would cost. */
  private SortedSet<TableName> reads = new TreeSet<>();

  private Optional<Job> job = Optional.empty();

  /** The tables as they were when it was last made sure that all that runs fits them. */
  private List<TableSchema> fits = List.of();

  /** Whether the mapping as it is wanted has been planned, with whatever outcome. */
  private boolean settled;

  /** Behind a failure that may pass, it is planned again from then on. */
  private long pausedUntilNanos = System.nanoTime();

  /** Whether the form whose rows are in the model has been planned to run in the meantime. */
  private boolean oldTried;

  /** Whether a form before is kept, since the running one, which goes on from it, has no state. */
  private boolean formBeforeKept;

  /** The job that writes the model; it is always of the form whose rows are there. */
  private record Job(JobID id, Form form, Set<RawColumns> reads) {}

  MappingRun(FlowContext context, MappingFile mapping) {
    this.context = context;
    this.forms = new Forms(context.options().folder(), mapping.name());
    this.tables = new ReadTables(context.schemas());
    this.wanted = mapping;
    this.mapping = mapping;
    this.reads = mapping.reads();
  }

  /** The mapping is another from now on. */
  void change(MappingFile changed) {
    wanted = changed;
  }

  FlowStatus status() {
    MappingFile file = wanted;
    Optional<Problem> first =
        problem.or(() -> jobProblem).or(() -> rebuild.flatMap(Rebuild::problem));
    return new FlowStatus(
        file.name(),
        first.isPresent() && state != FlowStatus.State.WAITING ? FlowStatus.State.FAILED : state,
        List.copyOf(file.reads()),
        List.copyOf(file.writes()),
        rebuild.map(Rebuild::share),
        first);
  }

  /** What it makes of which columns; stays when it fails. */
  Optional<MappingLineage> lineage() {
    return lineage;
  }

  List<JobID> jobs() {
    return Stream.concat(
            job.map(Job::id).stream(), rebuild.stream().flatMap(next -> next.job().stream()))
        .toList();
  }

  /** Leaves everything as it is, for the next start. */
  void close() {
    rebuild.ifPresent(Rebuild::close);
    job.ifPresent(running -> forms.noteRecords(running.form(), context.records(mapping)));
  }

  void watch() {
    try {
      if (!wanted.equals(mapping)) {
        mapping = wanted;
        reads = mapping.reads();
        settled = false;
      }
      // Taken before anything is decided: what changes meanwhile is seen the next time.
      List<TableSchema> now = tables.now(readByAll());
      if (!now.equals(fits)) {
        leaveWhatFitsNoMore();
        fits = now;
        settled = false;
        oldTried = false;
      }
      // Behind that: a job that has failed because a column is another now is not there any more.
      job.ifPresent(this::look);
      if (!settled && System.nanoTime() - pausedUntilNanos >= 0) {
        settle();
      }
      if (rebuild.isPresent() && rebuild.get().advance(this::stopOld)) {
        takeOver(rebuild.get());
      }
    } catch (MillraceException e) {
      fail(e.problem());
    } catch (RuntimeException e) {
      LOGGER.error("Cannot run mapping {}", mapping.name(), e);
      fail(problem(mapping, String.valueOf(e.getMessage())));
      settled = false;
      pausedUntilNanos = System.nanoTime() + PAUSE.toNanos();
    }
  }

  private SortedSet<TableName> readByAll() {
    SortedSet<TableName> all = new TreeSet<>(reads);
    job.ifPresent(running -> running.reads().forEach(columns -> all.add(columns.table().name())));
    return all;
  }

  private void look(Job running) {
    JobStatus status = context.jobs().status(running.id());
    Optional<Problem> failure =
        context.jobs().failure(running.id(), status).map(reason -> problem(mapping, reason));
    failure.filter(told -> !jobProblem.equals(failure)).ifPresent(told -> LOGGER.warn("{}", told));
    jobProblem = failure;
    if (status == JobStatus.RUNNING) {
      state = FlowStatus.State.RUNNING;
      leaveFormBefore(running.form());
    }
  }

  /** Stops jobs that cannot go on with the tables as they are now. The other mappings run on. */
  private void leaveWhatFitsNoMore() {
    if (job.isPresent()) {
      Job running = job.get();
      if (tables.vanished(mapping, running.reads()).isPresent()) {
        context.jobs().saveAndCancel(List.of(running.id()));
        forgetJob();
      } else if (tables.haveChanged(running.reads())) {
        LOGGER.info("Mapping {} is planned anew: a column has changed", mapping.name());
        context.jobs().cancel(running.id());
        forgetJob();
      }
    }
    if (rebuild.isPresent()) {
      Set<RawColumns> read = rebuild.get().reads();
      if (tables.haveChanged(read) || tables.vanished(mapping, read).isPresent()) {
        giveUpRebuild();
      }
    }
  }

  /** Plans the mapping as it is wanted, and begins what is to be done for it. */
  private void settle() {
    MappingJob plan = context.plan(mapping);
    List<TableName> missing = plan.missing();
    if (!missing.isEmpty()) {
      problem = tables.missing(mapping, missing);
      runOld();
      return;
    }
    settled = true;
    problem = Optional.empty();
    try {
      Form form = plan.form();
      lineage = Optional.of(plan.lineage());
      tables
          .vanished(mapping, plan.reads())
          .ifPresent(
              vanished -> {
                throw new MillraceException(vanished);
              });
      requireSameKind(plan);
      boolean sure = forms.swapping().isEmpty();
      if (sure && forms.current().filter(current -> !current.equals(form)).isEmpty()) {
        run(plan, form);
      } else if (plan.kind() == MappingKind.EVENTS) {
        goOnAs(plan, form);
      } else {
        replace(plan, form);
      }
    } catch (MillraceException e) {
      runOld();
      throw e;
    }
  }

  /** The rows in the model are this form's, or there are none. */
  private void run(MappingJob plan, Form form) {
    giveUpRebuild();
    if (job.isPresent()) {
      return;
    }
    leaveAllBefore(form);
    start(plan, form);
  }

  /** A mapping of another kind cannot take the place of one that has run. */
  private void requireSameKind(MappingJob plan) {
    Optional<MappingKind> before =
        forms
            .current()
            .flatMap(forms::sql)
            .map(sql -> MappingFile.of(mapping.name(), sql, mapping.file()))
            .map(old -> MappingKind.of(old, context.model()));
    if (before.filter(kind -> kind != plan.kind()).isPresent()) {
      throw new MillraceException(
          Problem.of(
                  ErrorCode.MAPPING_INVALID,
                  "Cannot change mapping %s: until now it has written %s."
                      .formatted(
                          mapping.name(),
                          plan.kind() == MappingKind.EVENTS ? "tables of rows" : "event tables"),
                  "Write its new statements in a file of another name.")
              .at(mapping.file(), 0, 0));
    }
  }

  /**
   * Events that have been made cannot be unmade: another form takes the place of the job at once,
   * and goes on behind the last event that the form before has read.
   */
  private void goOnAs(MappingJob plan, Form form) {
    stopOld();
    // One that has a state of its own has left all before it behind.
    forms.swapping().filter(next -> forms.newest(next).isPresent()).ifPresent(this::leaveAllBefore);
    if (forms.current().filter(form::equals).isPresent()) {
      run(plan, form);
      return;
    }
    forms.swapInto(form);
    formBeforeKept = true;
    start(plan, form);
  }

  /** The running form needs the one before no more once it has a state of its own. */
  private void leaveFormBefore(Form running) {
    if (formBeforeKept && forms.newest(running).isPresent()) {
      leaveAllBefore(running);
      formBeforeKept = false;
    }
  }

  private void leaveAllBefore(Form form) {
    forms.become(form);
    discardAllBut(form);
  }

  private void start(MappingJob plan, Form form) {
    state = FlowStatus.State.STARTING;
    long begun = System.nanoTime();
    Wiring wiring = Wiring.toModel(context.options().bootstrapServers(), form);
    JobID id = context.jobs().submit(context.graph(plan, form, forms, wiring));
    job = Optional.of(new Job(id, form, plan.reads()));
    LOGGER.info(
        "Mapping {} started in {} ms",
        plan.mapping().name(),
        (System.nanoTime() - begun) / 1_000_000);
  }

  /** The rows in the model are another form's: those of this one are made beside it. */
  private void replace(MappingJob plan, Form form) {
    if (rebuild.filter(running -> running.form().equals(form)).isPresent()) {
      return;
    }
    giveUpRebuild();
    runOld();
    SortedSet<TableName> written = new TreeSet<>(mapping.writes());
    written.add(DeadLetters.TABLE.name());
    Stream.of(forms.current(), forms.swapping())
        .flatMap(Optional::stream)
        .flatMap(old -> forms.sql(old).stream())
        .forEach(sql -> written.addAll(MappingFile.of(mapping.name(), sql, "").writes()));
    LOGGER.info("Mapping {} has changed: its rows are made anew beside the old", mapping.name());
    rebuild = Optional.of(Rebuild.begin(context, forms, plan, form, written));
  }

  /** Until the rows are replaced, or the mapping is mended, those that are there are kept up. */
  private void runOld() {
    if (job.isPresent() || oldTried || forms.swapping().isPresent()) {
      return;
    }
    oldTried = true;
    Optional<Form> current = forms.current();
    Optional<String> sql = current.flatMap(forms::sql);
    if (sql.isEmpty()) {
      return;
    }
    MappingFile old = MappingFile.of(mapping.name(), sql.get(), mapping.file());
    MappingJob plan = context.plan(old, forms.holding(current.get()));
    try {
      if (plan.missing().isEmpty()
          && plan.form().equals(current.get())
          && tables.vanished(old, plan.reads()).isEmpty()) {
        start(plan, current.get());
      }
    } catch (MillraceException e) {
      LOGGER.info("The old form of mapping {} does not run: {}", mapping.name(), e.getMessage());
    }
  }

  private void stopOld() {
    job.ifPresent(
        running -> {
          try {
            context.jobs().stop(running.id(), forms.folder(running.form()));
          } catch (IllegalStateException e) {
            LOGGER.info("The old form of mapping {} is broken off", mapping.name(), e);
            context.jobs().cancel(running.id());
          }
        });
    forgetJob();
  }

  private void forgetJob() {
    job = Optional.empty();
    jobProblem = Optional.empty();
  }

  /** The rows have been replaced. */
  private void takeOver(Rebuild done) {
    rebuild = Optional.empty();
    problem = Optional.empty();
    discardAllBut(done.form());
    start(done.plan(), done.form());
  }

  private void giveUpRebuild() {
    rebuild.ifPresent(
        begun -> {
          rebuild = Optional.empty();
          begun.job().ifPresent(context.jobs()::cancel);
          begun.close();
          ReadOffsets.forget(begun.form().digest());
          discard(begun.form());
          // The old form may have been stopped already.
          oldTried = false;
        });
  }

  private void discardAllBut(Form form) {
    forms.all().stream().filter(other -> !other.equals(form)).forEach(this::discard);
  }

  /** A form that comes back later has missed what was written meanwhile. */
  private void discard(Form form) {
    context.log().abortTransactions(form.transactions());
    context.log().deleteTopics(context.log().topics(form.topicsAside()));
    forms.delete(form);
  }

  private void fail(Problem why) {
    if (!problem.equals(Optional.of(why))) {
      LOGGER.warn("{}", why);
    }
    problem = Optional.of(why);
    if (job.isEmpty()) {
      state = FlowStatus.State.FAILED;
    }
  }

  static Problem problem(MappingFile mapping, String reason) {
    return Problem.of(
            ErrorCode.MAPPING_INVALID,
            "Cannot run mapping "
                + mapping.name()
                + ": "
                + (reason.endsWith(".") ? reason : reason + "."),
            "Look at the row it stumbles over; Millrace starts the job again by itself.")
        .at(mapping.file(), 0, 0);
  }
}
