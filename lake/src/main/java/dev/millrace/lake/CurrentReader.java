package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Folds a history into the current state. For each key the change that took effect last decides,
 * that is the one with the greatest {@code _sequence}: the lake numbers changes as the log has
 * them, and per key the log's order is the order of effect, also where positions are equal.
 *
 * <p>A pass reads the keys of its share of the history to find the deciding changes, then reads the
 * history again and hands those over as they come. Keys are compared as the log writes them.
 */
final class CurrentReader {
  /** How many changes' keys are held at a time, about 150 bytes each. */
  static final int KEYS_A_PASS = 500_000;

  private static final long[] NOTHING_UNSENT = new long[0];

  private final Table table;
  private final HistoryColumns columns;
  private final TableSchema schema;
  private final Expression upTo;
  private final int keysAPass;
  private final List<String> unsent;

  /**
   * @param upTo what changes have to meet to count
   * @param keysAPass how many changes' keys may be held
   */
  CurrentReader(Table table, TableSchema schema, Expression upTo, int keysAPass) {
    this.table = table;
    this.columns = HistoryColumns.of(table);
    this.schema = schema;
    this.upTo = upTo;
    this.keysAPass = keysAPass;
    this.unsent =
        schema.columns().stream().map(Column::name).filter(columns.unsent()::contains).toList();
  }

  /** What decides about one key: which change, and for columns it did not send, which others. */
  private static final class Newest {
    long sequence;
    boolean removed;
    long[] sent = NOTHING_UNSENT;
  }

  /** A row some of whose values stand in earlier changes. */
  private static final class Partial {
    final Object[] values;
    int missing;

    Partial(int columns) {
      values = new Object[columns];
    }
  }

  /** A value that a partial row waits for; column -1 stands for all that the change did send. */
  private record Wanted(Partial partial, int column) {}

  void read(RowSink sink, Runnable endOfRow) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return;
    }
    long rows =
        Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    int passes = (int) Math.max(1, (rows + keysAPass - 1) / keysAPass);
    for (int pass = 0; pass < passes; pass++) {
      read(snapshot, new Share(pass, passes), sink, endOfRow);
    }
  }

  /** The keys that a pass looks after. */
  private record Share(int pass, int passes) {
    boolean has(ByteBuffer key) {
      // The low bits alone would put neighbouring keys into one share.
      return passes == 1 || Math.floorMod((key.hashCode() * 0x9e3779b1) >>> 8, passes) == pass;
    }
  }

  private void read(Snapshot snapshot, Share share, RowSink sink, Runnable endOfRow) {
    Map<ByteBuffer, Newest> byKey = newest(snapshot, share);
    List<Long> whole = new ArrayList<>();
    Map<Long, List<Wanted>> wanted = new HashMap<>();
    for (Newest newest : byKey.values()) {
      if (newest.removed) {
        continue;
      }
      Partial partial = new Partial(schema.columns().size());
      for (int i = 0; i < newest.sent.length; i++) {
        if (newest.sent[i] != newest.sequence) {
          int column = schema.indexOf(unsent.get(i)).orElseThrow();
          want(wanted, newest.sent[i], new Wanted(partial, column));
        }
      }
      if (partial.missing == 0) {
        whole.add(newest.sequence);
      } else {
        want(wanted, newest.sequence, new Wanted(partial, -1));
      }
    }
    byKey.clear();
    long[] sequences = whole.stream().mapToLong(Long::longValue).sorted().toArray();
    emit(snapshot, sequences, wanted, sink, endOfRow);
  }

  private static void want(Map<Long, List<Wanted>> wanted, long sequence, Wanted value) {
    value.partial().missing++;
    wanted.computeIfAbsent(sequence, any -> new ArrayList<>()).add(value);
  }

  private Map<ByteBuffer, Newest> newest(Snapshot snapshot, Share share) {
    List<String> key = schema.keyed() ? schema.key() : names(schema.columns());
    List<Column> keyColumns =
        key.stream().map(name -> schema.columns().get(schema.indexOf(name).orElseThrow())).toList();
    RecordReader keys =
        new RecordReader(
            table,
            columns,
            keyColumns,
            List.of(Meta.SEQUENCE, Meta.OP, Meta.UNSENT, Meta.POSITION));
    // The log's own encoder gives the key the bytes by which the log tells rows apart.
    ChangeEncoder encoder = new ChangeEncoder(schema.withColumns(keyColumns), 0);
    Map<String, long[]> masks = new HashMap<>();
    Map<ByteBuffer, Newest> byKey = new HashMap<>();
    scan(
        snapshot,
        keys,
        record -> {
          keys.hand(record, encoder.begin(Operation.INSERT, Position.LEAST, 0, 0, ""));
          ByteBuffer bytes = ByteBuffer.wrap(encoder.key());
          if (share.has(bytes)) {
            note(byKey.computeIfAbsent(bytes, any -> new Newest()), keys, record, masks);
          }
        });
    return byKey;
  }

  private void note(Newest newest, RecordReader keys, Record record, Map<String, long[]> masks) {
    long sequence = (Long) keys.meta(record, Meta.SEQUENCE);
    if (sequence > newest.sequence) {
      newest.sequence = sequence;
      newest.removed = HistoryColumns.isRemoval((String) keys.meta(record, Meta.OP));
    }
    if (unsent.isEmpty()) {
      return;
    }
    if (newest.sent == NOTHING_UNSENT) {
      newest.sent = new long[unsent.size()];
    }
    String names = (String) keys.meta(record, Meta.UNSENT);
    long[] mask = masks.computeIfAbsent(names == null ? "[]" : names, this::mask);
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        newest.sent[i] = Math.max(newest.sent[i], sequence);
      }
    }
  }

  /** By column that is not always sent: 1 when these names hold it. */
  private long[] mask(String names) {
    List<String> there = HistoryColumns.names(names);
    return unsent.stream().mapToLong(name -> there.contains(name) ? 1 : 0).toArray();
  }

  private void emit(
      Snapshot snapshot,
      long[] sequences,
      Map<Long, List<Wanted>> wanted,
      RowSink sink,
      Runnable endOfRow) {
    if (sequences.length == 0 && wanted.isEmpty()) {
      return;
    }
    RecordReader rows =
        new RecordReader(table, columns, schema.columns(), List.of(Meta.SEQUENCE, Meta.POSITION));
    // A value that was never sent is looked for at sequence 0, which no change has.
    List<Wanted> never = wanted.getOrDefault(0L, List.of());
    never.forEach(value -> value.partial().values[value.column()] = RecordReader.UNSENT);
    never.forEach(value -> value.partial().missing--);
    scan(
        snapshot,
        rows,
        record -> {
          long sequence = (Long) rows.meta(record, Meta.SEQUENCE);
          if (Arrays.binarySearch(sequences, sequence) >= 0) {
            rows.hand(record, sink);
            endOfRow.run();
          }
          for (Wanted value : wanted.getOrDefault(sequence, List.of())) {
            if (fill(rows, record, value)) {
              rows.hand(value.partial().values, sink);
              endOfRow.run();
            }
          }
        });
  }

  /** Returns whether the row is whole now. */
  private static boolean fill(RecordReader rows, Record record, Wanted value) {
    Object[] values = value.partial().values;
    if (value.column() >= 0) {
      Object found = Values.kept(rows.value(record, value.column()));
      values[value.column()] = found == null ? RecordReader.EMPTY : found;
    } else {
      for (int i = 0; i < values.length; i++) {
        if (values[i] == null) {
          values[i] = Values.kept(rows.value(record, i));
        }
      }
    }
    return --value.partial().missing == 0;
  }

  private void scan(Snapshot snapshot, RecordReader reader, Consumer<Record> action) {
    IcebergGenerics.ScanBuilder scan =
        IcebergGenerics.read(table)
            .useSnapshot(snapshot.snapshotId())
            .project(reader.projection())
            .reuseContainers();
    try (CloseableIterable<Record> records = scan.where(upTo).build()) {
      records.forEach(action);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }
}
