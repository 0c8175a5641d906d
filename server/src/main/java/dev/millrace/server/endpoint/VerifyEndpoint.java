package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code GET /api/verify}: what the last comparison found. */
public final class VerifyEndpoint implements Endpoint {

  /** Where a comparison is. */
  public enum State {
    NONE,
    RUNNING,
    DONE
  }

  /** A comparison of sources, live store and lake. */
  public record Verification(
      State state,
      @Description("Null when none has been asked for.") Optional<String> id,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      VerifyProgress progress,
      @Description("Whether every table is equal everywhere; null until it is known.")
          Optional<Boolean> equal,
      @Description("In the order in which they were compared.") List<VerifiedTable> tables,
      @Description("Why the comparison ended before its end.") Optional<Problem> error) {}

  /** How many tables have been compared. */
  public record VerifyProgress(int done, int total) {}

  /** What was found for a table; null where a side could not be read. */
  public record VerifiedTable(
      String source,
      String table,
      @Description("Up to where in the source all sides were read.") Optional<String> position,
      OptionalLong sourceRows,
      OptionalLong liveRows,
      OptionalLong lakeRows,
      Optional<String> sourceChecksum,
      Optional<String> liveChecksum,
      Optional<String> lakeChecksum,
      boolean equal,
      @Description("What differs or could not be read.") Optional<String> detail) {}

  /** Is told how a comparison goes. */
  public interface Progress {

    /** How many tables there are to compare; may be told again. */
    void total(int tables);

    /** A table has been compared. */
    void table(VerifiedTable table);
  }

  private final Verifications verifications;

  public VerifyEndpoint(Verifications verifications) {
    this.verifications = verifications;
  }

  @Override
  public Route route() {
    return Route.get(
        "/api/verify",
        "verification",
        "What the comparison of sources, live store and lake has found so far.",
        Route.Effort.QUICK,
        Verification.class);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(verifications.current());
  }
}
