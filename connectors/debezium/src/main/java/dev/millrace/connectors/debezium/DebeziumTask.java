package dev.millrace.connectors.debezium;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.connectors.capture.Instants;
import dev.millrace.log.Log;
import dev.millrace.log.Progress.State;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * Runs Debezium's task inside of Connect's and turns what it gives into change records.
 *
 * <p>When the source goes away, the task starts Debezium anew until it is back; it ends in failure
 * only when trying again is of no use. Connect calls {@link #poll} and {@link #commit} from one
 * thread and {@link #commitRecord} from another.
 */
public final class DebeziumTask extends SourceTask {
  private static final Logger LOGGER = LoggerFactory.getLogger(DebeziumTask.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration NAP = Duration.ofMillis(50);
  private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);
  private static final int TRIES_MAX = 5;

  private final InFlight inFlight = new InFlight();
  private final InstantSource clock = InstantSource.system();
  private final Deque<SourceRecord> waiting = new ArrayDeque<>();

  /** News of the source's state, to go out with the next records. */
  private final List<SourceRecord> news = new ArrayList<>();

  private Map<String, String> config = Map.of();
  private String source = "";
  private FailureRules failures;
  private News reporter = new News("");
  private Log log;
  private Schemas schemas;

  private volatile Optional<Capture> capture = Optional.empty();
  private Map<String, ?> lastOffset = Map.of();
  private State state = State.RETRYING;
  private Duration pause = FIRST_PAUSE;
  private long tryAgainNanos;
  private int triesWithoutRecord;
  private long lastRecordNanos;

  @Override
  public String version() {
    return new DebeziumSource().version();
  }

  @Override
  public void start(Map<String, String> config) {
    this.config = config;
    source = config.get(DebeziumSettings.SOURCE);
    failures = Failures.of(config);
    reporter = new News(source);
    log = Log.connect(config.get(DebeziumSettings.BOOTSTRAP_SERVERS));
    schemas = Schemas.open(log);
    Map<String, Object> stored = context.offsetStorageReader().offset(Map.of("server", source));
    lastOffset = stored == null ? Map.of() : stored;
    tryAgainNanos = System.nanoTime();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    if (capture.isEmpty() && !begin()) {
      return takeNews();
    }
    try {
      return capture.isEmpty() ? takeNews() : next(capture.get());
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      fail(e);
      return takeNews();
    }
  }

  private List<SourceRecord> takeNews() {
    if (news.isEmpty()) {
      return null;
    }
    List<SourceRecord> taken = List.copyOf(news);
    news.clear();
    lastRecordNanos = System.nanoTime();
    inFlight.add(taken.size());
    return taken;
  }

  /** Starts Debezium when it is time, and when nothing is under way any more. */
  private boolean begin() throws InterruptedException {
    if (System.nanoTime() - tryAgainNanos < 0) {
      LockSupport.parkNanos(NAP.toNanos());
      return false;
    }
    if (!inFlight.awaitNone(NAP.toMillis())) {
      return false;
    }
    waiting.clear();
    Generation generation = Generation.after(lastOffset, clock);
    try {
      if (generation.beginsWithSnapshot()) {
        generation.clear(source, log, schemas);
      }
      Capture started = Capture.start(config, generation, context, log, schemas);
      capture = Optional.of(started);
      setState(generation.beginsWithSnapshot() ? State.SNAPSHOT : State.STREAMING);
      return true;
    } catch (RuntimeException e) {
      fail(e);
      return false;
    }
  }

  private List<SourceRecord> next(Capture running) throws InterruptedException {
    if (waiting.isEmpty()) {
      waiting.addAll(running.poll());
    }
    if (waiting.isEmpty()) {
      if (System.nanoTime() - lastRecordNanos > BETWEEN_NEWS.toNanos()) {
        news.add(reporter.of(state, running.generation().epoch(), Optional.empty()));
      }
      return takeNews();
    }
    List<SourceRecord> out = new ArrayList<>(waiting.size() + 4);
    out.addAll(news);
    news.clear();
    long capturedMicros = Instants.now();
    while (!waiting.isEmpty()) {
      SourceRecord record = waiting.peek();
      if (ChangeMapper.isTruncate(record)) {
        // What came before must be in the log before the table's rows are removed there.
        if (!out.isEmpty() || !inFlight.awaitNone(NAP.toMillis())) {
          break;
        }
        running.mapper().truncate(record);
      } else if (ChangeMapper.isChange(record)) {
        setState(
            running.mapper().map(record, capturedMicros, out) ? State.SNAPSHOT : State.STREAMING);
        recovered();
      } else {
        mapOther(running, record, out);
      }
      waiting.remove();
    }
    running.announceTables();
    if (out.isEmpty()) {
      return null;
    }
    lastOffset = lastOffset(out);
    lastRecordNanos = System.nanoTime();
    inFlight.add(out.size());
    return out;
  }

  /** A heartbeat has no effect but to carry its offset. */
  private void mapOther(Capture running, SourceRecord record, List<SourceRecord> out) {
    running.noteOther(record);
    Map<String, ?> offset = running.mapper().offsetOfOther(record);
    if (!Generation.isUnfinished(offset)) {
      setState(State.STREAMING);
      recovered();
    }
    out.add(reporter.heartbeat(record, offset, state, running.generation().epoch()));
  }

  private Map<String, ?> lastOffset(List<SourceRecord> records) {
    for (int i = records.size() - 1; i >= 0; i--) {
      if (records.get(i) instanceof CapturedRecord record && record.original() != null) {
        return record.sourceOffset();
      }
    }
    return lastOffset;
  }

  private void setState(State now) {
    if (state != now) {
      state = now;
      int epoch = capture.map(running -> running.generation().epoch()).orElse(0);
      news.add(reporter.of(now, epoch, Optional.empty()));
    }
  }

  private void recovered() {
    pause = FIRST_PAUSE;
    triesWithoutRecord = 0;
  }

  /**
   * Stops Debezium, to start it again after a while.
   *
   * @throws MillraceException when trying again is of no use
   */
  private void fail(RuntimeException cause) {
    capture.ifPresent(Capture::stop);
    capture = Optional.empty();
    Problem problem = failures.problem(cause);
    triesWithoutRecord++;
    boolean known = problem.code() != ErrorCode.SOURCE_FAILED;
    if (!problem.code().retried() || (!known && triesWithoutRecord >= TRIES_MAX)) {
      throw new MillraceException(problem, cause);
    }
    LOGGER.warn("{} Trying again in {} ms.", problem, pause.toMillis(), cause);
    tryAgainNanos = System.nanoTime() + pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    state = State.RETRYING;
    news.add(reporter.of(State.RETRYING, 0, Optional.of(problem)));
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    inFlight.acknowledge();
  }

  @Override
  public void commit() throws InterruptedException {
    if (capture.isPresent()) {
      capture.get().commit();
    }
  }

  @Override
  public void stop() {
    capture.ifPresent(Capture::stop);
    capture = Optional.empty();
    if (schemas != null) {
      schemas.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
