package dev.millrace.lake;

import dev.millrace.api.ColumnType;
import dev.millrace.api.ColumnType.Kind;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeDecoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.util.Utf8;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.DateTimeUtil;

/**
 * One change, or one row of the current state, in the form in which Iceberg's Parquet writer takes
 * it: the decoder writes into it, the writer reads from it. It is reused from change to change, and
 * so are the buffers of texts, so that a change costs few objects.
 */
final class ChangeRow implements StructLike, RowSink {
  private static final long MICROS_A_DAY = 86_400_000_000L;

  private final TableSchema target;
  private final ColumnType[] types;
  private final int[] places;
  private final Map<Meta, Integer> metaPlaces = new EnumMap<>(Meta.class);
  private final Object[] values;
  private final Utf8[] texts;
  private final BitSet unsent = new BitSet();
  private final boolean keepsUnsent;
  private final Map<BitSet, String> unsentNames = new HashMap<>();

  /**
   * A row of a table.
   *
   * @param target the columns that the decoder hands over
   * @param columns where the table keeps them
   * @param schema of the table
   */
  ChangeRow(TableSchema target, HistoryColumns columns, Schema schema) {
    this(target, columns, schema, false);
  }

  /** A row in which a column that a change did not send keeps the value of an earlier one. */
  static ChangeRow overEarlier(TableSchema target, HistoryColumns columns, Schema schema) {
    return new ChangeRow(target, columns, schema, true);
  }

  private ChangeRow(
      TableSchema target, HistoryColumns columns, Schema schema, boolean keepsUnsent) {
    this.target = target;
    this.keepsUnsent = keepsUnsent;
    int size = target.columns().size();
    Map<Integer, Integer> placeById = new HashMap<>();
    Map<String, Integer> placeByName = new HashMap<>();
    List<NestedField> fields = schema.columns();
    for (int i = 0; i < fields.size(); i++) {
      placeById.put(fields.get(i).fieldId(), i);
      placeByName.put(fields.get(i).name(), i);
    }
    types = new ColumnType[size];
    places = new int[size];
    texts = new Utf8[size];
    for (int i = 0; i < size; i++) {
      String name = target.columns().get(i).name();
      types[i] = target.columns().get(i).type();
      places[i] = placeById.get(columns.live(name).orElseThrow().id());
      texts[i] = new Utf8();
    }
    for (Meta meta : Meta.ALL) {
      Integer place = placeByName.get(meta.column());
      if (place != null) {
        metaPlaces.put(meta, place);
      }
    }
    values = new Object[fields.size()];
  }

  /** Takes over a change that the decoder has read the head of. */
  void take(ChangeDecoder decoder, long sequence) {
    unsent.clear();
    decoder.row(this);
    put(Meta.OP, decoder.operation().label());
    put(Meta.POSITION, decoder.position().toString());
    put(Meta.SEQUENCE, sequence);
    put(Meta.COMMIT_TIME, decoder.commitMicros());
    put(Meta.CAPTURED_TIME, decoder.capturedMicros());
    put(Meta.TRANSACTION, decoder.transaction().isEmpty() ? null : decoder.transaction());
    put(Meta.UNSENT, unsent.isEmpty() ? null : unsentNames());
  }

  /** The day of the change's commit, counted from 1970. */
  int commitDay() {
    long micros = (Long) values[metaPlaces.get(Meta.COMMIT_TIME)];
    return (int) Math.floorDiv(micros, MICROS_A_DAY);
  }

  /** Where a column stands in the row. */
  int placeOf(String column) {
    return places[target.indexOf(column).orElseThrow()];
  }

  /** The columns that the change did not send, by place in the target schema. */
  BitSet unsent() {
    return unsent;
  }

  /**
   * Takes over a change out of a history.
   *
   * @param unsentColumns those that it did not send, by place in the target schema
   */
  void take(Record record, RecordReader reader, BitSet unsentColumns) {
    unsent.clear();
    reader.hand(record, unsentColumns, this);
    put(Meta.POSITION, reader.meta(record, Meta.POSITION));
    OffsetDateTime committed = (OffsetDateTime) reader.meta(record, Meta.COMMIT_TIME);
    put(Meta.COMMIT_TIME, DateTimeUtil.microsFromTimestamptz(committed));
  }

  /** Puts a value in Iceberg's inner form. */
  void setColumn(int column, Object value) {
    values[places[column]] = value;
  }

  private void put(Meta meta, Object value) {
    Integer place = metaPlaces.get(meta);
    if (place != null) {
      values[place] = value;
    }
  }

  private String unsentNames() {
    String known = unsentNames.get(unsent);
    if (known == null) {
      List<String> names = new ArrayList<>();
      unsent.stream().forEach(i -> names.add(target.columns().get(i).name()));
      known = HistoryColumns.json(names);
      unsentNames.put((BitSet) unsent.clone(), known);
    }
    return known;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public <T> T get(int place, Class<T> type) {
    return type.cast(values[place]);
  }

  @Override
  public <T> void set(int place, T value) {
    values[place] = value;
  }

  @Override
  public void putNull(int column) {
    values[places[column]] = null;
  }

  @Override
  public void putUnsent(int column) {
    unsent.set(column);
    if (!keepsUnsent) {
      values[places[column]] = null;
    }
  }

  @Override
  public void putBoolean(int column, boolean value) {
    values[places[column]] = value;
  }

  @Override
  public void putInt(int column, int value) {
    values[places[column]] = value;
  }

  @Override
  public void putLong(int column, long value) {
    if (types[column].kind() == Kind.TIME && (value < 0 || value >= MICROS_A_DAY)) {
      throw new IllegalArgumentException(
          "Cannot keep a time of day of "
              + value
              + " microseconds in column "
              + target.columns().get(column).name()
              + ". Have the connector send such times as text.");
    }
    values[places[column]] = value;
  }

  @Override
  public void putFloat(int column, float value) {
    values[places[column]] = value;
  }

  @Override
  public void putDouble(int column, double value) {
    values[places[column]] = value;
  }

  @Override
  public void putDecimal(int column, long unscaled) {
    values[places[column]] = BigDecimal.valueOf(unscaled, types[column].scale());
  }

  @Override
  public void putDecimal(int column, BigInteger unscaled) {
    values[places[column]] = new BigDecimal(unscaled, types[column].scale());
  }

  @Override
  public void putText(int column, byte[] utf8, int offset, int length) {
    Utf8 text = texts[column];
    text.setByteLength(length);
    System.arraycopy(utf8, offset, text.getBytes(), 0, length);
    values[places[column]] = text;
  }

  @Override
  public void putBytes(int column, byte[] bytes, int offset, int length) {
    values[places[column]] = ByteBuffer.wrap(bytes, offset, length);
  }
}
