package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferenced;
import java.util.Optional;

/** {@code PUT /api/cross-reference/decision}: says whether two rows are the same. */
public final class DecidePairEndpoint implements Endpoint {

  /** What somebody says of a pair. */
  public enum PairDecision {
    /** The two are the same. */
    CONFIRMED,
    /** They are not. */
    REJECTED,
    /** What was said is taken back. */
    NONE
  }

  /** How a pair stands. */
  public enum PairStatus {
    CERTAIN,
    PROPOSED,
    CONFIRMED,
    REJECTED,
    /** Nothing is said of it. */
    NONE
  }

  /** Two rows of two sources, and what is said of them. */
  public record DecidedPair(
      CrossReferenced table,
      @Description("Source of the one row.") String system,
      @Description("Its source_key.") String key,
      @Description("Source of the other row.") String otherSystem,
      @Description("Its source_key.") String otherKey,
      PairDecision decision) {}

  /** The pair as it stands now. */
  public record PairState(
      PairStatus status,
      @Description("From 0 to 1.") double confidence,
      @Description("Null when nobody has decided.") Optional<String> decidedBy) {}

  private final Platform platform;

  public DecidePairEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.PUT,
            "/api/cross-reference/decision",
            "decidePair",
            "Says of two rows whether they are the same.",
            new Route.Answer.Json(200, PairState.class))
        .saying(
            "They need not have been proposed. A decision stays whatever becomes of the rows, until"
                + " it is taken back; then the pair is again what it is recognised as. The server"
                + " knows its callers by their token alone, so `decided_by` is `person`.")
        .costing(Route.Effort.SLOW)
        .taking(DecidedPair.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.NOT_RUNNING);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.decide(request.body(DecidedPair.class)));
  }
}
