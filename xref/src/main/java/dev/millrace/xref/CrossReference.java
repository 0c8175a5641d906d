package dev.millrace.xref;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises the same item or organisation in several sources, and keeps model.item_xref and
 * model.party_xref (pairs), model.item_identity and model.party_identity (groups). Safe for use by
 * several threads.
 *
 * <p>The tables' own topics are its memory: at the start they are read back, and compared with what
 * follows from the rows there are. What somebody has decided of a pair stays, also while one of its
 * rows is away.
 */
public final class CrossReference implements AutoCloseable {
  /**
   * How many items, and how many organisations, there may be: they are held in memory, with all
   * that is compared about 750 bytes each.
   */
  public static final int ROWS_MAX = 250_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(CrossReference.class);
  private static final long PATIENCE_SECONDS = 20;
  private static final long PAUSE_MILLIS = 2_000;

  private final Log log;
  private final Schemas schemas;
  private final List<TableSchema> model;
  private final List<String> sourceOrder;
  private final int rowsMax;
  private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "millrace-xref");
  private volatile Optional<Follower> following = Optional.empty();
  private volatile Map<Subject, XrefStatus.Count> counts = Map.of();
  private volatile Optional<Problem> problem = Optional.empty();
  private volatile boolean closed;

  /** Something asked for by another thread. */
  private record Task(
      Function<Follower, Optional<Pair>> work, CompletableFuture<Optional<Pair>> done) {}

  /**
   * A pair as it stands.
   *
   * @param status what has been decided
   * @param confidence from 0 to 1
   * @param decidedBy who decided; empty when nobody has
   */
  public record Pair(Status status, double confidence, String decidedBy) {}

  private CrossReference(
      Log log, Schemas schemas, List<TableSchema> model, List<String> sourceOrder, int rowsMax) {
    this.log = log;
    this.schemas = schemas;
    this.model = List.copyOf(model);
    this.sourceOrder = List.copyOf(sourceOrder);
    this.rowsMax = rowsMax;
  }

  /**
   * Begins to recognise, and returns at once.
   *
   * @param model the model's tables, with what the project adds to them
   * @param sourceOrder sources whose rows stand for a group before those of others; sources that
   *     are not named come after them, by name
   */
  public static CrossReference start(
      Log log, Schemas schemas, List<TableSchema> model, List<String> sourceOrder) {
    return start(log, schemas, model, sourceOrder, ROWS_MAX);
  }

  static CrossReference start(
      Log log, Schemas schemas, List<TableSchema> model, List<String> sourceOrder, int rowsMax) {
    CrossReference started = new CrossReference(log, schemas, model, sourceOrder, rowsMax);
    started.thread.start();
    return started;
  }

  private void run() {
    while (!closed) {
      try (Follower follower = new Follower(log, schemas, model, sourceOrder, rowsMax)) {
        follow(follower);
      } catch (MillraceException e) {
        LOGGER.error("The cross-reference has stopped: {}", e.problem());
        problem = Optional.of(e.problem());
        break;
      } catch (RuntimeException | Error e) {
        // Nothing is held that the log has not.
        LOGGER.error("The cross-reference begins again from the log", e);
        problem =
            Optional.of(
                Problem.of(
                    ErrorCode.INTERNAL,
                    "Cannot cross-reference at present.",
                    "It is tried again. If it stays, look for the cause in the log of Millrace."));
        pause();
      } finally {
        following = Optional.empty();
      }
    }
    closed = true;
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      task.done().completeExceptionally(notRunning());
    }
  }

  private void follow(Follower follower) {
    following = Optional.of(follower);
    follower.catchUp(() -> closed);
    while (!closed) {
      count(follower);
      problem = Optional.empty();
      for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
        perform(task, follower);
      }
      follower.follow();
    }
  }

  private static void perform(Task task, Follower follower) {
    try {
      task.done().complete(task.work().apply(follower));
    } catch (MillraceException e) {
      task.done().completeExceptionally(e);
    } catch (RuntimeException e) {
      task.done().completeExceptionally(e);
      throw e;
    }
  }

  private void count(Follower follower) {
    Map<Subject, XrefStatus.Count> now = new EnumMap<>(Subject.class);
    for (Subject subject : Subject.values()) {
      Recognition<?> of = follower.of(subject);
      now.put(subject, new XrefStatus.Count(of.rows(), of.joined(), of.groups(), of.counts()));
    }
    counts = now;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /**
   * Writes what somebody has decided of two rows, proposed or not; returns when it is durable.
   *
   * @param decision {@link Status#CONFIRMED} or {@link Status#REJECTED}; empty to take back what
   *     was decided
   * @param by who decides
   * @return the pair as it is then; empty when nothing is said of it any more
   * @throws MillraceException REQUEST_INVALID when a row is not there or both are of one source,
   *     NOT_RUNNING while the rows have not all been read
   */
  public Optional<Pair> decide(
      Subject subject, RowKey one, RowKey other, Optional<Status> decision, String by) {
    decision.ifPresent(
        status -> {
          if (!status.decided()) {
            throw new IllegalArgumentException("Cannot decide: " + status.label() + ".");
          }
        });
    PairKey pair = PairKey.of(one, other);
    CompletableFuture<Optional<Pair>> done = new CompletableFuture<>();
    tasks.add(
        new Task(
            follower -> follower.of(subject).decide(pair, decision, by).map(CrossReference::pair),
            done));
    following.ifPresent(Follower::wake);
    if (closed) {
      throw notRunning();
    }
    try {
      return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof MillraceException known) {
        throw known;
      }
      throw new MillraceException(
          ErrorCode.NOT_RUNNING,
          "Cannot write the decision: the cross-reference does not answer.",
          "Try again in a minute.",
          e);
    }
  }

  private static Pair pair(PairRow row) {
    return new Pair(row.status(), row.confidence() / 10_000.0, row.decidedBy());
  }

  private static MillraceException notRunning() {
    return new MillraceException(
        ErrorCode.NOT_RUNNING,
        "Cannot write the decision: the cross-reference does not run.",
        "Look at its problem in the status, and start Millrace again.");
  }

  /** What has been recognised; without subjects until all rows have been read. */
  public XrefStatus status() {
    return new XrefStatus(counts, problem);
  }

  @Override
  public void close() {
    closed = true;
    following.ifPresent(Follower::wake);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
