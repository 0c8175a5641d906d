package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;

class ChangeRecordTest {
  private static final Position POSITION = new Position(1_700_000_000, -5L, 77);

  @Test
  void readsBackEveryRowItWrites() {
    for (int seed = 0; seed < 500; seed++) {
      RandomRows random = new RandomRows(seed);
      TableSchema schema = random.schema();
      ChangeEncoder encoder = new ChangeEncoder(schema, 42);
      ChangeDecoder decoder = new ChangeDecoder(schema, fingerprint -> schema);
      for (int i = 0; i < 5; i++) {
        List<Object> row = random.row(schema);
        List<Object> before = random.row(schema);
        before.replaceAll(value -> value == RandomRows.UNSENT ? null : value);
        RandomRows.put(
            schema, row, encoder.begin(Operation.UPDATE, POSITION, -1, Long.MAX_VALUE, "t é"));
        if (i > 0) {
          RandomRows.put(schema, before, encoder.before());
        }
        decoder.read(encoder.value());

        CollectingSink sink = new CollectingSink(schema);
        decoder.row(sink);
        assertThat(sink.row()).as("seed %d", seed).isEqualTo(row);
        assertThat(decoder.before(sink)).isEqualTo(i > 0);
        if (i > 0) {
          assertThat(sink.row()).as("seed %d", seed).isEqualTo(before);
        }
        assertThat(decoder.operation()).isEqualTo(Operation.UPDATE);
        assertThat(decoder.position()).isEqualTo(POSITION);
        assertThat(decoder.commitMicros()).isEqualTo(-1);
        assertThat(decoder.capturedMicros()).isEqualTo(Long.MAX_VALUE);
        assertThat(decoder.transaction()).isEqualTo("t é");
      }
    }
  }

  @Test
  void writesWhatAvroReads() throws IOException {
    TableSchema schema =
        new TableSchema(
            TableName.raw("plant", "public", "item"),
            List.of(
                new Column("id", ColumnType.INT32, false, "surrogate key"),
                Column.of("Größe", ColumnType.TEXT),
                Column.of("price", ColumnType.decimal(12, 2))),
            List.of("id"));
    String json = AvroSchemas.json(schema);
    Schema avro = new Schema.Parser().parse(json);
    ChangeEncoder encoder = new ChangeEncoder(schema, AvroSchemas.fingerprint(json));
    RowSink row = encoder.begin(Operation.INSERT, POSITION, 5, 6, "tx");
    row.putInt(0, -3);
    row.putText(1, "groß".getBytes(StandardCharsets.UTF_8), 0, 5);
    row.putDecimal(2, -12345);

    GenericRecord read =
        new BinaryMessageDecoder<GenericRecord>(new GenericData(), avro).decode(encoder.value());

    assertThat(read.get("operation")).isEqualTo(1);
    assertThat(read.get("commit")).isEqualTo(-5L);
    GenericRecord values = (GenericRecord) read.get("row");
    assertThat(values.get("id")).isEqualTo(-3);
    assertThat(values.get("column_1")).hasToString("groß");
    ByteBuffer price = (ByteBuffer) values.get("price");
    byte[] unscaled = new byte[price.remaining()];
    price.get(unscaled);
    assertThat(new BigDecimal(new BigInteger(unscaled), 2)).isEqualTo(new BigDecimal("-123.45"));
    assertThat(read.get("before")).isNull();
    assertThat(AvroSchemas.table(json)).isEqualTo(schema);
  }

  @Test
  void tellsSchemasApartThatDifferOnlyInWhatAvroLeavesOut() {
    TableName name = TableName.model("item");
    TableSchema day = new TableSchema(name, List.of(Column.of("d", ColumnType.DATE)), List.of());
    TableSchema number =
        new TableSchema(name, List.of(Column.of("d", ColumnType.INT32)), List.of());
    assertThat(AvroSchemas.fingerprint(AvroSchemas.json(day)))
        .isNotEqualTo(AvroSchemas.fingerprint(AvroSchemas.json(number)));
  }

  @Test
  void tellsAnEventTableFromATableOfRowsWhoseFingerprintStays() {
    List<Column> columns = List.of(new Column("id", ColumnType.INT64, false, ""));
    TableSchema rows = new TableSchema(TableName.model("reading"), columns, List.of("id"));
    TableSchema events = new TableSchema(TableName.model("reading"), columns, List.of("id"), true);

    assertThat(AvroSchemas.fingerprint(AvroSchemas.json(rows)))
        .as("records written before there were event tables have it")
        .isEqualTo(-6546763390804681450L);
    assertThat(AvroSchemas.fingerprint(AvroSchemas.json(events)))
        .isNotEqualTo(AvroSchemas.fingerprint(AvroSchemas.json(rows)));
    assertThat(AvroSchemas.table(AvroSchemas.json(events))).isEqualTo(events);
    assertThat(AvroSchemas.table(AvroSchemas.json(rows))).isEqualTo(rows);
  }

  @Test
  void keepsTheKeysBytesWhenAnIntegerIsWidened() {
    assertThat(keyOf(ColumnType.INT32)).isEqualTo(keyOf(ColumnType.INT64));
  }

  private static byte[] keyOf(ColumnType type) {
    TableSchema schema =
        new TableSchema(
            TableName.model("x"),
            List.of(Column.of("a", ColumnType.TEXT), Column.of("id", type)),
            List.of("id"));
    ChangeEncoder encoder = new ChangeEncoder(schema, 1);
    RowSink row = encoder.begin(Operation.INSERT, POSITION, 0, 0, "");
    row.putNull(0);
    if (type.equals(ColumnType.INT32)) {
      row.putInt(1, 300);
    } else {
      row.putLong(1, 300);
    }
    return encoder.key();
  }

  @Test
  void takesTheWholeRowAsTheKeyOfATableWithoutOne() {
    TableSchema schema =
        new TableSchema(
            TableName.raw("a", "b", "c"),
            List.of(Column.of("x", ColumnType.INT32), Column.of("y", ColumnType.INT32)),
            List.of());
    ChangeEncoder encoder = new ChangeEncoder(schema, 1);
    RowSink row = encoder.begin(Operation.INSERT, POSITION, 0, 0, "");
    row.putNull(0);
    row.putInt(1, 1);
    assertThat(encoder.key()).containsExactly(0, 2, 2);
  }

  @Test
  void readsOldRecordsIntoANewerSchema() {
    TableName name = TableName.raw("a", "b", "c");
    TableSchema old =
        new TableSchema(
            name,
            List.of(
                Column.of("id", ColumnType.INT32),
                Column.of("gone", ColumnType.TEXT),
                Column.of("amount", ColumnType.decimal(5, 2)),
                Column.of("count", ColumnType.INT64)),
            List.of("id"));
    TableSchema now =
        new TableSchema(
            name,
            List.of(
                Column.of("new", ColumnType.BOOLEAN),
                Column.of("amount", ColumnType.decimal(30, 4)),
                Column.of("id", ColumnType.INT64),
                Column.of("count", ColumnType.TEXT)),
            List.of("id"));
    ChangeEncoder encoder = new ChangeEncoder(old, 1);
    RowSink row = encoder.begin(Operation.INSERT, POSITION, 0, 0, "");
    row.putInt(0, 7);
    row.putText(1, new byte[] {65}, 0, 1);
    row.putDecimal(2, 12345);
    row.putLong(3, Long.MIN_VALUE);

    ChangeDecoder decoder = new ChangeDecoder(now, fingerprint -> old);
    decoder.read(encoder.value());
    CollectingSink sink = new CollectingSink(now);
    decoder.row(sink);

    assertThat(sink.row())
        .containsExactly(null, new BigDecimal("123.4500"), 7L, "-9223372036854775808");
  }

  @Test
  void refusesWhatIsNoRecord() {
    ChangeDecoder decoder =
        new ChangeDecoder(
            new TableSchema(TableName.model("x"), List.of(), List.of()),
            fingerprint -> {
              throw new AssertionError("asked for a schema");
            });
    assertThatThrownBy(() -> decoder.read("{\"json\":true}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("Cannot read a change record: 13 bytes without Avro's marker.");
  }
}
