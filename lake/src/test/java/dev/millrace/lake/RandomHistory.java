package dev.millrace.lake;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.Topic.Change;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A table that lives at random, what its writer puts into the log, and what must come of it. */
final class RandomHistory {
  private static final List<ColumnType> TYPES =
      List.of(
          ColumnType.BOOLEAN,
          ColumnType.INT32,
          ColumnType.INT64,
          ColumnType.FLOAT32,
          ColumnType.FLOAT64,
          ColumnType.TEXT,
          ColumnType.JSON,
          ColumnType.BYTES,
          ColumnType.DATE,
          ColumnType.TIME,
          ColumnType.TIMESTAMP,
          ColumnType.INSTANT,
          ColumnType.decimal(12, 2),
          ColumnType.decimal(38, 10));

  /** Values of these may be too large to be sent with every change. */
  private static final Set<ColumnType.Kind> LARGE =
      Set.of(ColumnType.Kind.TEXT, ColumnType.Kind.JSON, ColumnType.Kind.BYTES);

  private final Random random;
  private final List<Column> columns = new ArrayList<>();
  private final TableName name;
  private final Map<List<Object>, Map<String, Object>> rows = new LinkedHashMap<>();
  private final List<Change> history = new ArrayList<>();
  private long commit;

  RandomHistory(long seed, TableName name) {
    this.random = new Random(seed);
    this.name = name;
    columns.add(Column.of("id", ColumnType.INT64));
    columns.add(Column.of("Site \"code\"", ColumnType.TEXT));
    int count = 1 + random.nextInt(10);
    for (int i = 0; i < count; i++) {
      addColumn();
    }
  }

  TableSchema schema() {
    return new TableSchema(name, columns, List.of("Site \"code\"", "id"));
  }

  /** Each change once, in order. */
  List<Change> history() {
    return history;
  }

  /** The rows alive, in the present schema. */
  List<List<Object>> current() {
    List<List<Object>> current = new ArrayList<>();
    for (Map<String, Object> row : rows.values()) {
      List<Object> values = new ArrayList<>();
      columns.forEach(column -> values.add(row.get(column.name())));
      current.add(values);
    }
    return JavaRow.sorted(current);
  }

  /** A transaction or a few; several changes may share a position. */
  List<Change> work() {
    List<Change> changes = new ArrayList<>();
    int count = 1 + random.nextInt(12);
    commit++;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) > 0) {
        commit++;
      }
      List<Object> key = List.of((long) random.nextInt(8), "s'" + random.nextInt(2));
      if (changes.stream().anyMatch(c -> samePlace(c, key))) {
        commit++;
      }
      changes.add(rows.containsKey(key) ? changeRow(key) : insertRow(key));
    }
    history.addAll(changes);
    return changes;
  }

  private boolean samePlace(Change change, List<Object> key) {
    return change.position().commit() == commit && change.row().subList(0, 2).equals(key);
  }

  private Change insertRow(List<Object> key) {
    List<Object> row = new ArrayList<>(key);
    for (int i = 2; i < columns.size(); i++) {
      row.add(random.nextInt(6) == 0 ? null : value(columns.get(i).type()));
    }
    rows.put(key, values(row, Map.of()));
    return change(Operation.INSERT, row);
  }

  private Change changeRow(List<Object> key) {
    Map<String, Object> before = rows.get(key);
    if (random.nextInt(4) == 0) {
      rows.remove(key);
      List<Object> row = new ArrayList<>(key);
      columns.subList(2, columns.size()).forEach(column -> row.add(before.get(column.name())));
      return change(random.nextBoolean() ? Operation.DELETE : Operation.TRUNCATE, row);
    }
    List<Object> row = new ArrayList<>(key);
    for (int i = 2; i < columns.size(); i++) {
      int luck = random.nextInt(6);
      boolean toast = LARGE.contains(columns.get(i).type().kind());
      row.add(luck == 0 ? null : toast && luck < 4 ? JavaRow.UNSENT : value(columns.get(i).type()));
    }
    rows.put(key, values(row, before));
    return change(Operation.UPDATE, row);
  }

  private Map<String, Object> values(List<Object> row, Map<String, Object> before) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i).name();
      values.put(column, row.get(i) == JavaRow.UNSENT ? before.get(column) : row.get(i));
    }
    return values;
  }

  private Change change(Operation operation, List<Object> row) {
    // Days apart, so that several partitions are open at once.
    long time = Topic.NOON + (commit % 7) * 86_400_000_000L;
    return new Change(operation, new Position(1, commit, 0), time, row);
  }

  /** A new column, or a column of another type; the rows' values become those of the new type. */
  void alter() {
    int i = 2 + random.nextInt(columns.size() - 2);
    Column column = columns.get(i);
    List<ColumnType> wider = wider(column.type());
    if (wider.isEmpty()) {
      addColumn();
      return;
    }
    ColumnType type = wider.get(random.nextInt(wider.size()));
    columns.set(i, Column.of(column.name(), type));
    for (Map<String, Object> row : rows.values()) {
      row.computeIfPresent(column.name(), (any, value) -> convert(value, type));
    }
  }

  private void addColumn() {
    columns.add(Column.of("column " + columns.size(), TYPES.get(random.nextInt(TYPES.size()))));
  }

  private static List<ColumnType> wider(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> List.of(ColumnType.TEXT);
      case INT32 ->
          List.of(ColumnType.INT64, ColumnType.FLOAT64, ColumnType.decimal(20, 3), ColumnType.TEXT);
      case INT64 -> List.of(ColumnType.decimal(22, 3), ColumnType.TEXT);
      case FLOAT32 -> List.of(ColumnType.FLOAT64);
      case DATE -> List.of(ColumnType.TIMESTAMP);
      case DECIMAL ->
          type.precision() == 12
              ? List.of(ColumnType.decimal(18, 2), ColumnType.decimal(20, 4), ColumnType.TEXT)
              : List.of();
      default -> List.of();
    };
  }

  private static Object convert(Object value, ColumnType type) {
    return switch (type.kind()) {
      case TEXT -> value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
      case INT64 -> ((Number) value).longValue();
      case FLOAT64 -> ((Number) value).doubleValue();
      case DECIMAL -> new BigDecimal(value.toString()).setScale(type.scale());
      case TIMESTAMP -> (Integer) value * 86_400_000_000L;
      default -> throw new IllegalStateException("No conversion to " + type);
    };
  }

  private Object value(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case INT32 -> random.nextInt() >> random.nextInt(32);
      case DATE -> random.nextInt(40_000) - 10_000;
      case INT64 -> random.nextLong() >> random.nextInt(64);
      case TIME -> random.nextLong(86_400_000_000L);
      case TIMESTAMP, INSTANT -> random.nextLong() >> 12;
      case FLOAT32 -> random.nextFloat();
      case FLOAT64 -> random.nextDouble();
      case DECIMAL -> {
        BigInteger most = BigInteger.TEN.pow(type.precision());
        BigInteger unscaled = new BigInteger(random.nextInt(120) + 1, random).mod(most);
        yield new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.scale());
      }
      case TEXT, JSON -> "é\uD83D\uDE00".repeat(random.nextInt(4)) + random.nextInt();
      case BYTES -> "b\u00ff".repeat(random.nextInt(5)) + random.nextInt(100);
    };
  }
}
