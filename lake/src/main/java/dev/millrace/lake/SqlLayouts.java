package dev.millrace.lake;

import dev.millrace.api.lake.LakeScan.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.schema.MessageType;

/**
 * Says where the rows of a file have their values, by the rules of Iceberg: a column by which a
 * file's partition is told has that value in all of its rows; a file without field numbers is read
 * by the names in the table's name mapping. Safe for use by several threads.
 */
final class SqlLayouts {
  /** Files never change, so what their footers said stays true. */
  private static final int REMEMBERED = 20_000;

  private final Map<String, Optional<List<String>>> columns =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<List<String>>> eldest) {
          return size() > REMEMBERED;
        }
      };

  private volatile Names newest;

  private record Names(String mapping, NameMapping names) {}

  Layout of(Table table, FileScanTask task) {
    String mapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    Map<Integer, String> constants = constants(table, task);
    if (mapping == null) {
      return constants.isEmpty() ? Layout.NUMBERED : new Layout(Optional.empty(), constants);
    }
    NameMapping names = names(mapping);
    return new Layout(
        columns(table, task.file().location()).map(found -> byNumber(names, found)), constants);
  }

  /** A table's files come one after the other, and have the same. */
  private NameMapping names(String mapping) {
    Names known = newest;
    if (known == null || !known.mapping().equals(mapping)) {
      known = new Names(mapping, NameMappingParser.fromJson(mapping));
      newest = known;
    }
    return known.names();
  }

  private static Map<Integer, String> byNumber(NameMapping names, List<String> columns) {
    Map<Integer, String> found = new HashMap<>();
    for (String column : columns) {
      MappedField field = names.find(column);
      if (field != null && field.id() != null) {
        found.put(field.id(), column);
      }
    }
    return found;
  }

  /** The names of a file's columns; empty when they have numbers. */
  private Optional<List<String>> columns(Table table, String location) {
    synchronized (columns) {
      Optional<List<String>> known = columns.get(location);
      if (known != null) {
        return known;
      }
    }
    Optional<List<String>> read = read(table, location);
    synchronized (columns) {
      columns.put(location, read);
    }
    return read;
  }

  private static Optional<List<String>> read(Table table, String location) {
    try {
      MessageType schema =
          ParquetFooters.read(table.io().newInputFile(location)).getFileMetaData().getSchema();
      if (ParquetSchemaUtil.hasIds(schema)) {
        return Optional.empty();
      }
      List<String> names = new ArrayList<>();
      schema.getFields().forEach(field -> names.add(field.getName()));
      return Optional.of(names);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read file: " + location, e);
    }
  }

  private static Map<Integer, String> constants(Table table, FileScanTask task) {
    Map<Integer, String> constants = new HashMap<>();
    StructLike partition = task.file().partition();
    List<PartitionField> fields = task.spec().fields();
    for (int i = 0; i < fields.size(); i++) {
      NestedField column = table.schema().asStruct().field(fields.get(i).sourceId());
      if (fields.get(i).transform().isIdentity() && column != null) {
        Object value = partition.get(i, Object.class);
        constants.put(column.fieldId(), literal(column.type(), value, column.name()));
      }
    }
    return constants;
  }

  private static String literal(Type type, Object value, String column) {
    String sql =
        value == null
            ? "NULL"
            : switch (type.typeId()) {
              case DATE -> "DATE '1970-01-01' + (" + value + ")";
              case TIME ->
                  Dialect.DUCKDB.text(LocalTime.ofNanoOfDay((Long) value * 1_000).toString());
              case TIMESTAMP ->
                  ((Types.TimestampType) type).shouldAdjustToUTC()
                      ? "make_timestamptz(" + value + ")"
                      : "make_timestamp(" + value + ")";
              case DECIMAL -> Dialect.DUCKDB.text(((BigDecimal) value).toPlainString());
              case BINARY, FIXED -> "unhex('" + hex((ByteBuffer) value) + "')";
              default -> Dialect.DUCKDB.text(value.toString());
            };
    return "CAST(" + sql + " AS " + SqlTypes.of(type, column) + ")";
  }

  private static String hex(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
