package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.track.position.Positions;
import dev.millrace.track.position.SensorPosition;
import dev.millrace.track.position.WindowAnswer;
import dev.millrace.track.position.WindowChange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** {@code GET /api/positions/live}: a part of the Earth as it changes. */
public final class PositionsLiveEndpoint implements Endpoint {

  /** Sensors, one by one; columns of the same length. */
  public record SensorsEvent(
      Instant asOf,
      @Description(
              "Whether these are all, so that what came before is forgotten; otherwise only what"
                  + " is new or has changed.")
          boolean whole,
      @Description("How many sensors are in the window.") int total,
      @Description("Of those that are new, which come first.") List<SensorName> names,
      @Description("By which later events name them: Int32.") String numbers,
      @Description("In 1e-7 degrees: Int32.") String latitudes,
      @Description("In 1e-7 degrees: Int32.") String longitudes,
      @Description("Of their newest fix, in seconds since 1970: Int32.") String times,
      @Description("In tenths of km/h, -1 when not known: Int16.") String speeds,
      @Description("In degrees clockwise from true north, -1 when not known: Int16.")
          String headings,
      @Description("1 when it moves, 2 when late, 4 when beyond a limit, added up: Uint8.")
          String flags,
      @Description("The numbers of those that are not there any more: Int32.") String gone) {}

  /** How a sensor is called. */
  public record SensorName(String source, String sensor) {}

  /** Cells with sensors; columns of the same length. */
  public record CellsEvent(
      Instant asOf,
      @Description("As in the event of sensors.") boolean whole,
      @Description("How many sensors are in all cells.") int total,
      @Description("Their indexes in H3: BigUint64.") String cells,
      @Description("How many sensors are in each: Int32.") String counts,
      @Description("How many of them are late: Int32.") String late,
      @Description("How many of them measure something beyond a limit: Int32.") String beyondLimit,
      @Description("Those that have no sensors any more: BigUint64.") String gone) {}

  private final Platform platform;
  private final Lookout lookout;

  public PositionsLiveEndpoint(Platform platform, Lookout lookout) {
    this.platform = platform;
    this.lookout = lookout;
  }

  @Override
  public Route route() {
    Map<String, java.lang.reflect.Type> events = new LinkedHashMap<>();
    events.put("sensors", SensorsEvent.class);
    events.put("cells", CellsEvent.class);
    events.put("ping", LiveEndpoint.PingEvent.class);
    return Route.of(
            Route.Method.GET,
            "/api/positions/live",
            "positionsLive",
            "Follows the sensors in a part of the Earth: first what is there, then what changes.",
            new Route.Answer.Events(events))
        .with(WindowParameters.ALL.toArray(Parameter<?>[]::new))
        .saying(
            "Sensors come at most four times a second, cells once a second, and nothing when"
                + " nothing has changed. Columns are arrays of numbers, the lowest byte first, in"
                + " Base64. A client that reads slowly skips changes; it never gets old ones. A"
                + " ping comes every 5 seconds.")
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    WindowParameters asked = WindowParameters.of(request);
    Positions positions = platform.positions();
    return new Reply.Events(sink -> lookout.watch(positions, asked, sink));
  }

  static SensorsEvent sensors(WindowChange change, Positions positions, Instant asOf) {
    WindowAnswer now = change.now();
    List<SensorName> names = new ArrayList<>(change.fresh());
    for (int i = 0; i < change.fresh(); i++) {
      SensorPosition one = positions.get(now.sensor(change.place(i)));
      names.add(new SensorName(one.source(), one.sensor()));
    }
    return new SensorsEvent(
        asOf,
        change.isWhole(),
        now.total(),
        names,
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.sensor(at))),
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.latitude(at))),
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.longitude(at))),
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.time(at))),
        column(change, Short.BYTES, (out, at) -> out.putShort(now.speed(at))),
        column(change, Short.BYTES, (out, at) -> out.putShort(now.heading(at))),
        column(change, Byte.BYTES, (out, at) -> out.put(now.flags(at))),
        base64(change.goneSize(), Integer.BYTES, (out, i) -> out.putInt((int) change.gone(i))));
  }

  static CellsEvent cells(WindowChange change, Instant asOf) {
    WindowAnswer now = change.now();
    return new CellsEvent(
        asOf,
        change.isWhole(),
        now.total(),
        column(change, Long.BYTES, (out, at) -> out.putLong(now.cell(at))),
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.count(at))),
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.late(at))),
        column(change, Integer.BYTES, (out, at) -> out.putInt(now.beyondLimit(at))),
        base64(change.goneSize(), Long.BYTES, (out, i) -> out.putLong(change.gone(i))));
  }

  private static String column(WindowChange change, int bytes, ObjIntConsumer<ByteBuffer> cell) {
    return base64(change.size(), bytes, (out, i) -> cell.accept(out, change.place(i)));
  }

  private static String base64(int size, int bytes, ObjIntConsumer<ByteBuffer> cell) {
    ByteBuffer out = ByteBuffer.allocate(size * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      cell.accept(out, i);
    }
    return Base64.getEncoder().encodeToString(out.array());
  }
}
