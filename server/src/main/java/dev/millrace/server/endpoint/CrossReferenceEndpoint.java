package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/cross-reference}: what has been recognised as the same. */
public final class CrossReferenceEndpoint implements Endpoint {

  /** What is recognised. */
  public enum CrossReferenced {
    ITEM,
    PARTY
  }

  /** How the cross-reference is. */
  public record CrossReferences(
      @Description("Empty until all rows have been read.") List<CrossReferenceCount> tables,
      @Description("Why it does not go on; null when it does.") Optional<Problem> error) {}

  /** What has been recognised in a table of the model. */
  public record CrossReferenceCount(
      CrossReferenced table,
      @Description("Rows that are compared.") long rows,
      @Description("Rows that have an equal.") long joined,
      @Description("Groups of such rows: each is one row of the unified table.") long groups,
      @Description("Pairs that are joined by themselves.") long certain,
      @Description("Pairs that wait for somebody.") long proposed,
      @Description("Pairs that somebody has joined.") long confirmed,
      @Description("Pairs that somebody has kept apart.") long rejected) {}

  private final Platform platform;

  public CrossReferenceEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/cross-reference",
            "crossReference",
            "How many rows of several sources have been recognised as the same.",
            Route.Effort.QUICK,
            CrossReferences.class)
        .saying("The pairs themselves are rows of `model.item_xref` and `model.party_xref`.");
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.crossReferences());
  }
}
