package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;

/** {@code PUT /api/demo}: how busy the demo is. */
public final class DemoRateEndpoint implements Endpoint {
  private static final int LEAST = 0;
  private static final int GREATEST = 2_000;

  /** How busy the demo shall be. */
  public record DemoChange(
      @Description("Transactions a minute, from 0 to 2000; at 0 the business rests.")
          int ratePerMinute) {}

  private final Platform platform;

  public DemoRateEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.PUT,
            "/api/demo",
            "changeDemo",
            "Changes how many transactions the demo makes.",
            new Route.Answer.Json(200, DemoEndpoint.Demo.class))
        .costing(Route.Effort.SLOW)
        .taking(DemoChange.class)
        .refusing(ErrorCode.NO_DEMO, ErrorCode.REQUEST_INVALID);
  }

  @Override
  public Reply handle(Request request) {
    int rate = request.body(DemoChange.class).ratePerMinute();
    if (rate < LEAST || rate > GREATEST) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot change the demo to rate_per_minute: " + rate + ".",
          "Give a whole number from " + LEAST + " to " + GREATEST + ".");
    }
    return Reply.ok(platform.demoRate(rate).orElseThrow(DemoEndpoint::noDemo));
  }
}
