package dev.millrace.track.job;

import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/** Numbers places as they come, so that tracks can name them in few bytes. In one part alone. */
final class PlaceNumbers extends KeyedProcessFunction<Integer, Row, byte[]> {
  private static final long serialVersionUID = 1L;

  private transient MapState<String, Integer> numbers;
  private transient ValueState<Integer> next;

  @Override
  public void open(OpenContext context) {
    numbers =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("numbers", Types.STRING, Types.INT));
    next = getRuntimeContext().getState(new ValueStateDescriptor<>("next", Types.INT));
  }

  @Override
  public void processElement(Row row, Context context, Collector<byte[]> out) throws Exception {
    Place place = Place.of(row);
    boolean gone = row.getKind() == RowKind.DELETE || row.getKind() == RowKind.UPDATE_BEFORE;
    Integer number = numbers.get(place.id());
    if (number == null) {
      if (gone) {
        return;
      }
      number = next.value() == null ? 0 : next.value();
      next.update(number + 1);
      numbers.put(place.id(), number);
    }
    out.collect(new PlaceNews(number, gone ? Optional.empty() : Optional.of(place)).toBytes());
  }
}
