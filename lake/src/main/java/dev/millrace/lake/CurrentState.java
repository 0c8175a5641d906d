package dev.millrace.lake;

import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.CrashPoints.Point;
import dev.millrace.lake.DataFiles.Written;
import dev.millrace.lake.Patches.Patch;
import dev.millrace.log.ChangeDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;

/**
 * Keeps the current state of one table behind its history. An index says where the live row of each
 * key stands; what a change takes the place of is dead from the next commit on. The history's files
 * are the current state's, too, so that a row is written once.
 *
 * <p>All that is here can be told again from the catalog: the index from the current-state table,
 * and that table from the history. So whatever goes wrong, {@link #forget} and {@link #resume} mend
 * it. Belongs to the writer's thread.
 */
final class CurrentState {
  /** So many rows that have to be put together are held at most. */
  private static final int PATCHES_MAX = 20_000;

  private final TableName name;
  private final Catalog catalog;
  private final LakeOptions options;
  private final CrashPoints crashPoints;
  private final KeyHash hash = new KeyHash();
  private final Map<Integer, LiveFile> files = new HashMap<>();

  private Table history;
  private CurrentTable current;
  private TableSchema target;
  private HistoryColumns columns;
  private RowKeys keys;
  private Schema schema;

  /** Null until it is needed. */
  private KeyIndex index;

  private Patches patches;
  private DataFiles own;
  private int lastNumber;
  private long generation;
  private long sequence;

  /** The table's, that the files here are those of. */
  private long snapshot;

  CurrentState(TableName name, Catalog catalog, LakeOptions options, CrashPoints crashPoints) {
    this.name = name;
    this.catalog = catalog;
    this.options = options;
    this.crashPoints = crashPoints;
  }

  /**
   * Makes the table show what its history has, and prepares to go on from there.
   *
   * @param newTarget the columns that changes will be read with
   * @param upTo how far the history is
   */
  void resume(Table newHistory, TableSchema newTarget, long upTo) {
    history = newHistory;
    if (current == null) {
      current = CurrentTable.openOrCreate(catalog, name, history, options.currentFormat());
      crashPoints.reach(Point.CURRENT_CREATED, name);
    }
    forget();
    sequence = current.refresh();
    snapshot = current.snapshot(null);
    adopt(newTarget, upTo);
    if (sequence > upTo) {
      // The history was rolled back.
      rebuild(upTo);
    } else if (sequence < upTo) {
      load();
      replay(sequence, this::number);
      publish(upTo, List.of());
    }
  }

  /**
   * Takes other columns; nothing may be waiting for a commit.
   *
   * @param upTo how far the history is
   */
  void adopt(TableSchema newTarget, long upTo) {
    columns = HistoryColumns.of(history);
    boolean keysStay = target != null && RowKeys.same(target, newTarget);
    target = newTarget;
    keys = new RowKeys(target);
    if (!keysStay) {
      forget();
    }
    if (current.isToBeRebuilt(history)) {
      rebuild(upTo);
    } else if (!current.isLike(history)) {
      Transaction transaction = current.table().newTransaction();
      current.follow(history, transaction);
      transaction.commitTransaction();
    }
    useSchema(current.table().schema());
    crashPoints.reach(Point.CURRENT_COLUMNS_CHANGED, name);
  }

  private void useSchema(Schema newSchema) {
    schema = newSchema;
    own = null;
    patches = new Patches(current.table(), schema, target, columns);
  }

  /** A number for a new file of the history. */
  int newFile() {
    LiveFile file = new LiveFile(++lastNumber);
    files.put(file.number, file);
    return file.number;
  }

  /** Is to be called before changes are written. */
  void prepare() {
    if (index == null) {
      load();
    }
  }

  /** Whether so much waits that a commit should not be far. */
  boolean isFull() {
    return patches.size() >= PATCHES_MAX;
  }

  /**
   * Takes a change that has been written to the history.
   *
   * @param key as the log has it, if {@code sameKey}; otherwise it is made from the row
   * @param place where it was written
   */
  void take(ChangeDecoder decoder, byte[] key, boolean sameKey, ChangeRow row, long place) {
    if (sameKey) {
      hash.of(key);
    } else {
      hash.of(keys.of(row, keys.places(row::placeOf)));
    }
    if (isRemoval(decoder.operation())) {
      kill(place);
      kill(index.remove(hash));
    } else if (row.unsent().isEmpty()) {
      kill(index.put(hash, place));
    } else {
      kill(place);
      Patch patch = patch();
      patch.row.take(decoder, 0);
      patch.missing.and(patch.row.unsent());
    }
  }

  /** The row of the present key that is put together. */
  private Patch patch() {
    long before = index.get(hash);
    if (before != KeyIndex.NONE && Patches.isPatch(before)) {
      return patches.at(before);
    }
    Patch patch = patches.begin(hash, before);
    kill(before);
    index.put(hash, patch.place);
    return patch;
  }

  private static boolean isRemoval(Operation operation) {
    return operation == Operation.DELETE || operation == Operation.TRUNCATE;
  }

  private void kill(long place) {
    if (place == KeyIndex.NONE) {
      return;
    }
    if (Patches.isPatch(place)) {
      patches.drop(place);
    } else {
      files.get(Places.file(place)).kill(Places.row(place));
    }
  }

  /**
   * Commits what has been taken.
   *
   * @param written the history's files with it, which are committed there
   * @param upTo how far the history is
   */
  void commit(List<Written> written, long upTo) {
    written.forEach(this::add);
    publish(upTo, List.of());
  }

  private void add(Written written) {
    files.get(written.number()).file = withoutPartition(written.file());
  }

  private static DataFile withoutPartition(DataFile file) {
    return org.apache.iceberg.DataFiles.builder(PartitionSpec.unpartitioned()).copy(file).build();
  }

  /** What should be put together; nothing may be waiting for a commit. */
  Optional<CurrentCompaction> planCompaction() {
    if (index == null) {
      return Optional.empty();
    }
    List<LiveFile> inputs = CurrentCompaction.choose(files.values(), options.fileBytes());
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(compaction(inputs));
  }

  private CurrentCompaction compaction(List<LiveFile> inputs) {
    return new CurrentCompaction(
        current.table(),
        schema,
        new RowKeys(target),
        keys.places(this::placeInSchema),
        inputs.stream()
            .map(file -> new CurrentCompaction.Input(file.number, file.file, file.deadThen()))
            .toList(),
        generation,
        deadShare(),
        options.fileBytes(),
        options.scratch());
  }

  private double deadShare() {
    long dead = 0;
    long rows = 0;
    for (LiveFile file : files.values()) {
      if (file.file != null) {
        dead += file.deadCount();
        rows += file.file.recordCount();
      }
    }
    return (double) dead / rows;
  }

  private int placeInSchema(String column) {
    int id = columns.live(column).orElseThrow().id();
    for (int i = 0; i < schema.columns().size(); i++) {
      if (schema.columns().get(i).fieldId() == id) {
        return i;
      }
    }
    throw new IllegalStateException("Cannot find column " + column + " in " + name + ".");
  }

  /** Takes over what a compaction has written; nothing may be waiting for a commit. */
  void finish(CurrentCompaction done) {
    if (done.generation() != generation) {
      done.discard();
      return;
    }
    publish(sequence, takeOver(done));
  }

  /** Takes the files written in place of others; returns these. */
  private List<LiveFile> takeOver(CurrentCompaction done) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (Written written : done.outputs()) {
      int number = newFile();
      numbers.put(written.number(), number);
      files.get(number).file = written.file();
    }
    done.forEachMove(
        (key, from, to) -> {
          long place = Places.of(numbers.get(Places.file(to)), Places.row(to));
          if (index.get(key) == from) {
            index.put(key, place);
          } else {
            kill(place);
          }
        });
    List<LiveFile> gone = new ArrayList<>();
    done.inputs()
        .forEach(
            input -> {
              LiveFile file = files.remove(input.number());
              // It may have gone when its last row died.
              if (file != null) {
                gone.add(file);
              }
            });
    return gone;
  }

  /** Gives up what is not committed, and the index with it. */
  void forget() {
    if (own != null) {
      own.discard();
      own = null;
    }
    index = null;
    files.clear();
    lastNumber = 0;
    generation++;
    if (patches != null) {
      useSchema(schema);
    }
  }

  /** Is told where each key's row stands, or reads it. */
  private void load() {
    Optional<KeptIndex> kept =
        KeptIndex.take(indexFile(), snapshot, keys.columns(), options.scratch());
    if (kept.isPresent()) {
      Map<String, Integer> numbers = kept.get().numbers();
      for (LiveFile file : current.files(file -> numbers.get(file.location()))) {
        files.put(file.number, file);
        lastNumber = Math.max(lastNumber, file.number);
      }
      index = kept.get().index();
    } else {
      readKeys();
    }
  }

  /**
   * Keeps the index for the next start; nothing may be waiting for a commit.
   *
   * @param atLeast so many keys; fewer are read as fast
   */
  void keepIndex(long atLeast) {
    if (index != null && index.size() >= atLeast) {
      KeptIndex.write(indexFile(), snapshot, keys.columns(), files.values(), index);
    }
  }

  private Path indexFile() {
    return options.scratch().resolve(current.table().uuid() + ".keys");
  }

  private void readKeys() {
    index = new KeyIndex(options.scratch());
    KeyReader reader = new KeyReader(current.table(), columns, keys);
    for (LiveFile file : current.files(any -> ++lastNumber)) {
      files.put(file.number, file);
      reader.read(file, index);
    }
  }

  /** Makes all of it anew from the history: a key or a type has changed. */
  private void rebuild(long upTo) {
    List<LiveFile> old = current.files(any -> 0);
    forget();
    index = new KeyIndex(options.scratch());
    Map<String, LiveFile> left = new LinkedHashMap<>();
    old.forEach(file -> left.put(file.file.location(), file));
    Transaction transaction = current.table().newTransaction();
    current.follow(history, transaction);
    useSchema(transaction.table().schema());
    replay(
        0,
        file -> {
          int number = number(file);
          LiveFile before = left.remove(file.location());
          if (before != null) {
            files.get(number).takeOver(before);
          }
          return number;
        });
    publish(transaction, upTo, left.values());
  }

  /** A number for a file that the history has. */
  private int number(DataFile file) {
    int number = newFile();
    files.get(number).file = withoutPartition(file);
    return number;
  }

  /** Takes the history's changes that came after a number, out of its files. */
  private void replay(long after, ToIntFunction<DataFile> numbers) {
    RecordReader reader =
        new RecordReader(
            history,
            columns,
            target.columns(),
            List.of(Meta.SEQUENCE, Meta.OP, Meta.UNSENT, Meta.POSITION, Meta.COMMIT_TIME));
    int[] keyIndexes = target.keyIndexes();
    new HistoryReplay(history, reader, numbers)
        .run(
            after,
            (record, number, place) -> {
              if (number <= after) {
                kill(place);
              } else {
                take(record, reader, keyIndexes, place);
              }
              if (isFull()) {
                writePatches();
              }
            });
  }

  private void take(Record record, RecordReader reader, int[] keyIndexes, long place) {
    hash.of(keys.of(record, reader, keyIndexes));
    BitSet unsent = HistoryColumns.unsentOf((String) reader.meta(record, Meta.UNSENT), target);
    if (HistoryColumns.isRemoval((String) reader.meta(record, Meta.OP))) {
      kill(place);
      kill(index.remove(hash));
    } else if (unsent.isEmpty() && !reader.isInEarlierField(record)) {
      kill(index.put(hash, place));
    } else {
      kill(place);
      Patch patch = patch();
      patch.row.take(record, reader, unsent);
      patch.missing.and(unsent);
    }
  }

  /** Writes rows that were put together to files of the current state's own. */
  private void writePatches() {
    if (patches.size() == 0) {
      return;
    }
    if (own == null) {
      own = new DataFiles(current.table(), schema, options.fileBytes(), this::newFile);
    }
    for (Patch patch : patches.take(number -> files.get(number).file)) {
      index.put(hash.set(patch.keyHigh, patch.keyLow), own.write(patch.row, 0));
    }
    own.take().forEach(this::add);
  }

  private void publish(long upTo, Collection<LiveFile> gone) {
    publish(null, upTo, gone);
  }

  /**
   * Commits the files there are now, and which of their rows are dead.
   *
   * @param transaction in which the columns change, or null
   * @param gone files that are no longer the table's
   */
  private void publish(Transaction transaction, long upTo, Collection<LiveFile> gone) {
    writePatches();
    List<LiveFile> rewritten =
        options.currentFormat() == CurrentFormat.COPY_ON_WRITE ? rewriteTouched() : List.of();
    crashPoints.reach(Point.CURRENT_WRITTEN, name);
    CurrentCommit commit = new CurrentCommit(current, transaction, snapshot);
    gone.forEach(commit::remove);
    rewritten.forEach(commit::remove);
    files.values().removeIf(file -> file.file != null && !commit.keep(file));
    snapshot = commit.run(upTo);
    sequence = upTo;
    crashPoints.reach(Point.CURRENT_COMMITTED, name);
  }

  /** Writes all files anew that have dead rows; returns those that are no longer wanted. */
  private List<LiveFile> rewriteTouched() {
    List<LiveFile> touched = new ArrayList<>();
    for (LiveFile file : files.values()) {
      if (file.file != null && file.deadCount() > 0 && !file.allDead()) {
        touched.add(file);
      }
    }
    if (touched.isEmpty()) {
      return List.of();
    }
    CurrentCompaction rewrite = compaction(touched);
    rewrite.run(Budget.of(Integer.MAX_VALUE));
    return takeOver(rewrite);
  }

  LakeStatus.Current status() {
    return current == null ? LakeStatus.Current.NONE : current.status();
  }
}
