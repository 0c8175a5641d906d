package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;

/** {@code GET /api/demo}: how the demo's business goes. */
public final class DemoEndpoint implements Endpoint {

  /** The demo's business. */
  public record Demo(int ratePerMinute, long transactions, boolean running) {}

  private final Platform platform;

  public DemoEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/demo", "demo", "How the demo's business goes.", Route.Effort.QUICK, Demo.class)
        .refusing(ErrorCode.NO_DEMO);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.demo().orElseThrow(DemoEndpoint::noDemo));
  }

  static MillraceException noDemo() {
    return new MillraceException(
        ErrorCode.NO_DEMO,
        "Cannot show the demo: this Millrace does not run it.",
        "Start it with `millrace demo`.");
  }
}
