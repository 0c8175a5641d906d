package dev.millrace.live;

import static dev.millrace.live.TestLog.UNSENT;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random changes of one table of items, as a source makes them and as a writer that crashes repeats
 * them, and what must come of them.
 */
final class Workload {
  private static final int KEYS = 200;

  private final TestLog log;
  private final TableSchema schema;
  private final Random random;
  private final TreeMap<Integer, List<Object>> rows = new TreeMap<>();
  private final List<Runnable> repeatable = new ArrayList<>();

  Workload(TestLog log, TableSchema schema, Random random) {
    this.log = log;
    this.schema = schema;
    this.random = random;
  }

  Map<Integer, List<Object>> rows() {
    return rows;
  }

  /** The rows as a query that leaves out position and commit time gives them, by id. */
  List<List<Object>> expected() {
    List<List<Object>> all = new ArrayList<>();
    rows.forEach((id, row) -> all.add(List.of(id, row.get(0), row.get(1))));
    return all;
  }

  void change(int count) {
    for (int i = 0; i < count; i++) {
      if (random.nextInt(100) == 0) {
        repeatSome();
      } else {
        changeOne();
      }
    }
  }

  /** A writer that was killed writes again what it wrote last. */
  private void repeatSome() {
    int from = Math.max(0, repeatable.size() - random.nextInt(60));
    for (Runnable change : List.copyOf(repeatable.subList(from, repeatable.size()))) {
      change.run();
    }
  }

  private void changeOne() {
    int id = random.nextInt(KEYS);
    Position position = log.next();
    List<Object> before = rows.get(id);
    if (before == null) {
      List<Object> row = List.of("name " + random.nextInt(50), price());
      rows.put(id, row);
      write(position, Operation.INSERT, id, row.get(0), row.get(1));
    } else if (random.nextInt(5) == 0) {
      rows.remove(id);
      boolean whole = random.nextBoolean();
      write(
          position,
          Operation.DELETE,
          id,
          whole ? before.get(0) : null,
          whole ? before.get(1) : null);
    } else if (random.nextInt(4) == 0) {
      Object price = price();
      rows.put(id, List.of(before.get(0), price));
      write(position, Operation.UPDATE, id, UNSENT, price);
    } else {
      List<Object> row = List.of("name " + random.nextInt(50), price());
      rows.put(id, row);
      write(position, Operation.UPDATE, id, row.get(0), row.get(1));
    }
  }

  private Object price() {
    return BigDecimal.valueOf(random.nextInt(100_000), 2).toPlainString();
  }

  private void write(Position position, Operation operation, Object id, Object name, Object price) {
    Runnable write = () -> log.writeAt(position, schema, operation, id, name, price, 0L);
    write.run();
    repeatable.add(write);
    if (repeatable.size() > 200) {
      repeatable.remove(0);
    }
  }
}
