package dev.millrace.app.runtime;

import dev.millrace.api.TableName;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.app.config.Project;
import dev.millrace.app.workbench.MappingFolder;
import dev.millrace.app.workbench.PackUse;
import dev.millrace.app.workbench.SourceMapping;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.PreviewReport;
import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.Certainty;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.DuplicateKey;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.MappingPreview;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.PreviewedReference;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.PreviewedSource;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.PreviewedTable;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.RejectedRows;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.RejectedSample;
import dev.millrace.server.endpoint.MappingPreviewStartEndpoint.MappingDraft;
import dev.millrace.server.endpoint.MappingTextEndpoint.MappingText;
import dev.millrace.server.endpoint.MappingsEndpoint.MappableSource;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingFileState;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingList;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingSummary;
import dev.millrace.server.endpoint.SaveMappingEndpoint.SavedMapping;
import dev.millrace.server.endpoint.SaveMappingEndpoint.TakesEffect;
import dev.millrace.server.endpoint.SuggestionEndpoint.Doubtful;
import dev.millrace.server.endpoint.SuggestionEndpoint.SuggestedColumn;
import dev.millrace.server.endpoint.SuggestionEndpoint.SuggestedFile;
import dev.millrace.server.endpoint.SuggestionEndpoint.SuggestedPack;
import dev.millrace.server.endpoint.SuggestionEndpoint.SuggestedTable;
import dev.millrace.server.endpoint.SuggestionEndpoint.Suggestion;
import dev.millrace.server.endpoint.Workbench;
import dev.millrace.suggest.Draft;
import dev.millrace.suggest.Proposal;
import dev.millrace.suggest.Proposal.Doubt;
import dev.millrace.suggest.Proposal.TableMatch;
import dev.millrace.suggest.Suggester;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Shows the project's workbench to the HTTP server. */
final class WorkbenchView implements Workbench {
  private final Millrace millrace;
  private final Project project;
  private final dev.millrace.app.workbench.Workbench workbench;
  private final MappingFolder folder;

  WorkbenchView(Millrace millrace, Project project) {
    this.millrace = millrace;
    this.project = project;
    this.workbench = new dev.millrace.app.workbench.Workbench(project);
    this.folder = new MappingFolder(project.folder());
  }

  @Override
  public MappingList mappings() {
    Map<String, FlowStatus> running = new TreeMap<>();
    millrace.mappings().forEach(status -> running.put(status.name(), status));
    List<MappingSummary> mappings = new ArrayList<>();
    for (MappingFile mapping : workbench.mappings().values()) {
      Optional<FlowStatus> status = Optional.ofNullable(running.get(mapping.name()));
      mappings.add(
          new MappingSummary(
              mapping.name(),
              mapping.file(),
              state(mapping, status),
              names(mapping.reads()),
              names(mapping.writes()),
              status.flatMap(FlowStatus::replayed),
              status.flatMap(FlowStatus::problem)));
    }
    return new MappingList(
        mappings,
        project.sources().stream()
            .map(source -> new MappableSource(source.config().name(), source.connector().kind()))
            .toList());
  }

  private MappingFileState state(MappingFile mapping, Optional<FlowStatus> status) {
    if (status.isEmpty()) {
      return MappingFileState.NOT_STARTED;
    }
    boolean same =
        millrace
            .mappingFile(mapping.name())
            .filter(runs -> runs.sql().equals(mapping.sql()))
            .isPresent();
    if (!same) {
      return MappingFileState.CHANGED;
    }
    return switch (status.get().state()) {
      case WAITING, STARTING -> MappingFileState.STARTING;
      case RUNNING -> MappingFileState.RUNNING;
      case FAILED -> MappingFileState.FAILED;
    };
  }

  @Override
  public Optional<MappingText> text(String name) {
    return folder
        .text(name)
        .map(sql -> new MappingText(name, shown(name), sql, MappingFolder.version(sql)));
  }

  private static String shown(String name) {
    return "mappings/" + name + ".sql";
  }

  @Override
  public SavedMapping save(String name, String sql, Optional<String> version) {
    folder.write(name, sql, version);
    TakesEffect when = millrace.takeUp(workbench.mapping(name));
    return new SavedMapping(name, shown(name), MappingFolder.version(sql), when);
  }

  @Override
  public Suggestion suggest(String source, Optional<List<String>> tables, Progress progress) {
    Set<String> chosen = new HashSet<>(tables.orElse(List.of()));
    Predicate<SourceTable> wanted =
        table -> tables.isEmpty() || chosen.contains(name(table.name()));
    // Who chooses tables has looked at a proposal.
    PackUse packs = tables.isEmpty() ? PackUse.ALONE : PackUse.REFUSED;
    SourceMapping found = workbench.suggest(source, wanted, packs, progress::at);
    Optional<Proposal> proposal = found.proposed().map(Suggester.Result::proposal);
    return new Suggestion(
        source,
        found.pack().map(WorkbenchView::pack),
        proposal.stream().flatMap(one -> one.tables().stream()).map(WorkbenchView::table).toList(),
        doubts(proposal.map(Proposal::doubts).orElse(List.of())),
        proposal.stream()
            .flatMap(one -> one.left().stream())
            .map(table -> name(table.name()))
            .toList(),
        found.files().stream().map(file -> file(source, file)).toList(),
        found.proposed().map(Suggester.Result::problems).orElse(List.of()));
  }

  private static SuggestedPack pack(RecognisedPack pack) {
    return new SuggestedPack(
        pack.name(),
        pack.title(),
        pack.variant(),
        pack.version(),
        pack.fills().stream().sorted().toList(),
        pack.leftOut());
  }

  private static String name(TableName table) {
    return table instanceof TableName.Raw raw ? raw.schema() + "." + raw.table() : table.toString();
  }

  private static SuggestedTable table(TableMatch match) {
    return new SuggestedTable(
        match.target(),
        name(match.source().name()),
        match.source().rows(),
        match.confidence(),
        match.reason(),
        match.columns().stream()
            .map(
                column ->
                    new SuggestedColumn(
                        column.target(),
                        name(column.source()),
                        column.column(),
                        column.confidence(),
                        column.reason()))
            .toList(),
        doubts(match.doubts()),
        match.unmapped());
  }

  private static List<Doubtful> doubts(List<Doubt> doubts) {
    return doubts.stream()
        .map(
            doubt ->
                new Doubtful(doubt.target(), doubt.source(), doubt.confidence(), doubt.reason()))
        .toList();
  }

  private SuggestedFile file(String source, Draft file) {
    String name = source + "/" + file.name();
    return new SuggestedFile(name, file.sql(), folder.text(name).map(MappingFolder::version));
  }

  @Override
  public MappingPreview preview(
      MappingDraft mapping, List<MappingDraft> beside, int rows, Progress progress) {
    Map<String, MappingFile> others = workbench.mappings();
    beside.forEach(draft -> others.put(draft.name(), file(draft)));
    return view(workbench.preview(file(mapping), others.values(), rows, progress::at));
  }

  private static MappingFile file(MappingDraft draft) {
    return MappingFile.of(draft.name(), draft.sql(), shown(draft.name()));
  }

  private static MappingPreview view(PreviewReport report) {
    return new MappingPreview(
        report.mapping(),
        report.clean(),
        report.raw().stream()
            .map(
                table ->
                    new PreviewedSource(
                        table.table().toString(),
                        table.rows(),
                        table.along(),
                        table.part() == PreviewReport.Part.WHOLE,
                        table.estimated(),
                        table.unused(),
                        table.problem()))
            .toList(),
        report.model().stream().map(WorkbenchView::view).toList(),
        report.problems());
  }

  private static PreviewedTable view(PreviewReport.ModelRows table) {
    return new PreviewedTable(
        table.table().toString(),
        table.lines(),
        table.rows(),
        table.rejected().stream().map(WorkbenchView::view).toList(),
        table.duplicated(),
        table.duplicates().stream().map(one -> new DuplicateKey(one.key(), one.rows())).toList(),
        table.unmapped(),
        table.empty(),
        table.references().stream().map(WorkbenchView::view).toList(),
        table.columns(),
        table.first());
  }

  private static RejectedRows view(PreviewReport.Rejection rejection) {
    return new RejectedRows(
        rejection.line(),
        rejection.column(),
        rejection.cause(),
        rejection.rows(),
        rejection.samples().stream()
            .map(sample -> new RejectedSample(sample.columns(), sample.values()))
            .toList());
  }

  private static PreviewedReference view(PreviewReport.Reference reference) {
    return new PreviewedReference(
        reference.column(),
        names(reference.targets()),
        reference.rows(),
        reference.orphans(),
        switch (reference.certainty()) {
          case SURE -> Certainty.SURE;
          case NOT_IN_SAMPLE -> Certainty.NOT_IN_SAMPLE;
          case NOT_MAPPED -> Certainty.NOT_MAPPED;
        },
        reference.values());
  }

  private static List<String> names(Collection<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }
}
