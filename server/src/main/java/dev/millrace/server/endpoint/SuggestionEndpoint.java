package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.WorkbenchRuns.WorkProgress;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/suggestions/{id}}: what is proposed for a source. */
public final class SuggestionEndpoint implements Endpoint {

  /** A proposal, or how far it is. */
  public record SuggestionRun(
      WorkProgress progress,
      @Description("Null until it is done.") Optional<Suggestion> suggestion,
      Optional<Problem> error) {}

  /** What a source's tables are likely to be in the model. */
  public record Suggestion(
      String source,
      @Description("Of a known ERP: then the files are its ready mapping, and nothing is proposed.")
          Optional<SuggestedPack> pack,
      List<SuggestedTable> tables,
      @Description("Tables that might be one of the model, and are left out.")
          List<Doubtful> perhaps,
      @Description("Tables that nothing was found for.") List<String> notUsed,
      @Description("The mapping, one file a subject.") List<SuggestedFile> files,
      @Description("Tables that could not be read; their names alone spoke for them.")
          List<Problem> problems) {}

  /** The ready mapping of a known ERP. */
  public record SuggestedPack(
      @Description("Such as `odoo`.") String name,
      @Description("As people know it.") String erp,
      @Description("Of the ERP.") String release,
      @Description("Of the pack.") int version,
      @Description("Tables of the model, without `model.`") List<String> maps,
      @Description("What it would map too, if the source had what it is made of.")
          List<String> leftOut) {}

  /** A table of the model and one of the source that fills it. */
  public record SuggestedTable(
      @Description("Without `model.`") String model,
      @Description("As `public.product`.") String table,
      long rowsEstimated,
      @Description("From 0 to 1.") double confidence,
      @Description("In words.") String reason,
      List<SuggestedColumn> columns,
      @Description("Columns that might be others, and are left out.") List<Doubtful> perhaps,
      @Description("Columns of the source that feed nothing.") List<String> notUsed) {}

  /** A column of the model and one of the source. */
  public record SuggestedColumn(
      String model,
      @Description("That of the match or one that is joined, as `public.product`.") String table,
      String column,
      @Description("From 0 to 1.") double confidence,
      @Description("In words.") String reason) {}

  /** Something that is less likely than a proposal must be. */
  public record Doubtful(String model, String source, double confidence, String reason) {}

  /** A mapping file that is proposed. */
  public record SuggestedFile(
      @Description("The mapping's name, such as `erp/items`.") String name,
      String sql,
      @Description("The version of the file of that name; null when there is none.")
          Optional<String> version) {}

  static final Parameter<String> ID = Parameter.inPath("id", "As the start of the work gave it.");

  private final WorkbenchRuns runs;

  public SuggestionEndpoint(WorkbenchRuns runs) {
    this.runs = runs;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/suggestions/{id}",
            "suggestion",
            "What is proposed for a source, or how far the look at it is.",
            Route.Effort.QUICK,
            SuggestionRun.class)
        .with(ID)
        .refusing(ErrorCode.REQUEST_INVALID);
  }

  @Override
  public Reply handle(Request request) {
    WorkbenchRuns.Run run = runs.of(request.value(ID));
    return Reply.ok(new SuggestionRun(run.progress(), run.result(Suggestion.class), run.error()));
  }
}
