package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.track.position.Positions;
import dev.millrace.track.position.WindowAnswer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** {@code GET /api/positions}: the sensors in a part of the Earth, or how many there are where. */
public final class PositionsEndpoint implements Endpoint {

  /** What is in a window: sensors one by one when they are few, else cells. */
  public record PositionsNow(
      Instant asOf,
      @Description(
              "How many sensors there are; with cells, those of cells that the border cuts count"
                  + " too.")
          int total,
      @Description("Empty when they are too many.") List<PositionEndpoint.PositionNow> sensors,
      @Description("Empty when sensors are given.") List<CellNow> cells) {}

  /** How many sensors are in a cell. */
  public record CellNow(
      @Description("Index of the cell in H3, in hexadecimal digits.") String cell,
      int sensors,
      @Description("How many of them are late.") int late,
      @Description("How many of them measure something beyond a limit.") int beyondLimit) {}

  private final Platform platform;
  private final InstantSource clock;

  public PositionsEndpoint(Platform platform, InstantSource clock) {
    this.platform = platform;
    this.clock = clock;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/positions",
            "positions",
            "The sensors in a part of the Earth now, or, when they are many, how many are in which"
                + " cell.",
            Route.Effort.QUICK,
            PositionsNow.class)
        .with(WindowParameters.ALL.toArray(Parameter<?>[]::new))
        .saying("Cells are those of H3, the hexagonal grid; the smaller the window, the finer.")
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    Instant now = clock.instant();
    Positions positions = platform.positions();
    WindowAnswer answer = positions.look(WindowParameters.of(request).at(now));
    List<PositionEndpoint.PositionNow> sensors = new ArrayList<>();
    List<CellNow> cells = new ArrayList<>();
    for (int at = 0; at < answer.size(); at++) {
      if (answer.isSingle()) {
        sensors.add(PositionEndpoint.PositionNow.of(positions.get(answer.sensor(at))));
      } else {
        cells.add(
            new CellNow(
                Long.toHexString(answer.cell(at)),
                answer.count(at),
                answer.late(at),
                answer.beyondLimit(at)));
      }
    }
    return Reply.ok(new PositionsNow(now, answer.total(), sensors, cells));
  }
}
