package dev.millrace.flow;

import dev.millrace.log.ChangeDecoder;
import dev.millrace.log.Repeats;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.apache.kafka.common.TopicPartition;

/**
 * Turns the change records of a raw table into a complete changelog: repeats are dropped, an update
 * gives the row before and after, columns that were not sent keep their value. Keyed by the
 * record's key; keeps the last row of each.
 */
final class Changelog extends KeyedProcessFunction<String, Tuple3<byte[], byte[], Integer>, RowData>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  private final RawColumns columns;
  private final RowType rowType;
  private final String bootstrapServers;
  private final String reader;

  private transient RawRows rows;
  private transient RowDataSerializer serializer;
  private transient RowData.FieldGetter[] getters;
  private transient ValueState<byte[]> last;
  private transient ListState<Tuple2<Integer, String>> savedRepeats;
  private transient Map<Integer, Repeats> repeats;
  private transient ListState<Tuple2<Integer, Long>> savedOffsets;

  /**
   * @param reader of the source before it; empty when nobody wants to know how far that has read
   */
  Changelog(RawColumns columns, String bootstrapServers, String reader) {
    this.reader = reader;
    this.columns = columns;
    this.rowType = columns.rowType();
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    savedRepeats =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("repeats", Types.TUPLE(Types.INT, Types.STRING)));
    repeats = new HashMap<>();
    for (Tuple2<Integer, String> saved : savedRepeats.get()) {
      // After a change of parallelism several parts come together: the lowest drops no first.
      repeats.merge(
          saved.f0,
          Repeats.load(saved.f1),
          (a, b) -> a.highest().compareTo(b.highest()) <= 0 ? a : b);
    }
    if (!reader.isEmpty()) {
      savedOffsets =
          context
              .getOperatorStateStore()
              .getListState(
                  new ListStateDescriptor<>("offsets", Types.TUPLE(Types.INT, Types.LONG)));
      for (Tuple2<Integer, Long> saved : savedOffsets.get()) {
        String topic = columns.table().name().topic();
        ReadOffsets.reached(reader, new TopicPartition(topic, saved.f0), saved.f1);
      }
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    savedRepeats.clear();
    for (Map.Entry<Integer, Repeats> entry : repeats.entrySet()) {
      savedRepeats.add(Tuple2.of(entry.getKey(), entry.getValue().save()));
    }
    if (!reader.isEmpty()) {
      // The source is chained to this, so it has read just what has come here.
      savedOffsets.clear();
      Map<Integer, Long> read = ReadOffsets.next(reader, columns.table().name().topic());
      for (Map.Entry<Integer, Long> next : read.entrySet()) {
        savedOffsets.add(Tuple2.of(next.getKey(), next.getValue()));
      }
    }
  }

  @Override
  public void open(OpenContext context) {
    rows = new RawRows(columns, bootstrapServers);
    serializer = new RowDataSerializer(rowType);
    getters = new RowData.FieldGetter[rowType.getFieldCount()];
    for (int i = 0; i < getters.length; i++) {
      getters[i] = RowData.createFieldGetter(rowType.getTypeAt(i), i);
    }
    last =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "row", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
    }
  }

  @Override
  public void processElement(
      Tuple3<byte[], byte[], Integer> record, Context context, Collector<RowData> out)
      throws Exception {
    ChangeDecoder decoder = rows.read(record.f1);
    Repeats partition = repeats.computeIfAbsent(record.f2, none -> new Repeats());
    if (!partition.first(decoder.operation(), decoder.position(), record.f0)) {
      return;
    }
    byte[] stored = last.value();
    BinaryRowData before = stored == null ? null : wrap(stored);
    if (decoder.operation().removes()) {
      if (before != null) {
        last.clear();
        before.setRowKind(RowKind.DELETE);
        out.collect(before);
      }
      return;
    }
    BinaryRowData after = serializer.toBinaryRow(row(before, decoder)).copy();
    // The bytes alone: a row object around each would double what the state takes.
    last.update(after.getSegments()[0].getArray());
    if (before != null) {
      before.setRowKind(RowKind.UPDATE_BEFORE);
      out.collect(before);
    }
    after.setRowKind(before == null ? RowKind.INSERT : RowKind.UPDATE_AFTER);
    out.collect(after);
  }

  private BinaryRowData wrap(byte[] bytes) {
    BinaryRowData row = new BinaryRowData(getters.length);
    row.pointTo(MemorySegmentFactory.wrap(bytes), 0, bytes.length);
    return row;
  }

  private GenericRowData row(RowData before, ChangeDecoder decoder) {
    if (before == null || !decoder.anyUnsent()) {
      return rows.row();
    }
    GenericRowData row = new GenericRowData(getters.length);
    for (int i = 0; i < getters.length; i++) {
      row.setField(i, getters[i].getFieldOrNull(before));
    }
    return rows.rowOver(row);
  }
}
