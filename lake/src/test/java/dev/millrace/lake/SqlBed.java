package dev.millrace.lake;

import dev.millrace.api.TableName;
import dev.millrace.api.lake.Condition;
import dev.millrace.api.lake.LakeColumn;
import dev.millrace.api.lake.LakeScan;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.api.lake.LakeTables;
import dev.millrace.api.search.TextSearch;
import dev.millrace.lake.load.IcebergRows;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** A live store beside a lake, and the same rows as SQL and as Iceberg's own reader have them. */
final class SqlBed implements AutoCloseable {
  private static final QueryLimits LIMITS = new QueryLimits(1_000_000, Duration.ofSeconds(60));

  final LiveStore live;
  final Path folder;
  private final AtomicInteger files = new AtomicInteger();

  SqlBed(Bed bed, LakeTables tables) {
    folder = bed.folder.resolve("live");
    live =
        LiveStore.open(
            LiveOptions.in(folder), bed.log, bed.schemas, counting(tables), TextSearch.NONE);
  }

  /** How many files an answer takes. */
  int files(String sql) {
    files.set(0);
    rows(sql);
    return files.get();
  }

  private LakeTables counting(LakeTables tables) {
    return new LakeTables() {
      @Override
      public List<LakeTable> find(String owner, String table) {
        return tables.find(owner, table).stream().map(t -> counting(t)).toList();
      }

      @Override
      public Optional<LakeTable> find(TableName table) {
        return tables.find(table).map(t -> counting(t));
      }

      @Override
      public List<LakeTable> all() {
        return tables.all();
      }
    };
  }

  private LakeTable counting(LakeTable table) {
    return new LakeTable() {
      @Override
      public String name() {
        return table.name();
      }

      @Override
      public List<LakeColumn> columns() {
        return table.columns();
      }

      @Override
      public String version() {
        return table.version();
      }

      @Override
      public LakeScan scan(Optional<Instant> asOf, Condition condition) {
        LakeScan scan = table.scan(asOf, condition);
        files.addAndGet(scan.files().size());
        return scan;
      }
    };
  }

  /** The rows of an answer, in order. */
  List<List<Object>> rows(String sql) {
    List<List<Object>> rows = new ArrayList<>();
    live.query(
        sql,
        LIMITS,
        new RowVisitor() {
          @Override
          public void columns(List<ResultColumn> columns) {}

          @Override
          public void row(Object[] values) {
            rows.add(Arrays.asList(values.clone()));
          }
        });
    return rows;
  }

  /** The names and types of an answer's columns. */
  List<String> columns(String sql) {
    List<String> names = new ArrayList<>();
    live.query(
        sql,
        LIMITS,
        new RowVisitor() {
          @Override
          public void columns(List<ResultColumn> columns) {
            columns.forEach(column -> names.add(column.name() + " " + column.type()));
          }

          @Override
          public void row(Object[] values) {}
        });
    return names;
  }

  static List<List<Object>> sorted(List<List<Object>> rows) {
    return rows.stream().sorted(Comparator.comparing(List::toString)).toList();
  }

  /** The rows of a table as Iceberg's own reader has them, in the form of an answer. */
  static List<List<Object>> byIceberg(Schema schema, IcebergGenerics.ScanBuilder scan) {
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = scan.build()) {
      for (Record record : records) {
        List<Object> row = new ArrayList<>();
        // The reader adds a column of its own when rows are dead.
        schema.columns().forEach(field -> row.add(plain(record.getField(field.name()))));
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the table", e);
    }
    return sorted(rows);
  }

  /** The same of a table whose files may have no field numbers. */
  static List<List<Object>> plain(Table table) {
    List<List<Object>> rows = new ArrayList<>();
    for (Record record : IcebergRows.read(table, table.newScan())) {
      List<Object> row = new ArrayList<>();
      table.schema().columns().forEach(field -> row.add(plain(record.getField(field.name()))));
      rows.add(row);
    }
    return sorted(rows);
  }

  /** A value of Iceberg's as an answer has it. */
  static Object plain(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Integer) {
      return value;
    }
    if (value instanceof Long number) {
      return Math.abs(number) <= 1L << 53 && number != Long.MIN_VALUE
          ? (Object) number
          : number.toString();
    }
    if (value instanceof Float number) {
      return Double.parseDouble(number.toString());
    }
    if (value instanceof Double) {
      return value;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return Base64.getEncoder().encodeToString(copy);
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof LocalDateTime time) {
      return time.toLocalDate() + "T" + plain(time.toLocalTime());
    }
    if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(one -> plain.add(plain(one)));
      return plain;
    }
    if (value instanceof Record record) {
      Map<String, Object> plain = new LinkedHashMap<>();
      record
          .struct()
          .fields()
          .forEach(field -> plain.put(field.name(), plain(record.getField(field.name()))));
      return plain;
    }
    // Java leaves out seconds that are zero.
    String text = value.toString();
    return value instanceof LocalTime && text.length() == 5 ? text + ":00" : text;
  }

  @Override
  public void close() {
    live.close();
  }
}
