package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Finds the changes of one row; files whose bounds exclude its key are not opened. */
final class HistoryReader {
  private final Table table;
  private final TableName name;
  private final HistoryColumns columns;
  private final List<Column> all;
  private final RecordReader reader;

  HistoryReader(Table table, TableName name) {
    this.table = table;
    this.name = name;
    this.columns = HistoryColumns.of(table);
    this.all = columns.columns();
    this.reader = new RecordReader(table, columns, all, Meta.ALL);
  }

  private record Found(long sequence, RowHistory.Change change) {}

  RowHistory read(Map<String, Object> key, int limit) {
    List<String> names = all.stream().map(Column::name).toList();
    if (table.currentSnapshot() == null) {
      return new RowHistory(name, Optional.empty(), names, List.of());
    }
    PriorityQueue<Found> newest = new PriorityQueue<>(Comparator.comparingLong(Found::sequence));
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).where(filter(key)).project(reader.projection()).build()) {
      for (Record record : records) {
        newest.add(new Found((Long) reader.meta(record, Meta.SEQUENCE), change(record)));
        if (newest.size() > limit) {
          newest.poll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lake's table: " + table.name(), e);
    }
    List<RowHistory.Change> changes = new ArrayList<>();
    while (!newest.isEmpty()) {
      changes.add(0, newest.poll().change());
    }
    Instant asOf = Instant.ofEpochMilli(table.currentSnapshot().timestampMillis());
    return new RowHistory(name, Optional.of(asOf), names, changes);
  }

  private Expression filter(Map<String, Object> key) {
    List<String> expected = columns.effectiveKey();
    if (!key.keySet().equals(new HashSet<>(expected))) {
      throw invalid(
          "its key has the columns " + String.join(", ", expected), "Give a value for each.", null);
    }
    Expression filter = Expressions.alwaysTrue();
    for (String column : expected) {
      filter = Expressions.and(filter, equal(column, key.get(column)));
    }
    return filter;
  }

  /** The value may stand in any of the column's fields. */
  private Expression equal(String column, Object value) {
    List<Field> fields = columns.of(column);
    Expression equal = Expressions.alwaysFalse();
    RuntimeException unreadable = null;
    boolean readable = false;
    for (Field field : fields) {
      if (value == null) {
        equal = Expressions.isNull(field.name());
        readable = true;
        continue;
      }
      try {
        Object literal = Values.literal(value, field.type());
        equal = Expressions.or(equal, equal(field, literal));
        readable = true;
      } catch (IllegalArgumentException e) {
        unreadable = e;
      }
    }
    if (!readable) {
      throw invalid(
          "key column " + column + " is of type " + columns.type(column),
          "Give a value of that type.",
          unreadable);
    }
    return equal;
  }

  private static Expression equal(Field field, Object literal) {
    return Expressions.equal(field.name(), literal);
  }

  private MillraceException invalid(String why, String remedy, Throwable cause) {
    String message = "Cannot look for a row of " + name + ": " + why + ".";
    return new MillraceException(ErrorCode.REQUEST_INVALID, message, remedy, cause);
  }

  private RowHistory.Change change(Record record) {
    String names = (String) reader.meta(record, Meta.UNSENT);
    List<String> unsent = names == null ? List.of() : HistoryColumns.names(names);
    Set<String> left = new HashSet<>(unsent);
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      if (!left.contains(all.get(i).name())) {
        ColumnType type = all.get(i).type();
        Object value = reader.value(record, i);
        row.put(all.get(i).name(), value == null ? null : Values.plain(value, type));
      }
    }
    String transaction = (String) reader.meta(record, Meta.TRANSACTION);
    String operation = (String) reader.meta(record, Meta.OP);
    return new RowHistory.Change(
        Operation.valueOf(operation.toUpperCase(Locale.ROOT)),
        Position.parse((String) reader.meta(record, Meta.POSITION)),
        instant(record, Meta.COMMIT_TIME),
        instant(record, Meta.CAPTURED_TIME),
        transaction == null ? "" : transaction,
        row,
        unsent);
  }

  private Instant instant(Record record, Meta meta) {
    return ((OffsetDateTime) reader.meta(record, meta)).toInstant();
  }
}
