package dev.millrace.bench.engines;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What is in a table, short enough to compare.
 *
 * @param rows how many
 * @param checksum the sum of the rows' CRC-32, each of all columns as text
 */
record Contents(long rows, long checksum) {
  private static final String SEPARATOR = "|";
  private static final String NULL = "~";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** As Iceberg's own reader sees it. */
  static Contents of(Table table) throws IOException {
    long rows = 0;
    long checksum = 0;
    int columns = table.schema().columns().size();
    CRC32 crc = new CRC32();
    StringBuilder text = new StringBuilder();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        text.setLength(0);
        // Where rows are left out, a record has their place behind its columns.
        for (int i = 0; i < columns; i++) {
          text.append(i == 0 ? "" : SEPARATOR).append(text(record.get(i)));
        }
        crc.reset();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        rows++;
        checksum += crc.getValue();
      }
    }
    return new Contents(rows, checksum);
  }

  /** As Trino sees a table of these columns. */
  static Contents of(TrinoSql trino, String table, Schema schema) {
    String row =
        schema.columns().stream()
            .map(column -> "coalesce(" + sqlText(column) + ", '" + NULL + "')")
            .collect(Collectors.joining(" || '" + SEPARATOR + "' || "));
    JsonNode answer =
        trino
            .rows(
                "SELECT count(*), coalesce(sum(crc32(to_utf8(%s))), 0) FROM %s"
                    .formatted(row, table))
            .get(0);
    return new Contents(answer.path(0).asLong(), answer.path(1).asLong());
  }

  private static String sqlText(NestedField column) {
    String name = '"' + column.name() + '"';
    Type type = column.type();
    return switch (type.typeId()) {
      case BINARY -> "to_hex(" + name + ")";
      case DOUBLE -> "to_hex(to_ieee754_64(" + name + "))";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "CAST(CAST(" + name + " AT TIME ZONE 'UTC' AS timestamp(6)) AS varchar)"
              : "CAST(" + name + " AS varchar)";
      default -> "CAST(" + name + " AS varchar)";
    };
  }

  private static String text(Object value) {
    if (value == null) {
      return NULL;
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HEX.formatHex(copy);
    } else if (value instanceof Double number) {
      return HEX.toHexDigits(Double.doubleToLongBits(number));
    } else if (value instanceof LocalTime time) {
      return TIME.format(time);
    } else if (value instanceof LocalDateTime timestamp) {
      return TIMESTAMP.format(timestamp);
    } else if (value instanceof OffsetDateTime instant) {
      return TIMESTAMP.format(instant.withOffsetSameInstant(ZoneOffset.UTC));
    }
    return value.toString();
  }
}
