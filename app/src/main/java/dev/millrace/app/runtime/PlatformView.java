package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.api.lake.LakeTable;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.lake.LakeStatus;
import dev.millrace.lake.RowHistory;
import dev.millrace.lake.rest.RestCatalog;
import dev.millrace.live.LiveStats;
import dev.millrace.live.ResultColumn;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferences;
import dev.millrace.server.endpoint.DecidePairEndpoint.DecidedPair;
import dev.millrace.server.endpoint.DecidePairEndpoint.PairState;
import dev.millrace.server.endpoint.DemoEndpoint.Demo;
import dev.millrace.server.endpoint.ExpectationsEndpoint.Expectations;
import dev.millrace.server.endpoint.FlowEndpoint.FlowGraph;
import dev.millrace.server.endpoint.Geofences;
import dev.millrace.server.endpoint.HistoryEndpoint.History;
import dev.millrace.server.endpoint.HistoryEndpoint.HistoryChange;
import dev.millrace.server.endpoint.IcebergCatalog;
import dev.millrace.server.endpoint.LakeEndpoint;
import dev.millrace.server.endpoint.LakeTablesEndpoint.LakeSqlColumn;
import dev.millrace.server.endpoint.LakeTablesEndpoint.LakeSqlTable;
import dev.millrace.server.endpoint.LineageEndpoint.Lineage;
import dev.millrace.server.endpoint.MappingEndpoint.Mapping;
import dev.millrace.server.endpoint.MappingEndpoint.MappingTables;
import dev.millrace.server.endpoint.Platform;
import dev.millrace.server.endpoint.PulseEndpoint.Pulse;
import dev.millrace.server.endpoint.PulseEndpoint.SourcePulse;
import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.DemoRate;
import dev.millrace.server.endpoint.StatusEndpoint.Freshness;
import dev.millrace.server.endpoint.StatusEndpoint.MappingState;
import dev.millrace.server.endpoint.StatusEndpoint.Memory;
import dev.millrace.server.endpoint.StatusEndpoint.PartState;
import dev.millrace.server.endpoint.StatusEndpoint.Source;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import dev.millrace.server.endpoint.StatusEndpoint.Status;
import dev.millrace.server.endpoint.TablesEndpoint.Kind;
import dev.millrace.server.endpoint.TablesEndpoint.Table;
import dev.millrace.server.endpoint.TablesEndpoint.TableColumn;
import dev.millrace.server.endpoint.Telemetry;
import dev.millrace.server.endpoint.VerifyEndpoint.Progress;
import dev.millrace.server.endpoint.Workbench;
import dev.millrace.track.position.Positions;
import dev.millrace.xref.CrossReference;
import dev.millrace.xref.XrefStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the running parts to the HTTP server. */
final class PlatformView implements Platform {
  private static final Logger LOGGER = LoggerFactory.getLogger(PlatformView.class);

  private final Millrace millrace;
  private final Workbench workbench;

  PlatformView(Millrace millrace, Workbench workbench) {
    this.millrace = millrace;
    this.workbench = workbench;
  }

  @Override
  public Telemetry telemetry() {
    return millrace.telemetry();
  }

  @Override
  public DocumentsView documents() {
    return millrace.documents();
  }

  @Override
  public Status status() {
    Optional<LiveStats> live = millrace.liveStats();
    Runtime jvm = Runtime.getRuntime();
    Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    return new Status(
        Version.CURRENT,
        started,
        Duration.between(started, Instant.now()).toMillis(),
        millrace.state(),
        new Memory(jvm.totalMemory() - jvm.freeMemory(), ResidentMemory.bytes()),
        millrace.parts().all(partProblems()),
        sources(live),
        millrace.mappings().stream().map(PlatformView::mappingState).toList(),
        freshness(live),
        live.map(LiveStats::changesPerSecond).orElse(0.0),
        millrace.trackingStatus(),
        demo().map(demo -> new DemoRate(demo.ratePerMinute(), demo.transactions())));
  }

  private Map<String, Problem> partProblems() {
    Map<String, Problem> problems = new HashMap<>();
    millrace
        .lakeStatus()
        .flatMap(LakeStatus::problem)
        .ifPresent(problem -> problems.put("lake", problem));
    millrace
        .crossReference()
        .map(CrossReference::status)
        .flatMap(XrefStatus::problem)
        .ifPresent(problem -> problems.put("xref", problem));
    return problems;
  }

  private static MappingState mappingState(FlowStatus mapping) {
    PartState state =
        switch (mapping.state()) {
          case WAITING, STARTING -> PartState.STARTING;
          case RUNNING -> PartState.RUNNING;
          case FAILED -> PartState.FAILED;
        };
    return new MappingState(
        mapping.name(),
        state,
        mapping.writes().stream().map(TableName::toString).toList(),
        mapping.problem());
  }

  private static Freshness freshness(Optional<LiveStats> live) {
    Optional<LiveStats.Freshness> known =
        live.map(LiveStats::freshness).filter(freshness -> freshness.samples() > 0);
    if (known.isEmpty()) {
      return new Freshness(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
    LiveStats.Freshness freshness = known.get();
    return new Freshness(
        OptionalLong.of(freshness.nowMillis()),
        OptionalLong.of(freshness.p50Millis()),
        OptionalLong.of(freshness.p99Millis()));
  }

  private List<Source> sources(Optional<LiveStats> live) {
    List<Source> sources = new ArrayList<>();
    for (SourceSupervisor supervisor : millrace.sources()) {
      String name = supervisor.source().name();
      Optional<LiveStats.Source> seen =
          live.stream()
              .flatMap(stats -> stats.sources().stream())
              .filter(source -> source.name().equals(name))
              .findFirst();
      Optional<SourceProgress.News> news = millrace.news(name);
      Optional<Problem> problem =
          supervisor.health().problem().or(() -> news.flatMap(SourceProgress.News::problem));
      // What a capture said that does not run any more is no news.
      Optional<SourceProgress.News> present =
          news.filter(n -> supervisor.health().state() == SourceSupervisor.State.RUNNING);
      sources.add(
          new Source(
              name,
              supervisor.connector().kind(),
              problem.isPresent() ? SourceState.FAILED : state(supervisor, news),
              seen.map(LiveStats.Source::tables).orElse(0),
              seen.map(LiveStats.Source::rows).orElse(0L),
              seen.map(LiveStats.Source::changesPerSecond).orElse(0.0),
              lag(seen),
              seen.flatMap(LiveStats.Source::lastCommit),
              present.flatMap(SourceProgress.News::snapshot),
              present.flatMap(SourceProgress.News::captureLag),
              problem));
    }
    millrace
        .brokenSources()
        .forEach(
            (name, problem) ->
                sources.add(
                    new Source(
                        name,
                        "",
                        SourceState.FAILED,
                        0,
                        0,
                        0,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(problem))));
    return sources;
  }

  private static OptionalLong lag(Optional<LiveStats.Source> seen) {
    return seen.filter(source -> source.lastCommit().isPresent())
        .map(source -> OptionalLong.of(source.lagMillis()))
        .orElse(OptionalLong.empty());
  }

  private static SourceState state(
      SourceSupervisor supervisor, Optional<SourceProgress.News> news) {
    return switch (supervisor.health().state()) {
      case STOPPED -> SourceState.STOPPED;
      case FAILED -> SourceState.FAILED;
      case STARTING -> SourceState.STARTING;
      case RUNNING ->
          news.map(n -> n.state().equals("snapshot") ? SourceState.SNAPSHOT : SourceState.STREAMING)
              .orElse(SourceState.STARTING);
    };
  }

  @Override
  public List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    millrace
        .liveStats()
        .ifPresent(
            stats -> {
              stats.tables().forEach(table -> tables.add(table(table)));
              tables.addAll(XrefView.unified(stats, millrace.unified(), millrace.crossReference()));
            });
    return tables;
  }

  @Override
  public CrossReferences crossReferences() {
    return XrefView.of(millrace.crossReference());
  }

  @Override
  public PairState decide(DecidedPair pair) {
    return XrefView.decide(millrace.crossReference(), pair);
  }

  static List<TableColumn> columns(TableSchema schema) {
    return schema.columns().stream()
        .map(
            column ->
                new TableColumn(
                    column.name(),
                    column.type().toString(),
                    column.nullable(),
                    Optional.of(column.comment()).filter(comment -> !comment.isEmpty())))
        .toList();
  }

  private static Table table(LiveStats.Table table) {
    Optional<String> source =
        table.name() instanceof TableName.Raw raw ? Optional.of(raw.source()) : Optional.empty();
    return new Table(
        table.name().toString(),
        source.isPresent() ? Kind.RAW : Kind.MODEL,
        source,
        table.schema().events(),
        table.rows(),
        table.changes(),
        table.changesPerSecond(),
        table.lastCommit(),
        table.schema().key(),
        columns(table.schema()));
  }

  @Override
  public FlowGraph flowGraph() {
    Optional<LiveStats> live = millrace.liveStats();
    Optional<LakeStatus> lake = millrace.lakeStatus();
    if (live.isEmpty() || lake.isEmpty()) {
      return new FlowGraph(List.of(), List.of());
    }
    return FlowPicture.draw(sources(live), millrace.mappings(), live.get(), lake.get());
  }

  @Override
  public Lineage lineage() {
    return LineageView.of(millrace.lineage());
  }

  @Override
  public Expectations expectations() {
    return QualityView.of(millrace.findings());
  }

  @Override
  public Pulse pulse() {
    Optional<LiveStats> live = millrace.liveStats();
    return new Pulse(
        Instant.now(),
        freshness(live),
        live.map(LiveStats::changesPerSecond).orElse(0.0),
        live.map(LiveStats::changesTotal).orElse(0L),
        live.map(stats -> stats.tables().stream().map(LiveStats.Table::schema).toList().hashCode())
            .orElse(0),
        sources(live).stream()
            .map(
                source ->
                    new SourcePulse(
                        source.name(),
                        source.state(),
                        source.lagMs(),
                        source.captureLag().flatMap(CaptureLag::warning)))
            .toList());
  }

  @Override
  public Optional<Mapping> mapping(String name) {
    Optional<MappingFile> file = millrace.mappingFile(name);
    Optional<Problem> problem =
        millrace.mappings().stream()
            .filter(mapping -> mapping.name().equals(name))
            .findFirst()
            .flatMap(FlowStatus::problem);
    return file.map(
        mapping ->
            new Mapping(
                name,
                mapping.file(),
                mapping.sql(),
                new MappingTables(
                    mapping.reads().stream().map(TableName::toString).toList(),
                    mapping.writes().stream().map(TableName::toString).toList()),
                problem));
  }

  @Override
  public Workbench workbench() {
    return workbench;
  }

  @Override
  public History history(TableName table, Map<String, Object> key, int limit) {
    RowHistory history = millrace.lake().history(table, key, limit);
    List<HistoryChange> changes =
        history.changes().stream()
            .map(
                change ->
                    new HistoryChange(
                        change.operation(),
                        change.position().toString(),
                        Optional.of(change.commitTime()),
                        Optional.of(change.capturedTime()),
                        change.row()))
            .toList();
    Map<String, String> types = new HashMap<>();
    millrace
        .schema(table)
        .ifPresent(
            schema -> schema.columns().forEach(c -> types.put(c.name(), c.type().toString())));
    return new History(
        table.toString(),
        history.asOf(),
        history.columns().stream()
            .map(column -> new ResultColumn(column, types.getOrDefault(column, "text")))
            .toList(),
        changes);
  }

  @Override
  public Geofences geofences() {
    return millrace.geofences();
  }

  @Override
  public Positions positions() {
    return millrace.tracking().positions();
  }

  @Override
  public LakeEndpoint.Lake lake() {
    return LakeView.of(millrace.lake().status());
  }

  @Override
  public LakeEndpoint.LakeUpkeep upkeep(TableName table) {
    return LakeView.of(millrace.lake().upkeepNow(table));
  }

  @Override
  public List<LakeSqlTable> lakeTables() {
    return millrace.lake().tables().all().stream().map(PlatformView::lakeTable).toList();
  }

  private static LakeSqlTable lakeTable(LakeTable table) {
    List<LakeSqlColumn> columns = List.of();
    try {
      columns =
          table.columns().stream()
              .map(column -> new LakeSqlColumn(column.name(), column.type()))
              .toList();
    } catch (MillraceException e) {
      // One table that cannot be read must not hide the others; a query of it says why.
      LOGGER.debug("Cannot read the columns of {}", table.name(), e);
    }
    return new LakeSqlTable(table.name(), columns);
  }

  @Override
  public IcebergCatalog.Answer icebergCatalog(IcebergCatalog.Request request) {
    RestCatalog.Answer answer =
        millrace
            .lake()
            .restCatalog()
            .answer(
                new RestCatalog.Request(
                    request.method(),
                    request.path(),
                    request.query(),
                    request.body(),
                    switch (request.access()) {
                      case READ -> RestCatalog.Access.READ;
                      case WRITE -> RestCatalog.Access.WRITE;
                    }));
    return new IcebergCatalog.Answer(answer.status(), answer.json());
  }

  @Override
  public void verify(Progress progress) {
    millrace.verify(progress);
  }

  @Override
  public Optional<Demo> demo() {
    return millrace
        .business()
        .map(business -> new Demo(business.rate(), business.transactions(), business.rate() > 0));
  }

  @Override
  public Optional<Demo> demoRate(int transactionsPerMinute) {
    millrace
        .business()
        .ifPresent(
            business -> {
              try {
                business.rate(transactionsPerMinute);
              } catch (IllegalArgumentException e) {
                throw new MillraceException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot set the demo's rate: " + transactionsPerMinute + ".",
                    "Give 0 to 2000 transactions a minute.",
                    e);
              }
            });
    return demo();
  }
}
