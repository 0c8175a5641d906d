package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import dev.millrace.live.ResultColumn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code GET /api/expectations}: what is expected of rows, and what was found. */
public final class ExpectationsEndpoint implements Endpoint {

  /** Whether rows are as they are expected. */
  public enum Verdict {
    /** Its tables are not there yet. */
    PENDING,
    MET,
    VIOLATED,
    /** Its SQL cannot be answered. */
    FAILED
  }

  /** What the project expects. */
  public record Expectations(
      @Description("In the order of files and lines.") List<ExpectationFindings> expectations) {}

  /** An expectation and what was found of it last. */
  public record ExpectationFindings(
      @Description("The short form, or the comment above the SELECT.") String text,
      @Description("Relative to the project.") String file,
      int line,
      @Description("Its rows are those that are not as expected.") String sql,
      Verdict state,
      @Description("How many rows are not as expected.") long violations,
      @Description("Null before the first look.") Optional<Instant> checkedAt,
      @Description("Null unless violated.") Optional<Instant> violatedSince,
      @Description("Of the rows that are not as expected.") List<ResultColumn> columns,
      @Description("The first ten of them.") List<List<Object>> rows,
      @Description(
              "How many rows do not come into the model because of it; null unless it holds rows"
                  + " back.")
          OptionalLong heldBack,
      @Description("Null unless pending or failed.") Optional<Problem> error) {}

  private final Platform platform;

  public ExpectationsEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/expectations",
            "expectations",
            "What the project expects of rows, how many are not so, and the first of them.",
            Route.Effort.QUICK,
            Expectations.class)
        .saying(
            "Each is looked at again when its tables have changed, at most every five seconds."
                + " What it is, the files under `quality/` say.");
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.expectations());
  }
}
