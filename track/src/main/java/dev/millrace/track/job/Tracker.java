package dev.millrace.track.job;

import dev.millrace.track.journey.Rules;
import dev.millrace.track.journey.Track;
import dev.millrace.track.journey.TrackBytes;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps what is known of each sensor, its track and what it travels with, and hands it to the
 * {@link Journal} when there is news of it.
 */
final class Tracker extends KeyedBroadcastProcessFunction<String, byte[], byte[], Progress> {
  private static final long serialVersionUID = 1L;

  /** All places by their number. */
  static final MapStateDescriptor<Integer, byte[]> PLACES =
      new MapStateDescriptor<>(
          "places", Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /** How often at most places are made ready anew, in milliseconds. */
  private static final long RENEWAL = 500;

  private final Rules rules;
  private final TrackingOptions options;
  private final EventRows eventRows;
  private final AlarmRows alarmRows;
  private final OutputTag<RowData> events;
  private final OutputTag<RowData> alarms;

  private transient ValueState<byte[]> tracks;
  private transient ValueState<byte[]> loads;
  private transient Track track;
  private transient TrackBytes bytes;
  private transient PlaceBook places;
  private transient Journal journal;
  private transient long renewed;

  /** The newest time of any reading. */
  private transient long clock;

  Tracker(
      Rules rules,
      TrackingOptions options,
      EventRows eventRows,
      AlarmRows alarmRows,
      OutputTag<RowData> events,
      OutputTag<RowData> alarms) {
    this.rules = rules;
    this.options = options;
    this.eventRows = eventRows;
    this.alarmRows = alarmRows;
    this.events = events;
    this.alarms = alarms;
  }

  @Override
  public void open(OpenContext context) {
    tracks = getRuntimeContext().getState(bytes("track"));
    loads = getRuntimeContext().getState(bytes("load"));
    track = new Track();
    bytes = new TrackBytes();
  }

  private static ValueStateDescriptor<byte[]> bytes(String name) {
    return new ValueStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  @Override
  public void processBroadcastElement(byte[] bytes, Context context, Collector<Progress> out)
      throws Exception {
    BroadcastState<Integer, byte[]> known = context.getBroadcastState(PLACES);
    prepare(known);
    PlaceNews news = PlaceNews.of(bytes);
    if (news.place().isPresent()) {
      known.put(news.number(), bytes);
      places.put(news.number(), news.place().get());
    } else {
      known.remove(news.number());
      places.remove(news.number());
    }
  }

  private void prepare(ReadOnlyBroadcastState<Integer, byte[]> known) throws Exception {
    if (places != null) {
      return;
    }
    places = new PlaceBook(rules.lateness());
    for (Map.Entry<Integer, byte[]> entry : known.immutableEntries()) {
      PlaceNews.of(entry.getValue()).place().ifPresent(there -> places.put(entry.getKey(), there));
    }
    journal = new Journal(rules, options, places, eventRows, alarmRows, System.currentTimeMillis());
  }

  @Override
  public void processElement(byte[] signal, ReadOnlyContext context, Collector<Progress> out)
      throws Exception {
    take(context, out);
    switch (Signal.kind(signal)) {
      case Signal.READING -> {
        long received = Signal.received(signal);
        journal.read(Signal.fix(signal), received);
        clock = Math.max(clock, journal.newest());
      }
      case Signal.MOUNTED -> journal.mount(Signal.mounting(signal));
      case Signal.DISMOUNTED -> journal.mount(Mounting.NONE);
      case Signal.ABOARD -> journal.board(Signal.carriage(signal));
      case Signal.ASHORE -> journal.leave(Signal.carriage(signal).shipment);
      default -> throw new IllegalStateException("There is no signal " + Signal.kind(signal));
    }
    keep();
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Progress> out) throws Exception {
    take(context, out);
    journal.lookAfter();
    keep();
  }

  private void take(ReadOnlyContext context, Collector<Progress> out) throws Exception {
    prepare(context.getBroadcastState(PLACES));
    long now = context.timerService().currentProcessingTime();
    if (places.haveChanged() && now - renewed >= RENEWAL) {
      places.renew(clock);
      renewed = now;
    }
    byte[] known = tracks.value();
    Load load = known != null && TrackBytes.isMarked(known) ? Load.of(loads.value()) : new Load();
    journal.begin(context.getCurrentKey(), track, load, now, new Told(context, out));
    if (known == null) {
      track.clear();
    } else {
      bytes.read(known, track, rules, journal);
    }
  }

  private void keep() throws Exception {
    if (journal.loadHasChanged()) {
      Load load = journal.load();
      track.mark(!load.isEmpty());
      if (load.isEmpty()) {
        loads.clear();
      } else {
        loads.update(load.toBytes());
      }
    }
    if (journal.loadHasChanged() || journal.trackHasChanged()) {
      tracks.update(bytes.write(track));
    }
  }

  /** Where the journal's entries go. */
  private final class Told implements Journal.Reader {
    private final ReadOnlyContext context;
    private final Collector<Progress> out;

    Told(ReadOnlyContext context, Collector<Progress> out) {
      this.context = context;
      this.out = out;
    }

    @Override
    public void event(RowData row) {
      context.output(events, row);
    }

    @Override
    public void alarm(RowData row) {
      context.output(alarms, row);
    }

    @Override
    public void progress(Progress progress) {
      out.collect(progress);
    }

    @Override
    public void wakeAt(long time) {
      context.timerService().registerProcessingTimeTimer(time);
    }
  }
}
