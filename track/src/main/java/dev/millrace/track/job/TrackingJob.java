package dev.millrace.track.job;

import dev.millrace.api.TableName;
import dev.millrace.flow.ModelStreams;
import dev.millrace.flow.StandingJob;
import dev.millrace.track.journey.Rules;
import dev.millrace.track.reading.ReadingRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.OutputTag;

/**
 * Follows all sensors: from readings to tracks, from tracks to events and alarms, from shipments on
 * the same lane to when the next will arrive.
 */
public final class TrackingJob implements StandingJob {
  private static final TableName EVENTS = TableName.model("tracking_event");
  private static final TableName ALARMS = TableName.model("exception");
  private static final TableName PROGRESS = TableName.model("shipment_progress");
  private static final TableName STATUS = TableName.model("sensor_status");
  private static final TypeInformation<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  /** Changes when {@link Tracker}, {@link Lanes} or the queries keep something else. */
  private static final int LAYOUT = 1;

  /** Readings wait that long for others, so that they go on together. */
  private static final Duration TOGETHER = Duration.ofMillis(20);

  private final Rules rules;
  private final TrackingOptions options;

  public TrackingJob(Rules rules, TrackingOptions options) {
    this.rules = rules;
    this.options = options;
  }

  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public int layout() {
    return LAYOUT;
  }

  @Override
  public int parallelism() {
    return options.parallelism();
  }

  @Override
  public void build(ModelStreams model) {
    EventRows eventRows = new EventRows(new Rows(model.table(EVENTS)));
    AlarmRows alarmRows = new AlarmRows(new Rows(model.table(ALARMS)));
    OutputTag<RowData> events = new OutputTag<>("events", model.rows(EVENTS));
    OutputTag<RowData> alarms = new OutputTag<>("alarms", model.rows(ALARMS));
    OutputTag<SensorNews> sensors =
        new OutputTag<>("sensors", TypeInformation.of(SensorNews.class));

    SingleOutputStreamOperator<Progress> tracks =
        signals(model)
            .keyBy(Signal::key, Types.STRING)
            .connect(places(model).broadcast(Tracker.PLACES))
            .process(new Tracker(rules, options, eventRows, alarmRows, events, alarms))
            .returns(TypeInformation.of(Progress.class))
            .uid("tracks")
            .name("tracks");
    SingleOutputStreamOperator<RowData> lanes =
        tracks
            .keyBy(Progress::lane, Types.STRING)
            .process(
                new Lanes(
                    new Rows(model.table(PROGRESS)), eventRows, alarmRows, events, alarms, sensors))
            .returns(model.rows(PROGRESS))
            .uid("lanes")
            .name("lanes");
    SingleOutputStreamOperator<RowData> status =
        lanes
            .getSideOutput(sensors)
            .keyBy(SensorNews::key, Types.STRING)
            .process(new SensorStatus(new Rows(model.table(STATUS))))
            .returns(model.rows(STATUS))
            .uid("sensor status")
            .name("sensor status");
    model.write(EVENTS, tracks.getSideOutput(events).union(lanes.getSideOutput(events)));
    model.write(ALARMS, tracks.getSideOutput(alarms).union(lanes.getSideOutput(alarms)));
    model.write(PROGRESS, lanes);
    model.write(STATUS, status);
  }

  private static DataStream<byte[]> signals(ModelStreams model) {
    DataStream<byte[]> readings =
        model.records(
            ReadingRow.columns(model.table(ReadingRow.TABLE)), new ReadSignals(), BYTES, TOGETHER);
    DataStream<byte[]> mountings =
        // A sensor that is mounted otherwise is not off for a moment.
        model
            .changelog(sql("sensors"))
            .filter(row -> row.getKind() != RowKind.UPDATE_BEFORE)
            .map(row -> Signal.mounting(row), BYTES);
    DataStream<byte[]> carriages =
        model.changelog(sql("carriages")).map(row -> Signal.carriage(row), BYTES);
    return readings.union(mountings, carriages);
  }

  private static DataStream<byte[]> places(ModelStreams model) {
    DataStream<Row> rows = model.changelog(sql("places"));
    return rows.keyBy(row -> 0, Types.INT)
        .process(new PlaceNumbers())
        .returns(BYTES)
        .uid("place numbers")
        .name("place numbers")
        .setParallelism(1);
  }

  private static String sql(String name) {
    try (InputStream in = TrackingJob.class.getResourceAsStream(name + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a query of the tracking job: " + name, e);
    }
  }
}
