package dev.millrace.track.job;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Knows each lane: learns from the shipments on it, and tells of each when it will arrive and
 * whether it will be late.
 */
final class Lanes extends KeyedProcessFunction<String, Progress, RowData> {
  private static final long serialVersionUID = 1L;

  /** A shipment that much behind its plan is late, in milliseconds. */
  private static final long LATE = Duration.ofMinutes(30).toMillis();

  /** What is expected is told as an event when it has changed that much, in milliseconds. */
  private static final long TELLING = Duration.ofMinutes(5).toMillis();

  private static final double HOUR = Duration.ofHours(1).toMillis();

  private final Rows rows;
  private final EventRows eventRows;
  private final AlarmRows alarmRows;
  private final OutputTag<RowData> events;
  private final OutputTag<RowData> alarms;
  private final OutputTag<SensorNews> sensors;

  private transient ValueState<byte[]> lanes;
  private transient MapState<String, Voyage> voyages;

  Lanes(
      Rows rows,
      EventRows eventRows,
      AlarmRows alarmRows,
      OutputTag<RowData> events,
      OutputTag<RowData> alarms,
      OutputTag<SensorNews> sensors) {
    this.rows = rows;
    this.eventRows = eventRows;
    this.alarmRows = alarmRows;
    this.events = events;
    this.alarms = alarms;
    this.sensors = sensors;
  }

  @Override
  public void open(OpenContext context) {
    lanes =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "lane", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    voyages =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("voyages", Types.STRING, Types.POJO(Voyage.class)));
  }

  @Override
  public void processElement(Progress news, Context context, Collector<RowData> out)
      throws Exception {
    if (news.elsewhere()) {
      voyages.remove(news.shipment());
      return;
    }
    Voyage known = voyages.get(news.shipment());
    Voyage voyage = known == null ? new Voyage() : known;
    if (voyage.sensor.isEmpty()) {
      voyage.sensor = news.sensor();
    }
    if (voyage.sensor.equals(news.sensor())) {
      tellShipment(news, voyage, context, out);
      if (news.over()) {
        voyages.remove(news.shipment());
      } else {
        voyages.put(news.shipment(), voyage);
      }
    }
    if (news.first()) {
      context.output(sensors, SensorNews.of(news, voyage.late));
    }
  }

  private void tellShipment(Progress news, Voyage voyage, Context context, Collector<RowData> out)
      throws Exception {
    byte[] saved = lanes.value();
    Lane lane = saved == null ? new Lane() : Lane.of(saved);
    if (learn(lane, voyage, news)) {
      lanes.update(lane.toBytes());
    }
    Lane.Arrival expected = arrival(lane, news);
    long planned = news.plannedArrival();
    long arrival = news.arrived() != 0 ? news.arrived() : expected.at();
    // Who is there is not later for staying there.
    long seen = news.arrived() != 0 ? arrival : Math.max(news.position(), arrival);
    double delay =
        planned == 0 || (arrival == 0 && seen <= planned) ? Double.NaN : (seen - planned) / HOUR;
    voyage.late =
        planned != 0
            && (seen >= planned + LATE || (news.arrived() == 0 && expected.earliest() > planned));
    if (voyage.expectedAt == 0 && news.departed() != 0 && news.arrived() == 0) {
      voyage.expectedAt = news.position();
      voyage.expectedFor = expected.at();
    }
    boolean moved = news.arrived() == 0 && Math.abs(expected.at() - voyage.expected) >= TELLING;
    if (moved) {
      voyage.expected = expected.at();
      context.output(
          events,
          eventRows.expected(
              new EventRows.Subject(news.system(), news.sensor(), Mounting.NONE, news.shipment()),
              "arrival",
              "estimated",
              expected.at(),
              news.updated()));
    }
    alarm(voyage, news, delay, moved, context);
    voyage.sensor = news.silentSince() == 0 ? news.sensor() : "";
    double toGo = news.arrived() == 0 ? lane.wayOf(news.toGo(), news.mode()) : 0;
    out.collect(row(news, voyage, expected, delay, toGo));
  }

  /** Learns from a piece of a journey, and from its end. */
  private static boolean learn(Lane lane, Voyage voyage, Progress news) {
    boolean underWay = news.departed() != 0 && !voyage.arrived;
    boolean learnt = false;
    if (underWay && voyage.time != 0 && news.position() - voyage.time > 0) {
      double way =
          Double.isNaN(news.done()) || Double.isNaN(voyage.done)
              ? lane.wayOf(voyage.toGo - news.toGo(), news.mode())
              : news.done() - voyage.done;
      if (way >= 0) {
        lane.travelled(voyage.time, news.position(), way);
        learnt = true;
      }
    }
    if (news.position() > voyage.time) {
      voyage.time = news.position();
      voyage.done = news.done();
      voyage.toGo = news.toGo();
    }
    if (news.seenArrival() != 0 && !voyage.arrived) {
      voyage.arrived = true;
      lane.completed(news.done(), news.whole());
      if (voyage.expectedFor != 0 && voyage.expectedFor > voyage.expectedAt) {
        lane.learn(voyage.expectedAt, voyage.expectedFor, news.seenArrival());
      }
      learnt = true;
    }
    if (news.seenArrival() == 0) {
      voyage.arrived = false;
    }
    return learnt;
  }

  /** When it is to arrive; all 0 when it is not known where it goes, or where it is. */
  private static Lane.Arrival arrival(Lane lane, Progress news) {
    if (Double.isNaN(news.toGo()) || news.arrived() != 0) {
      return new Lane.Arrival(0, 0, 0);
    }
    double hours = (news.plannedArrival() - news.plannedDeparture()) / HOUR;
    double planned =
        news.plannedArrival() == 0 || news.plannedDeparture() == 0 || hours <= 0
            ? Double.NaN
            : lane.wayOf(news.whole(), news.mode()) / 1_000 / hours;
    long from =
        news.departed() == 0 ? Math.max(news.position(), news.plannedDeparture()) : news.position();
    return lane.arrival(from, lane.wayOf(news.toGo(), news.mode()), planned, news.mode());
  }

  private void alarm(Voyage voyage, Progress news, double delay, boolean moved, Context context) {
    boolean open = voyage.late && !news.over() && news.arrived() == 0;
    if (!open && voyage.lateSince == 0) {
      return;
    }
    boolean begins = voyage.lateSince == 0;
    if (begins) {
      voyage.lateSince = news.position();
    }
    if (begins || !open || moved) {
      long resolved = open ? 0 : Math.max(news.arrived(), news.position());
      context.output(
          alarms,
          alarmRows
              .row(
                  new AlarmRows.Alarm(
                      news.system(), news.shipment(), "late", severity(delay), voyage.lateSince),
                  title(news, delay, open),
                  news.shipment(),
                  news.place(),
                  delay,
                  news.amount(),
                  news.currency(),
                  resolved,
                  news.updated())
              .there());
    }
    if (!open) {
      voyage.lateSince = 0;
    }
  }

  private static String severity(double delay) {
    return delay >= 24 ? "critical" : "warning";
  }

  private static String title(Progress news, double delay, boolean open) {
    if (!open) {
      return news.arrived() != 0
          ? "Has arrived"
          : news.over() ? "Is followed no more" : "In time again";
    }
    String hours = Double.isNaN(delay) ? "" : Math.round(Math.max(0, delay) * 10) / 10.0 + " h ";
    return "Expected " + hours + "behind its plan";
  }

  private RowData row(
      Progress news, Voyage voyage, Lane.Arrival expected, double delay, double toGo) {
    return rows.row(news.system(), news.shipment(), news.updated())
        .text("status", news.status())
        .text("transport_mode", news.mode())
        .text("sensor_key", news.sensor())
        .number("latitude", news.latitude())
        .number("longitude", news.longitude())
        .time("position_at", news.position())
        .text("location_key", news.place())
        .flag("moving", news.moving())
        .time("silent_since", news.silentSince())
        .time("departed_at", news.departed())
        .time("arrived_at", news.arrived())
        .time("estimated_arrival_at", expected.at())
        .time("estimated_earliest_at", expected.earliest())
        .time("estimated_latest_at", expected.latest())
        .time("planned_arrival_at", news.plannedArrival())
        .number("delay_hours", delay)
        .flag("late", voyage.late)
        .number("distance_done_km", news.done() / 1_000)
        .number("distance_to_go_km", toGo / 1_000)
        .number("measured_value", news.value())
        .text("uom", news.uom())
        .flag("beyond_limit", news.beyondLimit())
        .there();
  }
}
