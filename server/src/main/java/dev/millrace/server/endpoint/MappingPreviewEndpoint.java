package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.server.endpoint.WorkbenchRuns.WorkProgress;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/previews/{id}}: what a mapping makes of a sample of rows. */
public final class MappingPreviewEndpoint implements Endpoint {

  /** A preview, or how far it is. */
  public record PreviewRun(
      WorkProgress progress,
      @Description("Null until it is done.") Optional<MappingPreview> preview,
      Optional<Problem> error) {}

  /** What a mapping makes of a sample of rows. */
  public record MappingPreview(
      String mapping,
      @Description("Whether no row is rejected and no two share a key.") boolean clean,
      List<PreviewedSource> raw,
      List<PreviewedTable> model,
      @Description("What makes the preview less exact.") List<Problem> problems) {}

  /** The rows that were read of a raw table. */
  public record PreviewedSource(
      String table,
      long rows,
      @Description("How many of the rows were read because others refer to them.") long along,
      @Description("Whether that is the whole table.") boolean whole,
      @Description("Rows of the whole table, roughly; 0 when the source does not know.")
          long rowsEstimated,
      @Description("Columns that no statement reads.") List<String> notUsed,
      @Description("Why rows are missing.") Optional<Problem> error) {}

  /** The rows that a mapping makes for a table of the model. */
  public record PreviewedTable(
      String table,
      @Description("Of its statements in the file, from 1.") List<Integer> lines,
      long rows,
      List<RejectedRows> rejected,
      @Description("Keys that more than one row has.") long duplicated,
      @Description("Some of these keys.") List<DuplicateKey> duplicates,
      @Description("Columns that no statement sets.") List<String> notMapped,
      @Description("Columns that are set, and are null in every row.") List<String> alwaysEmpty,
      List<PreviewedReference> references,
      @Description("Of `first`.") List<String> columns,
      @Description("Rows, each value as text.") List<List<Optional<String>>> first) {}

  /**
   * Rows that could not be made or are held back; a mapping that runs makes dead letters of them.
   */
  public record RejectedRows(
      @Description("Of the statement.") int line,
      @Description("That is to blame, where that can be told.") Optional<String> column,
      @Description("In words, of the first row.") String cause,
      long rows,
      List<RejectedSample> samples) {}

  /** A row that was rejected. */
  public record RejectedSample(List<String> columns, List<Optional<String>> values) {}

  /** A key that several rows have. */
  public record DuplicateKey(List<String> key, long rows) {}

  /** A column that refers to rows of the model. */
  public record PreviewedReference(
      String column,
      List<String> targets,
      @Description("That refer to something.") long rows,
      @Description("Of these, those whose row is not there.") long orphans,
      Certainty certainty,
      @Description("Some that are not there.") List<String> values) {}

  /** How far it can be told that a row which is referred to is not there. */
  public enum Certainty {
    /** All that could be referred to was read or asked for. */
    SURE,
    /** It may be among the rows that were not read. */
    NOT_IN_SAMPLE,
    /** No mapping fills the table from this source. */
    NOT_MAPPED
  }

  private final WorkbenchRuns runs;

  public MappingPreviewEndpoint(WorkbenchRuns runs) {
    this.runs = runs;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/previews/{id}",
            "previewed",
            "What a mapping makes of a sample of rows, or how far its run is.",
            Route.Effort.QUICK,
            PreviewRun.class)
        .with(SuggestionEndpoint.ID)
        .refusing(ErrorCode.REQUEST_INVALID);
  }

  @Override
  public Reply handle(Request request) {
    WorkbenchRuns.Run run = runs.of(request.value(SuggestionEndpoint.ID));
    return Reply.ok(new PreviewRun(run.progress(), run.result(MappingPreview.class), run.error()));
  }
}
