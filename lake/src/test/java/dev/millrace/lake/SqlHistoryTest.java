package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL gives the history, the present and the past of tables that live at random. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlHistoryTest {
  private Bed bed;
  private Lake lake;
  private SqlBed sql;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
    lake = bed.open();
    sql = new SqlBed(bed, lake.tables());
  }

  @AfterAll
  void stop() {
    sql.close();
    lake.close();
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1})
  void isWhatTheChangesMake(long seed) {
    Random random = new Random(seed);
    TableName name = TableName.raw("plant", "Odd schema", "table." + seed);
    RandomHistory source = new RandomHistory(seed, name);
    try (Topic topic = bed.topic(source.schema())) {
      for (int step = 0; step < 16; step++) {
        topic.write(source.work());
        if (random.nextInt(3) == 0) {
          lake.commitNow(List.of(name));
        }
        if (random.nextInt(4) == 0) {
          source.alter();
          topic.alter(source.schema());
        }
      }
      lake.commitNow(List.of(name));
    }
    String table = "lake.plant.\"Odd schema.table." + seed;
    Table history = Bed.history(lake, name);
    assertThat(SqlBed.sorted(sql.rows("SELECT * FROM " + table + "_history\"")))
        .isEqualTo(SqlBed.byIceberg(history.schema(), IcebergGenerics.read(history)));
    Table current = lake.catalog().loadTable(LakeNames.current(name));
    assertThat(SqlBed.sorted(sql.rows("SELECT * FROM " + table + "\"")))
        .isEqualTo(SqlBed.byIceberg(current.schema(), IcebergGenerics.read(current)));
    for (int day = -1; day < 7; day += 3) {
      Instant time = Instant.EPOCH.plus(Topic.NOON + day * 86_400_000_000L, ChronoUnit.MICROS);
      check(source, table + "\"", " FOR TIMESTAMP AS OF '" + time + "'", time);
      check(source, "plant.\"Odd schema\".\"table." + seed + "\"", past(time), time);
    }
  }

  private static String past(Instant time) {
    return " AT (TIMESTAMP => TIMESTAMPTZ '" + time + "')";
  }

  private void check(RandomHistory source, String table, String past, Instant time) {
    List<Column> columns = source.schema().columns();
    String select =
        columns.stream()
            .map(column -> Dialect.DUCKDB.identifier(column.name()))
            .collect(Collectors.joining(", "));
    assertThat(SqlBed.sorted(sql.rows("SELECT " + select + " FROM " + table + past)))
        .as(table + past)
        .isEqualTo(folded(source, columns, time));
  }

  /** The rows that the changes up to a time make, one after the other. */
  private List<List<Object>> folded(RandomHistory source, List<Column> columns, Instant time) {
    TableName name = source.schema().name();
    Table history = Bed.history(lake, name);
    RecordReader reader = new RecordReader(history, HistoryColumns.of(history), columns, Meta.ALL);
    List<Record> changes = new ArrayList<>();
    try (CloseableIterable<Record> all =
        IcebergGenerics.read(history).project(reader.projection()).build()) {
      all.forEach(changes::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    changes.sort((a, b) -> Long.compare(sequence(reader, a), sequence(reader, b)));
    Map<List<Object>, List<Object>> known = new HashMap<>();
    Map<List<Object>, List<Object>> rows = new HashMap<>();
    for (Record change : changes) {
      if (((OffsetDateTime) reader.meta(change, Meta.COMMIT_TIME)).toInstant().isAfter(time)) {
        continue;
      }
      List<Object> key = List.of(reader.value(change, 0), reader.value(change, 1));
      // What a change did not send was sent last by another one of its key, if by any.
      known.put(key, row(reader, change, columns, known.get(key)));
      String operation = (String) reader.meta(change, Meta.OP);
      if (operation.equals("delete") || operation.equals("truncate")) {
        rows.remove(key);
      } else {
        rows.put(key, known.get(key));
      }
    }
    return SqlBed.sorted(new ArrayList<>(rows.values()));
  }

  private static List<Object> row(
      RecordReader reader, Record change, List<Column> columns, List<Object> before) {
    String names = (String) reader.meta(change, Meta.UNSENT);
    List<String> unsent = names == null ? List.of() : HistoryColumns.names(names);
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      boolean kept = before != null && unsent.contains(columns.get(i).name());
      row.add(kept ? before.get(i) : SqlBed.plain(reader.value(change, i)));
    }
    return row;
  }

  private static long sequence(RecordReader reader, Record change) {
    return (Long) reader.meta(change, Meta.SEQUENCE);
  }
}
