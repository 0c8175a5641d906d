package dev.millrace.connectors.capture;

import dev.millrace.api.Position;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.log.Clearing;
import dev.millrace.log.Log;
import dev.millrace.log.Progress;
import dev.millrace.log.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rows of tables while the stream goes on, so that for each key the log has what happened
 * last. Used by the thread that polls alone.
 *
 * <p>Tables are read in rounds, each at one moment of the database or of a replica. Before a moment
 * is taken, the keys begin to be noted that the stream writes of these tables. Rows are handed over
 * only after the stream has passed the moment, and those with a noted key are left out: the stream
 * has brought what came later, or the same. The others were written by nobody since the noting
 * began, so where in between the moment is does not matter for them. When a change in the stream
 * lacked values that did not change, its row is read by its key in another round. Should such
 * changes never end, the stream is held at the moment of the last round.
 */
final class TableReads<P extends SnapshotPoint, U> implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TableReads.class);
  private static final int KEYS_MAX = 2_000_000;
  private static final int AGAIN_MAX = 100_000;
  private static final int ROUNDS_BESIDE_STREAM = 3;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final SnapshotSource<P, U> source;
  private final ChangeStream stream;
  private final Schemas schemas;
  private final Log log;
  private final Reporter reporter;

  /** Tables whose rows are not all in the log, in the order in which they are read. */
  private final Map<TableName.Raw, TableRead> tables = new LinkedHashMap<>();

  private final Ledger ledger;

  private final List<TableRead> next = new ArrayList<>();
  private final SnapshotProgress progress;

  /** Tables that the stream has written since the last round began. */
  private final Set<TableRead> touched = new LinkedHashSet<>();

  /** Changes that stand before it, all of the stream that has been written, are not noted. */
  private long notedFrom;

  private boolean full;
  private boolean keysFull;
  private Optional<Snapshot<P, U>> round = Optional.empty();
  private boolean pointGiven;

  /** The last rows that were read by their keys in the round. */
  private Optional<Handover.Parcel> byKeys = Optional.empty();

  private boolean roundRead;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long nextRoundNanos = System.nanoTime();
  private boolean passed;
  private boolean streamHeld;
  private int roundsByKey;
  private TableName.Raw lastName;
  private TableRead lastTable;

  TableReads(
      SnapshotSource<P, U> source,
      ChangeStream stream,
      Ledger ledger,
      Reporter reporter,
      Schemas schemas,
      Log log) {
    this.source = source;
    this.stream = stream;
    this.ledger = ledger;
    this.schemas = schemas;
    this.log = log;
    this.progress = reporter.snapshot();
    progress.end();
    this.reporter = reporter;
  }

  /** Whether there are rows yet to be read. */
  boolean isActive() {
    return !tables.isEmpty();
  }

  /** Whether a table is being read, or is to be. */
  boolean has(TableName.Raw table) {
    return tables.containsKey(table);
  }

  /**
   * Takes tables to be read. From now on the stream's changes of them must come to {@link #note}.
   */
  void add(List<TableRead> more) {
    for (TableRead table : more) {
      tables.put(table.name(), table);
      next.add(table);
      progress.add(table);
      if (!table.again.isEmpty()) {
        touched.add(table);
      }
    }
  }

  /** Removes what the log has of a table that is to be read anew; all before must be durable. */
  void clear(TableName.Raw table, Position position) {
    long removed = Clearing.clear(log, schemas, table, position, Instants.now());
    if (removed > 0) {
      LOGGER.info("Removed {} earlier rows of {} before it is read anew", removed, table);
    }
  }

  /** Begins to read at a moment, or at one to come when none is given. */
  void beginRound(Optional<P> point) {
    for (TableRead table : next) {
      table.beginRound();
      if (!table.again.isTaken()) {
        touched.remove(table);
      }
    }
    notedFrom = 0;
    measure();
    boolean onlyKeys = next.stream().allMatch(table -> !table.keys().isEmpty());
    roundsByKey = onlyKeys ? roundsByKey + 1 : 0;
    streamHeld = roundsByKey > ROUNDS_BESIDE_STREAM;
    if (streamHeld) {
      stream.pause();
    }
    List<SnapshotWork> work = next.stream().map(SnapshotWork::of).toList();
    next.clear();
    Snapshot<P, U> snapshot =
        new Snapshot<>(onlyKeys ? source.forRowsByKey() : source, work, point, log);
    pointGiven = false;
    round = Optional.of(snapshot);
    snapshot.start();
  }

  /** Takes note of what the stream is about to write. */
  void note(StreamBatch batch) {
    if (tables.isEmpty()) {
      return;
    }
    for (Encoded record : batch.records()) {
      TableRead table = table(record.table());
      if (table != null && record.value() != null) {
        table.changed.add(record.key());
        touched.add(table);
      }
    }
    for (Encoded record : batch.incomplete()) {
      TableRead table = table(record.table());
      if (table != null && !table.isEmptied()) {
        table.again.add(record.key());
        touched.add(table);
      }
    }
    if (!touched.isEmpty()) {
      measure();
    }
  }

  private void measure() {
    long keys = 0;
    long again = 0;
    for (TableRead table : touched) {
      keys += table.changed.size();
      again += table.again.size();
    }
    keysFull = keys > KEYS_MAX;
    full = keysFull || again > AGAIN_MAX;
  }

  @SuppressWarnings("ReferenceEquality") // one name comes again and again
  private TableRead table(TableName.Raw name) {
    if (name != lastName) {
      lastName = name;
      lastTable = tables.get(name);
    }
    return lastTable;
  }

  /** The stream has emptied a table. */
  void truncated(TableName.Raw name) {
    TableRead table = tables.get(name);
    if (table != null) {
      table.makeEmpty();
    }
  }

  /** A table is another now: what is being read is not wanted. */
  void forget(TableName.Raw name) {
    TableRead table = tables.get(name);
    if (table == null) {
      return;
    }
    remove(table);
    next.remove(table);
    progress.gone(table);
    if (round.isPresent() && next.containsAll(tables.values())) {
      closeRound();
    }
    if (tables.isEmpty()) {
      progress.end();
    }
  }

  /** Whether no more of the stream can be taken before more rows are. */
  boolean holdsStream() {
    return full && !streamHeld && round.isPresent() && passed;
  }

  /** The rows to be read again, as the stream's offset keeps them. */
  String again() {
    if (touched.isEmpty()) {
      return "";
    }
    StringBuilder texts = new StringBuilder();
    for (TableRead table : touched) {
      String text = table.again.text(table.name().schema() + "." + table.name().table());
      if (!text.isEmpty()) {
        texts.append(texts.isEmpty() ? "" : ";").append(text);
      }
    }
    return texts.toString();
  }

  /** Whether the stream has passed the moment of the round. */
  private boolean isPassed(long streamPlace) {
    Optional<P> point = round.orElseThrow().point();
    if (point.isEmpty() || passed) {
      return passed;
    }
    long upTo = point.get().upTo();
    if (streamHeld) {
      if (!pointGiven) {
        pointGiven = true;
        stream.runUntil(upTo);
      }
      passed = stream.hasReachedBound();
    } else {
      passed = streamPlace >= upTo;
    }
    return passed;
  }

  /**
   * Hands over what has been read.
   *
   * @param offset of the stream: all changes before it have been handed over, and maybe some of a
   *     transaction after it
   */
  void take(StreamOffset offset, Handover.Parcel out) {
    if (keysFull && !(round.isPresent() && isPassed(offset.place()))) {
      noteFrom(offset.end());
    }
    if (round.isEmpty()) {
      if (!next.isEmpty() && System.nanoTime() - nextRoundNanos >= 0) {
        beginRound(Optional.empty());
      }
      return;
    }
    Snapshot<P, U> snapshot = round.get();
    Optional<Problem> interruption = snapshot.interruption();
    if (interruption.isPresent()) {
      breakOff(interruption.get(), out);
      return;
    }
    if (!isPassed(offset.place())) {
      // Nothing is taken, but a failure is told.
      snapshot.throwFailure();
      if (!snapshot.waitsFor().isEmpty()) {
        progress.waitsFor(snapshot.waitsFor());
      }
      return;
    }
    P point = snapshot.point().orElseThrow();
    if (notedFrom > point.place()) {
      LOGGER.info("Too much was written before rows could be read; reading at another moment");
      closeRound();
      return;
    }
    // However much the stream brings, rows have their turn.
    for (boolean first = true; !roundRead && (first || !out.isFull()); first = false) {
      Optional<SnapshotEvent> event = snapshot.poll();
      if (event.isEmpty()) {
        return;
      }
      take(event.get(), point.place(), out);
    }
    // The stream's offset tells the keys until their rows are durable: it may be stored before.
    if (roundRead && byKeys.map(Handover.Parcel::isInLog).orElse(true)) {
      endRound(out);
    }
  }

  /**
   * Forgets the keys noted so far: changes before the moment need not be known, and the moment may
   * still be ahead. If it proves to be before, another is taken.
   */
  private void noteFrom(long place) {
    notedFrom = place;
    for (TableRead table : touched) {
      table.changed.clear();
    }
    measure();
  }

  /** Rows cannot be read at the moment; the stream goes on. */
  private void breakOff(Problem problem, Handover.Parcel out) {
    LOGGER.warn("{} Trying again in {} ms.", problem, pauseMillis);
    progress.waitsFor(problem.toString());
    tables.values().stream().findFirst().ifPresent(table -> sayOffset(table, table.offset(), out));
    closeRound();
    nextRoundNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  private void closeRound() {
    round.orElseThrow().close();
    round = Optional.empty();
    roundRead = false;
    byKeys = Optional.empty();
    passed = false;
    if (streamHeld) {
      streamHeld = false;
      stream.resume();
    }
    for (TableRead table : tables.values()) {
      if (!next.contains(table)) {
        next.add(table);
      }
    }
  }

  private void take(SnapshotEvent event, long point, Handover.Parcel out) {
    if (event instanceof SnapshotEvent.Begun begun) {
      begun.table().begun(begun, point);
    } else if (event instanceof SnapshotEvent.Rows rows) {
      takeRows(rows, out);
    } else if (event instanceof SnapshotEvent.Voided no) {
      no.table().makeVoid();
    } else if (event instanceof SnapshotEvent.Gone gone) {
      LOGGER.info("Table {} is not captured any more", gone.table().name());
      remove(gone.table());
      progress.gone(gone.table());
    } else {
      roundRead = true;
    }
  }

  private void takeRows(SnapshotEvent.Rows rows, Handover.Parcel out) {
    TableRead table = rows.table();
    if (tables.get(table.name()) != table) {
      return;
    }
    List<Encoded> records = rows.records();
    int last = records.size() - 1;
    while (last >= 0 && isLeftOut(table, records.get(last))) {
      last--;
    }
    for (int i = 0; i < last; i++) {
      Encoded record = records.get(i);
      if (!isLeftOut(table, record)) {
        out.add(table.partition(), table.offsetMap(), table.topic(), record.key(), record.value());
      }
    }
    table.read(rows.chunk(), records.size());
    pauseMillis = FIRST_PAUSE_MILLIS;
    progress.waitsFor("");
    if (rows.ends()) {
      table.chunkDone(rows.chunk());
    }
    if (last >= 0) {
      if (!table.keys().isEmpty()) {
        byKeys = Optional.of(out);
      }
      Encoded record = records.get(last);
      out.add(table.partition(), table.offsetMap(), table.topic(), record.key(), record.value());
    }
    if (rows.ends() && tables.get(table.name()) == table) {
      ledger.table(table.name().schema(), table.name().table(), table.offset());
      if (table.isRead()) {
        finish(table, out);
      } else if (last < 0) {
        sayOffset(table, table.offset(), out);
      }
    }
  }

  private static boolean isLeftOut(TableRead table, Encoded record) {
    return table.isEmptied() || (table.changed.size() > 0 && table.changed.contains(record.key()));
  }

  private void endRound(Handover.Parcel out) {
    Set<TableRead> added = Set.copyOf(next);
    closeRound();
    for (TableRead table : List.copyOf(next)) {
      if (!added.contains(table)) {
        table.endRound();
        if (table.isRead()) {
          next.remove(table);
          finish(table, out);
        }
      }
    }
    if (tables.isEmpty()) {
      progress.end();
    }
  }

  private void finish(TableRead table, Handover.Parcel out) {
    remove(table);
    ledger.table(table.name().schema(), table.name().table(), table.whole());
    sayOffset(table, table.whole(), out);
    progress.finished(table);
  }

  private void remove(TableRead table) {
    tables.remove(table.name(), table);
    touched.remove(table);
    measure();
    lastName = null;
    lastTable = null;
  }

  private void sayOffset(TableRead table, TableOffset offset, Handover.Parcel out) {
    out.add(table.partition(), offset.map(), Progress.TOPIC, reporter.key(), reporter.value());
  }

  @Override
  public void close() {
    round.ifPresent(Snapshot::close);
    round = Optional.empty();
  }
}
