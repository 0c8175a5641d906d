package dev.millrace.connectors.capture;

import dev.millrace.api.Position;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.SourceWatch.Seen;
import dev.millrace.connectors.capture.StreamBatch.Replacement;
import dev.millrace.connectors.capture.StreamBatch.Truncation;
import dev.millrace.log.Clearing;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Progress.State;
import dev.millrace.log.Schemas;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a capture, from its start until it fails or is stopped. One thread uses it, but for
 * {@link #confirm}.
 */
public final class Capture<P extends SnapshotPoint, U> implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Capture.class);
  private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
  private static final Duration WAIT_BESIDE_ROWS = Duration.ofMillis(2);
  private static final long WAIT_FOR_LOG_MILLIS = 50;

  private final String source;
  private final Map<String, String> partition;
  private final Log log;
  private final Schemas schemas;
  private final Ledger ledger;
  private final Handover handover;
  private final Reporter reporter;
  private final ChangeStream stream;
  private final SourceWatch watch;
  private final TableReads<P, U> reads;

  /** The topics of tables that the stream has written, by the very objects that name them. */
  private final IdentityHashMap<TableName.Raw, String> topics = new IdentityHashMap<>();

  private StreamOffset offset;
  private Map<String, ?> offsetMap;

  /** A batch that waits until all before it is in the log. */
  private Optional<StreamBatch> command = Optional.empty();

  /** Whether the tables that it replaces have been handed over as unread. */
  private boolean forgotten;

  private TableChoice choice = TableChoice.none();
  private Optional<RuntimeException> failure = Optional.empty();

  /** The tables as they were seen while some were read, which were not chosen then. */
  private Optional<List<Seen>> seenMeanwhile = Optional.empty();

  /** Tables are not cleared before the stream has come so far. */
  private long clearableFrom;

  private boolean initial;
  private long nextNewsNanos = System.nanoTime();

  /** What a run has from its task. */
  public record Session(
      SourceConfig source,
      Log log,
      Schemas schemas,
      Ledger ledger,
      Handover handover,
      Reporter reporter) {}

  private Capture(
      Session session,
      StreamOffset first,
      ChangeStream stream,
      SourceWatch watch,
      SnapshotSource<P, U> rows) {
    source = session.source.name();
    partition = StreamOffset.partition(source);
    log = session.log;
    schemas = session.schemas;
    ledger = session.ledger;
    handover = session.handover;
    reporter = session.reporter;
    setOffset(first);
    this.stream = stream;
    this.watch = watch;
    reads = new TableReads<>(rows, stream, ledger, reporter, schemas, log);
  }

  /**
   * Begins to capture.
   *
   * @param beginning where; its moment is closed in any case
   * @param stream from the beginning's place on; closed with the capture
   */
  public static <P extends SnapshotPoint, U> Capture<P, U> begin(
      Session session,
      Beginning<P> beginning,
      ChangeStream stream,
      SourceWatch watch,
      SnapshotSource<P, U> rows) {
    Capture<P, U> capture = new Capture<>(session, beginning.offset(), stream, watch, rows);
    try {
      capture.begin(beginning);
      return capture;
    } catch (RuntimeException e) {
      capture.close();
      throw e;
    }
  }

  private void begin(Beginning<P> beginning) {
    clearableFrom = beginning.written();
    choose(beginning.tables());
    // Keys must be noted from the first change of the stream on.
    reads.add(choice.withoutClearing());
    choice = choice.onlyClearing();
    initial = reads.isActive() || !choice.toRead().isEmpty();
    if (reads.isActive()) {
      reads.beginRound(beginning.point());
    } else {
      beginning.close();
    }
    stream.start();
    watch.start();
    reporter.is(state(), offset.position().epoch());
  }

  private void choose(SourceWatch.Look look) {
    clearableFrom = Math.max(clearableFrom, look.place());
    seenMeanwhile = reads.isActive() ? Optional.of(look.tables()) : Optional.empty();
    choose(look.tables());
    look.tables().forEach(this::makeKnown);
  }

  /** New columns are to be seen even if no change follows. A table's first rows tell its others. */
  private void makeKnown(Seen table) {
    boolean inLog =
        ledger
            .table(table.name().schema(), table.name().table())
            .filter(TableOffset::all)
            .isPresent();
    if (inLog && !schemas.newest(table.name()).equals(Optional.of(table.schema()))) {
      schemas.publish(table.schema());
    }
  }

  private void choose(List<Seen> tables) {
    // What was chosen before and is not begun is chosen again.
    choice = TableChoice.of(source, tables, log.tables(), ledger, reads, offset);
  }

  /** Takes the chosen tables; nothing may be on its way to the log. */
  private void readChosen() {
    for (TableName.Raw table : choice.toClear()) {
      reads.clear(table, offset.position());
    }
    reads.add(choice.toRead());
    choice = choice.onlyChanged();
  }

  private State state() {
    initial &= reads.isActive() || !choice.toRead().isEmpty();
    return initial ? State.SNAPSHOT : State.STREAMING;
  }

  private void setOffset(StreamOffset now) {
    offset = now;
    offsetMap = now.map();
    ledger.stream(now);
  }

  /**
   * What is to go to the log next; waits a moment when there is nothing.
   *
   * @return empty when there is nothing
   */
  List<SourceRecord> next() throws InterruptedException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (!handover.awaitRoom(WAIT_FOR_LOG_MILLIS)) {
      return List.of();
    }
    watch.changedTables().ifPresent(this::choose);
    if (seenMeanwhile.isPresent() && !reads.isActive()) {
      choose(seenMeanwhile.get());
      seenMeanwhile = Optional.empty();
    }
    if (command.isPresent() || isChoiceDue()) {
      // What came before must be in the log before rows are removed there.
      if (!handover.awaitNone(WAIT_FOR_LOG_MILLIS)) {
        return List.of();
      }
      command.ifPresent(this::obey);
      if (isChoiceDue()) {
        readChosen();
      }
    }
    Handover.Parcel out = new Handover.Parcel();
    try {
      takeStream(reads.isActive() ? Duration.ZERO : patience(), out);
      reads.take(offset, out);
      if (out.isEmpty() && reads.isActive()) {
        takeStream(WAIT_BESIDE_ROWS, out);
      }
    } catch (RuntimeException e) {
      // What was taken before it counts as written, so it must be.
      failure = Optional.of(e);
    }
    takeNews(out);
    return out.isEmpty() ? List.of() : handover.hand(out, offset.place());
  }

  /**
   * An earlier run may have written changes that are only now repeated. Readers would take removals
   * at an earlier position for repeats, too. And of a table that was made anew, the stream may have
   * changes yet to come that were made to the one before.
   */
  private boolean isChoiceDue() {
    return !choice.toRead().isEmpty()
        && (choice.toClear().isEmpty() || offset.place() >= clearableFrom);
  }

  private Duration patience() {
    long left = nextNewsNanos - System.nanoTime();
    return left <= 0 ? Duration.ZERO : min(Duration.ofNanos(left), LONGEST_WAIT);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void takeStream(Duration patience, Handover.Parcel out) throws InterruptedException {
    Duration wait = patience;
    while (!out.isFull() && command.isEmpty() && !reads.holdsStream()) {
      Optional<StreamBatch> batch = stream.poll(wait);
      if (batch.isEmpty()) {
        return;
      }
      take(batch.get(), out);
      wait = Duration.ZERO;
    }
  }

  private void take(StreamBatch batch, Handover.Parcel out) {
    if (batch.isCommand()) {
      command = Optional.of(batch);
      return;
    }
    reads.note(batch);
    Map<String, ?> before = offsetMap;
    setOffset(offset.after(batch, reads.again()));
    List<Encoded> records = batch.records();
    int last = records.size() - 1;
    for (int i = 0; i <= last; i++) {
      // Several records may have one position, so only the last can tell that all are written.
      Encoded record = records.get(i);
      out.add(
          partition, i < last ? before : offsetMap, topic(record), record.key(), record.value());
    }
  }

  private String topic(Encoded record) {
    return topics.computeIfAbsent(record.table(), TableName.Raw::topic);
  }

  private void obey(StreamBatch batch) {
    batch.truncated().ifPresent(truncated -> truncate(truncated, batch.position()));
    if (batch.replaced().map(this::areReplaced).orElse(true)) {
      setOffset(offset.after(batch, reads.again()));
      nextNewsNanos = System.nanoTime();
      command = Optional.empty();
    }
  }

  private void truncate(Truncation truncated, Position position) {
    for (TableName.Raw table : truncated.tables()) {
      long removed = Clearing.clear(log, schemas, table, position, truncated.commitMicros());
      LOGGER.info("Table {} was truncated; removed {} rows", table, removed);
      reads.truncated(table);
    }
  }

  /**
   * Forgets that tables were read which are others now, and then looks which there are. Those that
   * are there are cleared and read anew; of the others the rows stay until there is one of their
   * name.
   *
   * @return whether that is in the log, so that the stream may go on
   */
  private boolean areReplaced(Replacement replaced) {
    if (forgotten) {
      forgotten = false;
      watch.lookAgain();
      return true;
    }
    List<TableName.Raw> names = names(replaced);
    names.forEach(reads::forget);
    TableOffset unread = TableOffset.none(offset.position().epoch(), 0);
    choice = choice.without(names, names.stream().map(n -> new TableRead(n, unread)).toList());
    seenMeanwhile = Optional.empty();
    LOGGER.info("The names {} mean other rows now, or none", names);
    forgotten = true;
    return false;
  }

  private List<TableName.Raw> names(Replacement replaced) {
    if (replaced.schema().isEmpty()) {
      return replaced.tables().stream().distinct().toList();
    }
    return log.tables().stream()
        .filter(TableName.Raw.class::isInstance)
        .map(TableName.Raw.class::cast)
        .filter(raw -> raw.source().equals(source))
        .filter(raw -> raw.schema().equals(replaced.schema().get()))
        .toList();
  }

  /** Each second, and when there is something to tell, a record says how the source is doing. */
  private void takeNews(Handover.Parcel out) {
    for (TableRead table : choice.changed()) {
      ledger.table(table.name().schema(), table.name().table(), table.offset());
      out.add(
          table.partition(), table.offsetMap(), Progress.TOPIC, reporter.key(), reporter.value());
    }
    choice = choice.withoutChanged();
    boolean news = reporter.is(state(), offset.position().epoch());
    long now = System.nanoTime();
    if (!news && now - nextNewsNanos < 0) {
      return;
    }
    nextNewsNanos = now + BETWEEN_NEWS.toNanos();
    watch.handed(offset.place());
    reporter.lag(watch.lag());
    out.add(partition, offsetMap, Progress.TOPIC, reporter.key(), reporter.value());
  }

  /** Lets the source forget what is stored. */
  void confirm(long place) {
    stream.confirm(place);
  }

  @Override
  public void close() {
    reads.close();
    stream.close();
    watch.close();
  }
}
