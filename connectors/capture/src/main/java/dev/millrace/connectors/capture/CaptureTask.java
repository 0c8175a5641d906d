package dev.millrace.connectors.capture;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures a database, as Connect's task.
 *
 * <p>When the database goes away, the task begins anew where it was until it is back; it ends in
 * failure only when trying again is of no use.
 */
public abstract class CaptureTask extends SourceTask {
  private static final Logger LOGGER = LoggerFactory.getLogger(CaptureTask.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration NAP = Duration.ofMillis(50);
  private static final int TRIES_MAX = 5;

  private final Handover handover = new Handover();
  private Log log;
  private Schemas schemas;
  private SourceConfig source;
  private FailureRules failures;
  private Reporter reporter;
  private Capture.Session session;
  private volatile Optional<Capture<?, ?>> capture = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long tryAgainNanos;
  private int triesInVain;

  /** Up to where the stream had come when the task failed the last time. */
  private long failedAt;

  private boolean hasNews;

  /** For a connector's task. */
  protected CaptureTask() {}

  /** The kind of connector. */
  protected abstract String kind();

  /** What failures of a source mean. */
  protected abstract FailureRules failures(SourceConfig described);

  /**
   * Begins where the ledger says, or anew with the tables' rows. Nothing is on its way to the log.
   *
   * @throws MillraceException when that cannot be
   */
  protected abstract Capture<?, ?> begin(Capture.Session from)
      throws SQLException, InterruptedException;

  @Override
  public String version() {
    return CaptureSource.version(getClass());
  }

  @Override
  public void start(Map<String, String> config) {
    source = CaptureSource.source(kind(), config);
    failures = failures(source);
    reporter = new Reporter(source.name());
    log = Log.connect(config.get(CaptureSource.BOOTSTRAP_SERVERS));
    schemas = Schemas.open(log);
    Ledger ledger = new Ledger(source.name(), context);
    session = new Capture.Session(source, log, schemas, ledger, handover, reporter);
    tryAgainNanos = System.nanoTime();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    handover.beginPoll();
    try {
      if (capture.isEmpty() && !begin()) {
        return news();
      }
      List<SourceRecord> records = capture.orElseThrow().next();
      return records.isEmpty() ? null : records;
    } catch (SQLException | RuntimeException e) {
      fail(e);
      return news();
    }
  }

  /** Begins when it is time, and when all that was given to Connect is in the log. */
  private boolean begin() throws InterruptedException, SQLException {
    if (System.nanoTime() - tryAgainNanos < 0) {
      LockSupport.parkNanos(NAP.toNanos());
      return false;
    }
    if (!handover.awaitNone(NAP.toMillis())) {
      return false;
    }
    capture = Optional.of(begin(session));
    return true;
  }

  private List<SourceRecord> news() {
    if (!hasNews) {
      return null;
    }
    hasNews = false;
    Handover.Parcel out = new Handover.Parcel();
    // An offset of its own, which nobody reads: the stream's may not be known yet.
    out.add(
        Map.of(Progress.TOPIC, source.name()),
        Map.of("state", reporter.state().name()),
        Progress.TOPIC,
        reporter.key(),
        reporter.value());
    return handover.hand(out, 0);
  }

  /**
   * Stops, to begin again after a while.
   *
   * @throws MillraceException when trying again is of no use
   */
  private void fail(Exception cause) {
    closeCapture();
    Problem problem = failures.problem(cause);
    long reached = session.ledger().stream().map(StreamOffset::place).orElse(0L);
    if (reached != failedAt) {
      // A quiet stream goes on, too, once a second.
      failedAt = reached;
      triesInVain = 0;
      pause = FIRST_PAUSE;
    }
    triesInVain++;
    boolean known = problem.code() != ErrorCode.SOURCE_FAILED;
    if (!problem.code().retried() || (!known && triesInVain >= TRIES_MAX)) {
      throw new MillraceException(problem, cause);
    }
    LOGGER.warn("{} Trying again in {} ms.", problem, pause.toMillis(), cause);
    tryAgainNanos = System.nanoTime() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    reporter.failed(problem);
    hasNews = true;
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    handover.acknowledge((HandedRecord) record);
  }

  @Override
  public void commit() {
    handover.commit().ifPresent(place -> capture.ifPresent(running -> running.confirm(place)));
  }

  private void closeCapture() {
    capture.ifPresent(Capture::close);
    capture = Optional.empty();
  }

  @Override
  public void stop() {
    closeCapture();
    if (schemas != null) {
      schemas.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
