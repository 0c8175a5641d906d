package dev.millrace.lake;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.CrashPoints.Point;
import dev.millrace.lake.DataFiles.Written;
import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Repeats;
import dev.millrace.log.Schemas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows one table: takes the records of its topic, writes them to data files and commits these
 * together with its progress. Belongs to the writer's thread; only {@link #status} may be asked
 * from others.
 *
 * <p>When anything goes wrong, all that is not committed is given up, and {@link #resume} goes on
 * from what the table itself says. That is also the answer to a commit of unknown outcome, and to
 * another writer that has committed in between.
 */
final class TableFollower {
  private final TableName name;
  private final Catalog catalog;
  private final Schemas schemas;
  private final LakeOptions options;
  private final CrashPoints crashPoints;
  private final InstantSource clock;
  private final Executor encoder;

  /** Empty for an event table, which has no state. */
  private final Optional<CurrentState> current;

  private final Map<Integer, Long> offsets = new HashMap<>();
  private final Map<Integer, Repeats> repeats = new HashMap<>();

  /** By the fingerprint of a schema met before: whether its keys have the bytes of today's. */
  private final Map<Long, Boolean> knownWriters = new HashMap<>();

  private final BitSet unsent = new BitSet();

  private Progress committed = Progress.NONE;
  private HistoryTable history;
  private ChangeDecoder decoder;
  private ChangeRow row;
  private DataFiles files;
  private long sequence;
  private long pending;

  /** Changes that are missing, of which the table does not say so yet. */
  private long lost;

  private volatile LakeStatus.TableStatus status;

  /**
   * @param encoder the thread that encodes the rows of files
   */
  TableFollower(
      TableName name,
      Catalog catalog,
      Schemas schemas,
      LakeOptions options,
      CrashPoints crashPoints,
      InstantSource clock,
      Executor encoder) {
    this.name = name;
    this.catalog = catalog;
    this.schemas = schemas;
    this.options = options;
    this.crashPoints = crashPoints;
    this.clock = clock;
    this.encoder = encoder;
    this.current =
        schemas.current(name).filter(TableSchema::events).isPresent()
            ? Optional.empty()
            : Optional.of(new CurrentState(name, catalog, options, crashPoints));
    this.status = nothingYet(0, Optional.empty());
  }

  TableName name() {
    return name;
  }

  LakeStatus.TableStatus status() {
    return status;
  }

  /**
   * Reads from the catalog how far the table has come and prepares to go on from there.
   *
   * @return by partition the offset to read next; a partition that is missing has not been read
   */
  Map<Integer, Long> resume() {
    if (history == null) {
      TableSchema schema = schemas.current(name).orElseThrow();
      history = HistoryTable.openOrCreate(catalog, schema);
      crashPoints.reach(Point.TABLE_CREATED, name);
    }
    committed = history.progress();
    offsets.clear();
    offsets.putAll(committed.offsets());
    repeats.clear();
    committed.repeats().forEach((partition, saved) -> repeats.put(partition, Repeats.load(saved)));
    sequence = committed.sequence();
    lost = 0;
    TableSchema wanted = adopt();
    current.ifPresent(state -> state.resume(history.table(), wanted, sequence));
    publish(status.problem());
    return committed.offsets();
  }

  boolean isOfEvents() {
    return current.isEmpty();
  }

  /** The offset of the record to be taken next. */
  long next(int partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  /**
   * The log has given up records that have not been taken.
   *
   * @param first of those that are left, which is taken next
   * @return how many are missing
   */
  long skipTo(int partition, long first) {
    long missing = first - next(partition);
    lost += missing;
    offsets.put(partition, first);
    publish(status.problem());
    return missing;
  }

  boolean hasPending() {
    return pending > 0;
  }

  /** Whether so much waits that a commit should not be far. */
  boolean isFull() {
    return current.filter(CurrentState::isFull).isPresent();
  }

  long bufferedBytes() {
    return files == null ? 0 : files.bufferedBytes();
  }

  /** Gives memory back without a commit. */
  void closeOpenFiles() {
    files.closeOpen();
  }

  /** Takes the records of one partition, in order. */
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() != null) {
        take(record);
      }
      offsets.put(record.partition(), record.offset() + 1);
    }
    files.flush();
    publish(status.problem());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    long writer = ChangeDecoder.fingerprint(record.value());
    if (!knownWriters.containsKey(writer)) {
      followSchema(writer);
    }
    decoder.read(record.value());
    // Model topics are written in transactions and have no repeats.
    boolean first =
        name instanceof TableName.Model
            || repeats
                .computeIfAbsent(record.partition(), any -> new Repeats())
                .first(decoder.operation(), decoder.position(), record.key());
    if (!first) {
      return;
    }
    row.take(decoder, sequence + 1);
    current.ifPresent(CurrentState::prepare);
    long place = files.write(row, row.commitDay());
    if (current.isPresent()) {
      current.get().take(decoder, record.key(), knownWriters.get(writer), row, place);
    }
    sequence++;
    pending++;
    unsent.or(row.unsent());
    crashPoints.reach(Point.ROW_WRITTEN, name);
  }

  /** Commits what has been taken, together with how far that is. */
  void commit(Instant now) {
    noteUnsent();
    if (lost > 0) {
      history.noteLost(lost);
      lost = 0;
    }
    List<Written> closed = files.take();
    crashPoints.reach(Point.FILES_CLOSED, name);
    Map<Integer, String> saved = new HashMap<>();
    repeats.forEach((partition, state) -> saved.put(partition, state.save()));
    Progress after = new Progress(sequence, offsets, saved);
    // When it fails the files stay until a sweep finds that nothing refers to them: even where a
    // catalog says that it has not committed, its answer may be that to a request sent twice.
    history.append(closed, committed, after);
    crashPoints.reach(Point.COMMITTED, name);
    committed = after;
    pending = 0;
    current.ifPresent(state -> state.commit(closed, sequence));
    publish(Optional.empty(), Optional.of(now));
  }

  /** What of the current state should be put together; nothing may be pending. */
  Optional<CurrentCompaction> planCompaction() {
    return current.flatMap(CurrentState::planCompaction);
  }

  /** Takes over what a compaction has written; nothing may be pending. */
  void finish(CurrentCompaction done) {
    current.orElseThrow().finish(done);
    publish(status.problem());
  }

  /** Gives up what is not committed. */
  void discard(Problem problem) {
    if (files != null) {
      files.discard();
    }
    current.ifPresent(CurrentState::forget);
    pending = 0;
    publish(Optional.of(problem));
  }

  /**
   * The process ends; nothing may be pending.
   *
   * @param keysKept from so many keys on their index is kept for the next start
   */
  void close(long keysKept) {
    current.ifPresent(state -> state.keepIndex(keysKept));
  }

  /** Nothing stands in the way any more. */
  void clearProblem() {
    if (status.problem().isPresent()) {
      publish(Optional.empty());
    }
  }

  /** A record of a schema not met before: the table may need new columns for it. */
  private void followSchema(long writer) {
    TableSchema written = schemas.byFingerprint(writer);
    if (!schemas.current(name).orElseThrow().equals(decoder.target())) {
      if (hasPending()) {
        commit(clock.instant());
      }
      TableSchema wanted = adopt();
      current.ifPresent(state -> state.adopt(wanted, sequence));
    }
    knownWriters.put(writer, RowKeys.same(written, decoder.target()));
  }

  /** Reads and writes all columns there are now. */
  private TableSchema adopt() {
    TableSchema wanted = schemas.current(name).orElseThrow();
    if (!history.columns().covers(wanted)) {
      history.evolve(wanted);
      crashPoints.reach(Point.COLUMNS_CHANGED, name);
    }
    Table table = history.table();
    files =
        new DataFiles(
            table, table.schema(), options.fileBytes(), this::newFile, Optional.of(encoder));
    decoder = new ChangeDecoder(wanted, schemas::byFingerprint);
    row = new ChangeRow(wanted, history.columns(), table.schema());
    knownWriters.clear();
    unsent.clear();
    return wanted;
  }

  /** A number for a file; those of events are not asked for. */
  private int newFile() {
    return current.map(CurrentState::newFile).orElse(0);
  }

  private void noteUnsent() {
    Set<String> names = new HashSet<>();
    unsent.stream().forEach(i -> names.add(decoder.target().columns().get(i).name()));
    if (!history.columns().unsent().containsAll(names)) {
      history.noteUnsent(names);
    }
    unsent.clear();
  }

  private void publish(Optional<Problem> problem) {
    publish(problem, status.lastCommit());
  }

  private void publish(Optional<Problem> problem, Optional<Instant> lastCommit) {
    Snapshot snapshot = history == null ? null : history.table().currentSnapshot();
    if (snapshot == null) {
      status = nothingYet(pending, problem);
      return;
    }
    Map<String, String> summary = snapshot.summary();
    status =
        new LakeStatus.TableStatus(
            name,
            total(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP),
            total(summary, SnapshotSummary.TOTAL_RECORDS_PROP),
            total(summary, SnapshotSummary.TOTAL_FILE_SIZE_PROP),
            (int) history.table().snapshots().spliterator().estimateSize(),
            lastCommit.or(() -> Optional.of(Instant.ofEpochMilli(snapshot.timestampMillis()))),
            pending,
            current.map(CurrentState::status),
            lost(),
            Optional.empty(),
            problem);
  }

  private LakeStatus.TableStatus nothingYet(long waiting, Optional<Problem> problem) {
    return new LakeStatus.TableStatus(
        name,
        0,
        0,
        0,
        0,
        Optional.empty(),
        waiting,
        current.map(CurrentState::status),
        lost(),
        Optional.empty(),
        problem);
  }

  private long lost() {
    return lost + (history == null ? 0 : history.lost());
  }

  private static long total(Map<String, String> summary, String name) {
    return Long.parseLong(summary.getOrDefault(name, "0"));
  }
}
