package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.app.openlineage.LineageEvents;
import dev.millrace.app.quality.ExpectationFiles;
import dev.millrace.app.quality.Findings;
import dev.millrace.app.quality.Quality;
import dev.millrace.demo.Business;
import dev.millrace.documents.Documents;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.lake.Lake;
import dev.millrace.lake.LakeOptions;
import dev.millrace.lake.LakeStatus;
import dev.millrace.live.LiveOptions;
import dev.millrace.live.LiveStats;
import dev.millrace.live.LiveStore;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.server.CatalogTokens;
import dev.millrace.server.Server;
import dev.millrace.server.ServerOptions;
import dev.millrace.server.UiFiles;
import dev.millrace.server.endpoint.SaveMappingEndpoint.TakesEffect;
import dev.millrace.server.endpoint.StatusEndpoint;
import dev.millrace.server.endpoint.StatusEndpoint.State;
import dev.millrace.server.endpoint.StatusEndpoint.Status;
import dev.millrace.server.endpoint.TelemetryEndpoint;
import dev.millrace.server.endpoint.VerifyEndpoint.Progress;
import dev.millrace.track.job.TrackingJob;
import dev.millrace.track.job.TrackingOptions;
import dev.millrace.track.journey.Rules;
import dev.millrace.xref.CrossReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole Millrace in this process: log, Connect worker, flow, cross-reference, lake, live store
 * and server, started together and stopped in order. Killed at any moment, it goes on where it was
 * at the next start.
 */
public final class Millrace implements AutoCloseable {
  /** What the mappings keep, in the data folder. */
  public static final String FLOW_FOLDER = "flow";

  private static final Logger LOGGER = LoggerFactory.getLogger(Millrace.class);
  private static final List<String> PARTS =
      List.of("server", "log", "live", "lake", "flow", "xref", "documents", "positions", "connect");

  private static final Duration EXPECTATION_INTERVAL = Duration.ofSeconds(5);

  private final Project project;
  private final DataFolder data;
  private final Optional<Business> business;
  private final Parts parts;
  private final TelemetryIntake telemetry;
  private final Map<String, MappingFile> mappingFiles = new LinkedHashMap<>();
  private final List<SourceSupervisor> sources = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final EventFigures events = new EventFigures();

  private volatile State state = State.STARTING;
  private volatile LiveStore live;
  private volatile Lake lake;
  private volatile Flow flow;
  private volatile Quality quality;
  private volatile CrossReference xref;
  private volatile Documents documents;
  private volatile Tracking tracking;
  private volatile Log log;
  private volatile Schemas schemas;
  private volatile SourceProgress progress;
  private volatile String url = "";

  private Millrace(
      Project project,
      DataFolder data,
      Optional<Business> business,
      dev.millrace.app.runtime.Progress listener) {
    this.project = project;
    this.data = data;
    this.business = business;
    this.parts = new Parts(PARTS, listener);
    this.telemetry = new TelemetryIntake(project.sources());
  }

  /**
   * Starts everything; returns when the sources are being captured.
   *
   * @param business of the demo, if that is what runs
   * @param listener hears as each part is up
   * @throws MillraceException when a port is taken, the data folder is in use, or a part does not
   *     start; nothing is left running then
   */
  public static Millrace start(
      Project project,
      Path dataFolder,
      Optional<Business> business,
      dev.millrace.app.runtime.Progress listener) {
    Millrace millrace = new Millrace(project, DataFolder.open(dataFolder), business, listener);
    try {
      millrace.startParts();
      return millrace;
    } catch (RuntimeException e) {
      millrace.close();
      throw e;
    }
  }

  private void startParts() {
    Settings settings = project.settings();
    String token = data.token();
    PlatformView view = view();
    Server server =
        parts.start(
            "server",
            () ->
                opened(
                    Server.start(
                        new ServerOptions(
                            settings.text(Settings.SERVER_HOST),
                            settings.integer(Settings.SERVER_PORT),
                            token,
                            UiFiles.ofClassPath(Millrace.class.getClassLoader(), "ui"),
                            settings.list(Settings.SERVER_HOSTS),
                            new CatalogTokens(
                                settings.list(Settings.LAKE_READ_TOKENS),
                                settings.list(Settings.LAKE_WRITE_TOKENS))),
                        view,
                        new LateQueries(() -> Optional.ofNullable(live)))),
            started -> settings.text(Settings.SERVER_HOST) + ":" + started.port());
    url = "http://" + settings.text(Settings.SERVER_HOST) + ":" + server.port();
    new RunFile(url, token, ProcessHandle.current().pid()).write(data.path());
    EmbeddedBroker broker =
        parts.start(
            "log",
            () -> opened(EmbeddedBroker.start(data.of("log"), settings.integer(Settings.LOG_PORT))),
            started -> "Kafka on " + started.bootstrapServers());
    Log log = opened(Log.connect(broker.bootstrapServers()));
    schemas = opened(Schemas.open(log));
    this.log = log;
    progress = opened(SourceProgress.follow(log));
    List<CompletableFuture<?>> starting = new ArrayList<>();
    starting.add(inBackground(() -> startLive(settings, log)));
    starting.add(inBackground(() -> startLake(settings, log)));
    starting.add(inBackground(() -> startXref(settings, log)));
    starting.add(inBackground(() -> startDocuments(log)));
    starting.add(inBackground(() -> startTracking(log)));
    starting.add(inBackground(() -> startConnect(log, broker.bootstrapServers())));
    CompletableFuture<?> flowStart =
        inBackground(() -> startFlow(settings, log, broker.bootstrapServers()));
    starting.add(flowStart);
    try {
      CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
    state = State.RUNNING;
  }

  private Object startLive(Settings settings, Log log) {
    live =
        parts.start(
            "live",
            () ->
                opened(
                    LiveStore.open(
                        LiveOptions.in(data.of("live"))
                            .withMemoryMegabytes(settings.integer(Settings.LIVE_MEMORY))
                            .withWarehouse(lakeOptions(settings).folder()),
                        log,
                        schemas,
                        new LateLakeTables(() -> lake().tables()),
                        (words, limit) -> ready(documents, "documents").search(words, limit))),
            store -> "DuckDB, " + settings.integer(Settings.LIVE_MEMORY) + " MB at most");
    quality =
        opened(
            Quality.start(live, ExpectationFiles.of(project).expectations(), EXPECTATION_INTERVAL));
    return live;
  }

  private Object startLake(Settings settings, Log log) {
    lake =
        parts.start(
            "lake",
            () -> opened(Lake.open(lakeOptions(settings), log, schemas)),
            opened -> "Iceberg in " + opened.status().warehouse());
    return lake;
  }

  private LakeOptions lakeOptions(Settings settings) {
    return LakeOptions.of(data.of("lake"), settings.lake());
  }

  private Object startFlow(Settings settings, Log log, String bootstrapServers) {
    flow =
        parts.start(
            "flow",
            () ->
                opened(
                    Flow.start(
                        new FlowOptions(
                            data.of(FLOW_FOLDER),
                            bootstrapServers,
                            settings.duration(Settings.FLOW_CHECKPOINT_INTERVAL)),
                        log,
                        schemas,
                        project.model().schemas(),
                        ExpectationFiles.of(project).holdBacks())),
            started -> "Flink, " + project.mappings().size() + " mappings");
    project
        .mappings()
        .forEach(
            (name, file) -> {
              MappingFile mapping =
                  MappingFile.read(name, file, project.folder().relativize(file).toString());
              takeUp(mapping);
            });
    flow.run(
        new TrackingJob(
            Rules.DEFAULT,
            new TrackingOptions(
                Math.max(1, settings.integer(Settings.TRACKING_PARALLELISM)),
                settings.duration(Settings.TRACKING_SILENCE),
                TrackingOptions.DEFAULT.told())));
    LineageEvents.start(project, new WatchedFlow(this), this::schema).ifPresent(this::opened);
    return flow;
  }

  private Object startXref(Settings settings, Log log) {
    xref =
        parts.start(
            "xref",
            () ->
                opened(
                    CrossReference.start(
                        log,
                        schemas,
                        project.model().schemas(),
                        settings.list(Settings.XREF_SOURCE_ORDER))),
            started -> "items and organisations");
    return xref;
  }

  private Object startDocuments(Log log) {
    documents =
        parts.start(
            "documents",
            () ->
                opened(
                    Documents.start(log, schemas, project.model().schemas(), data.of("documents"))),
            started -> "texts by their words, " + started.size() + " so far");
    return documents;
  }

  private Object startTracking(Log log) {
    tracking =
        parts.start(
            "positions",
            () -> opened(Tracking.start(log, schemas, project.model().schemas())),
            started -> "where every sensor is");
    return tracking;
  }

  private Object startConnect(Log log, String bootstrapServers) {
    opened(telemetry).start(log, schemas);
    ConnectWorker worker =
        parts.start(
            "connect",
            () -> opened(ConnectWorker.start(bootstrapServers, data.of("connect/offsets"))),
            started -> project.sources().size() + " sources");
    for (Project.Source source : project.sources()) {
      SourceSupervisor supervisor =
          opened(new SourceSupervisor(source, worker, telemetry, bootstrapServers));
      synchronized (sources) {
        sources.add(supervisor);
      }
      supervisor.start();
    }
    return worker;
  }

  private static CompletableFuture<?> inBackground(Supplier<Object> start) {
    return CompletableFuture.supplyAsync(start, task -> new Thread(task, "millrace-start").start());
  }

  private <T extends AutoCloseable> T opened(T part) {
    synchronized (open) {
      open.push(part);
    }
    return part;
  }

  /** The address that a person opens; it carries the token. */
  public String address() {
    return url + "/?token=" + data.token();
  }

  /** Where the events of a source are sent. */
  public URI telemetryAddress(String source) {
    return URI.create(url + TelemetryEndpoint.ROOT + source);
  }

  /** The figures of the live store, once it is up, and those of event tables. */
  public Optional<LiveStats> liveStats() {
    return Optional.ofNullable(live)
        .map(store -> events.with(store.stats(), store.eventTables(), lakeStatus()));
  }

  /** The tables that can be asked unified, once the live store is up. */
  List<TableSchema> unified() {
    return live == null ? List.of() : live.unified();
  }

  /** How the mappings are. */
  public List<FlowStatus> mappings() {
    return flow == null ? List.of() : flow.status();
  }

  /** How the jobs are that Millrace brings. */
  List<FlowStatus> standing() {
    return flow == null ? List.of() : flow.standing();
  }

  /** What the mappings make of which columns. */
  public List<MappingLineage> lineage() {
    return flow == null ? List.of() : flow.lineage();
  }

  /** What was found of what the project expects. */
  public List<Findings> findings() {
    return quality == null ? List.of() : quality.findings();
  }

  /** The live store, for a benchmark in the same process. */
  public LiveStore live() {
    return ready(live, "live store");
  }

  /** All that stands in the way now. */
  public List<Problem> problems() {
    return new Health(this).problems();
  }

  /** Whether every source streams, every mapping runs and the live store has read all there is. */
  public boolean caughtUp() {
    return new Health(this).caughtUp();
  }

  /** How every part is. */
  public Status status() {
    return view().status();
  }

  private PlatformView view() {
    return new PlatformView(this, new WorkbenchView(this, project));
  }

  State state() {
    return state;
  }

  TelemetryIntake telemetry() {
    return telemetry;
  }

  Parts parts() {
    return parts;
  }

  Optional<Business> business() {
    return business;
  }

  List<SourceSupervisor> sources() {
    synchronized (sources) {
      return List.copyOf(sources);
    }
  }

  Optional<SourceProgress.News> news(String source) {
    return progress == null ? Optional.empty() : progress.of(source);
  }

  /** Sources whose file is wrong, with the first thing that is. */
  Map<String, Problem> brokenSources() {
    return Health.brokenSources(project);
  }

  Optional<Documents> documentIndex() {
    return Optional.ofNullable(documents);
  }

  Optional<LakeStatus> lakeStatus() {
    return Optional.ofNullable(lake).map(Lake::status);
  }

  Optional<CrossReference> crossReference() {
    return Optional.ofNullable(xref);
  }

  /** Borders of places that somebody draws. */
  GeofencesView geofences() {
    return new GeofencesView(
        ready(log, "log"),
        schemas,
        project.model().schemas(),
        (table, row, columns) -> ModelRows.find(ready(live, "live store"), table, row, columns));
  }

  /** What is written about things. */
  DocumentsView documents() {
    return new DocumentsView(
        () -> ready(documents, "documents"),
        project.sources().stream()
            .map(source -> source.config().name())
            .collect(Collectors.toCollection(TreeSet::new)),
        (table, row) -> ModelRows.present(live(), table, row));
  }

  /** Where all sensors are. */
  Tracking tracking() {
    return ready(tracking, "sensors' positions");
  }

  /** How the sensors are followed, once they are. */
  Optional<StatusEndpoint.Tracking> trackingStatus() {
    return Optional.ofNullable(tracking).map(Tracking::status);
  }

  /** The lake, for a benchmark in the same process. */
  public Lake lake() {
    return ready(lake, "lake");
  }

  Optional<MappingFile> mappingFile(String name) {
    synchronized (mappingFiles) {
      return Optional.ofNullable(mappingFiles.get(name));
    }
  }

  /** Runs a mapping as it is given. The rows of one that ran in another form are replayed. */
  TakesEffect takeUp(MappingFile mapping) {
    synchronized (mappingFiles) {
      if (flow == null) {
        return TakesEffect.NEXT_START;
      }
      Optional<MappingFile> before = Optional.ofNullable(mappingFiles.put(mapping.name(), mapping));
      boolean same = before.filter(ran -> ran.sql().equals(mapping.sql())).isPresent();
      if (!same) {
        flow.run(mapping);
      }
      return same || before.isEmpty() ? TakesEffect.NOW : TakesEffect.REPLAY;
    }
  }

  Optional<TableSchema> schema(TableName table) {
    return schemas == null ? Optional.empty() : schemas.current(table);
  }

  void verify(Progress listener) {
    new Verification(ready(live, "live store"), lake(), schemas, progress).run(sources(), listener);
  }

  private static <T> T ready(T part, String name) {
    if (part == null) {
      throw new MillraceException(
          ErrorCode.NOT_RUNNING,
          "Cannot use the " + name + ": it is still starting.",
          "Try again in a few seconds.");
    }
    return part;
  }

  /** Stops everything, the last started first. */
  @Override
  public void close() {
    state = State.STOPPING;
    Deque<AutoCloseable> closing;
    synchronized (open) {
      closing = ShutdownOrder.of(open);
      open.clear();
    }
    for (AutoCloseable part : closing) {
      try {
        part.close();
      } catch (Exception e) {
        LOGGER.error("Cannot stop {} in order", part.getClass().getSimpleName(), e);
      }
    }
    data.close();
  }
}
