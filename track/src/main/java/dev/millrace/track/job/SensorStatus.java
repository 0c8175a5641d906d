package dev.millrace.track.job;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** Makes rows of {@code model.sensor_status}, when they change, in the order in which they do. */
final class SensorStatus extends KeyedProcessFunction<String, SensorNews, RowData> {
  private static final long serialVersionUID = 1L;

  private final Rows rows;
  private transient ValueState<SensorNews> last;

  SensorStatus(Rows rows) {
    this.rows = rows;
  }

  @Override
  public void open(OpenContext context) {
    last =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("last", TypeInformation.of(SensorNews.class)));
  }

  @Override
  public void processElement(SensorNews news, Context context, Collector<RowData> out)
      throws Exception {
    SensorNews before = last.value();
    if (before != null && (news.order() <= before.order() || news.tellsNothingNewAfter(before))) {
      return;
    }
    last.update(news);
    out.collect(
        rows.row(news.system(), news.sensor(), news.updated())
            .text("shipment_key", news.shipment())
            .text("transport_mode", news.mode())
            .text("carrier", news.carrier())
            .text("customer", news.customer())
            .flag("late", news.late())
            .flag("beyond_limit", news.beyondLimit())
            .time("silent_since", news.silentSince())
            .there());
  }
}
