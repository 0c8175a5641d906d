package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.live.ResultColumn;
import dev.millrace.server.endpoint.CrossReferenceEndpoint;
import dev.millrace.server.endpoint.DecidePairEndpoint;
import dev.millrace.server.endpoint.DemoEndpoint.Demo;
import dev.millrace.server.endpoint.ExpectationsEndpoint;
import dev.millrace.server.endpoint.FlowEndpoint;
import dev.millrace.server.endpoint.Geofences;
import dev.millrace.server.endpoint.HistoryEndpoint;
import dev.millrace.server.endpoint.IcebergCatalog;
import dev.millrace.server.endpoint.LakeEndpoint;
import dev.millrace.server.endpoint.LakeTablesEndpoint.LakeSqlColumn;
import dev.millrace.server.endpoint.LakeTablesEndpoint.LakeSqlTable;
import dev.millrace.server.endpoint.LineageEndpoint;
import dev.millrace.server.endpoint.MappingEndpoint;
import dev.millrace.server.endpoint.Platform;
import dev.millrace.server.endpoint.PulseEndpoint;
import dev.millrace.server.endpoint.StatusEndpoint;
import dev.millrace.server.endpoint.TablesEndpoint;
import dev.millrace.server.endpoint.VerifyEndpoint;
import dev.millrace.server.endpoint.Workbench;
import dev.millrace.track.position.Positions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A Millrace with one source, one mapping, and answers that never change by themselves. */
final class FakePlatform implements Platform {
  private final Geofences geofences = new FakeGeofences();

  final FakeTelemetry telemetry = new FakeTelemetry();
  private final FakeDocuments documents = new FakeDocuments();
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final String WARNING = "The slot will be lost. Raise max_slot_wal_keep_size.";

  private static final LakeEndpoint.LakeUpkeep UPKEEP =
      new LakeEndpoint.LakeUpkeep(NOON, 8, 30, 2, 4, 1.5);

  /** Held back by a test to keep a comparison, or a look into the lake, from ending. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  /** Held back by a test to keep upkeep from ending. */
  volatile CountDownLatch upkeepGate = new CountDownLatch(0);

  volatile Optional<Demo> demo = Optional.of(new Demo(600, 17, true));
  volatile Map<String, Object> askedKey = Map.of();
  final AtomicInteger verifications = new AtomicInteger();
  private final Workbench workbench = new FakeWorkbench();
  final Positions positions = new Positions();

  @Override
  public StatusEndpoint.Status status() {
    return new StatusEndpoint.Status(
        "0.1.0",
        NOON,
        5_000,
        StatusEndpoint.State.RUNNING,
        new StatusEndpoint.Memory(300_000_000, 800_000_000),
        List.of(
            new StatusEndpoint.Part(
                "log",
                StatusEndpoint.PartState.RUNNING,
                "one broker",
                OptionalLong.of(1_200),
                Optional.empty()),
            new StatusEndpoint.Part(
                "lake",
                StatusEndpoint.PartState.FAILED,
                "",
                OptionalLong.empty(),
                Optional.of(
                    Problem.of(
                            ErrorCode.LAKE_FULL, "Cannot write the lake: no space.", "Make room.")
                        .at("millrace.yaml", 3, 0)))),
        List.of(
            new StatusEndpoint.Source(
                "plant",
                "postgres",
                StatusEndpoint.SourceState.STREAMING,
                20,
                120_000,
                12.5,
                OptionalLong.of(23),
                Optional.of(NOON),
                Optional.of(
                    new StatusEndpoint.SnapshotProgress(
                        20,
                        3,
                        30_000,
                        OptionalLong.of(120_000),
                        OptionalInt.of(25),
                        OptionalLong.empty())),
                Optional.of(
                    new StatusEndpoint.CaptureLag(4_096, 16_777_216, 0.5, Optional.of(WARNING))),
                Optional.empty())),
        List.of(),
        freshness(),
        12.5,
        Optional.of(new StatusEndpoint.Tracking(positions.size(), 40, 2)),
        Optional.of(new StatusEndpoint.DemoRate(600, 17)));
  }

  private static StatusEndpoint.Freshness freshness() {
    return new StatusEndpoint.Freshness(
        OptionalLong.of(23), OptionalLong.of(21), OptionalLong.empty());
  }

  @Override
  public Positions positions() {
    return positions;
  }

  @Override
  public FakeDocuments documents() {
    return documents;
  }

  @Override
  public FakeTelemetry telemetry() {
    return telemetry;
  }

  @Override
  public CrossReferenceEndpoint.CrossReferences crossReferences() {
    return new CrossReferenceEndpoint.CrossReferences(
        List.of(
            new CrossReferenceEndpoint.CrossReferenceCount(
                CrossReferenceEndpoint.CrossReferenced.ITEM, 12, 4, 2, 1, 5, 1, 3)),
        Optional.empty());
  }

  @Override
  public DecidePairEndpoint.PairState decide(DecidePairEndpoint.DecidedPair pair) {
    if (pair.system().equals(pair.otherSystem())) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID, "Cannot pair two rows of one source: x.", "Name two.");
    }
    return switch (pair.decision()) {
      case CONFIRMED ->
          new DecidePairEndpoint.PairState(
              DecidePairEndpoint.PairStatus.CONFIRMED, 0.75, Optional.of("person"));
      case REJECTED ->
          new DecidePairEndpoint.PairState(
              DecidePairEndpoint.PairStatus.REJECTED, 0.75, Optional.of("person"));
      case NONE ->
          new DecidePairEndpoint.PairState(DecidePairEndpoint.PairStatus.NONE, 0, Optional.empty());
    };
  }

  @Override
  public Geofences geofences() {
    return geofences;
  }

  @Override
  public List<TablesEndpoint.Table> tables() {
    return List.of(
        new TablesEndpoint.Table(
            "plant.public.item",
            TablesEndpoint.Kind.RAW,
            Optional.of("plant"),
            false,
            2_000,
            2_100,
            0.5,
            Optional.of(NOON),
            List.of("id"),
            List.of(
                new TablesEndpoint.TableColumn("id", "BIGINT", false, Optional.empty()),
                new TablesEndpoint.TableColumn(
                    "name", "VARCHAR", true, Optional.of("as printed")))));
  }

  @Override
  public FlowEndpoint.FlowGraph flowGraph() {
    return new FlowEndpoint.FlowGraph(
        List.of(
            new FlowEndpoint.Node(
                "source:plant",
                FlowEndpoint.Kind.SOURCE,
                "plant",
                Optional.empty(),
                FlowEndpoint.Health.WARNING,
                12.5,
                OptionalLong.of(23),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.of(WARNING),
                Optional.empty())),
        List.of(new FlowEndpoint.Edge("source:plant", "raw:plant.public.item", 12.5)));
  }

  @Override
  public LineageEndpoint.Lineage lineage() {
    return new LineageEndpoint.Lineage(
        List.of(
            new LineageEndpoint.LineageMapping(
                "plant/items",
                "mappings/plant/items.sql",
                List.of(
                    new LineageEndpoint.LineageStatement(
                        "model.item",
                        3,
                        List.of(
                            new LineageEndpoint.LineageColumn(
                                "item_code",
                                "UPPER(item.code)",
                                List.of(
                                    new LineageEndpoint.LineageOrigin(
                                        "plant.public.item",
                                        "code",
                                        LineageEndpoint.Way.TRANSFORMATION)))),
                        List.of(
                            new LineageEndpoint.LineageOrigin(
                                "plant.public.item", "site_id", LineageEndpoint.Way.GROUP_BY)))))));
  }

  @Override
  public ExpectationsEndpoint.Expectations expectations() {
    return new ExpectationsEndpoint.Expectations(
        List.of(
            new ExpectationsEndpoint.ExpectationFindings(
                "not null model.item (name)",
                "quality/items.sql",
                2,
                "SELECT source_key FROM model.item WHERE name IS NULL",
                ExpectationsEndpoint.Verdict.VIOLATED,
                17,
                Optional.of(NOON),
                Optional.of(NOON),
                List.of(new ResultColumn("source_key", "VARCHAR")),
                List.of(List.of("42")),
                OptionalLong.of(3),
                Optional.empty())));
  }

  @Override
  public PulseEndpoint.Pulse pulse() {
    return new PulseEndpoint.Pulse(
        NOON,
        freshness(),
        12.5,
        2_100,
        7,
        List.of(
            new PulseEndpoint.SourcePulse(
                "plant",
                StatusEndpoint.SourceState.STREAMING,
                OptionalLong.of(23),
                Optional.of(WARNING))));
  }

  @Override
  public Optional<MappingEndpoint.Mapping> mapping(String name) {
    return name.equals("plant/items")
        ? Optional.of(
            new MappingEndpoint.Mapping(
                name,
                "mappings/plant/items.sql",
                "INSERT INTO model.item SELECT 1",
                new MappingEndpoint.MappingTables(
                    List.of("plant.public.item"), List.of("model.item")),
                Optional.empty()))
        : Optional.empty();
  }

  @Override
  public Workbench workbench() {
    return workbench;
  }

  @Override
  public HistoryEndpoint.History history(TableName table, Map<String, Object> key, int limit) {
    if (table.toString().equals("plant.public.broken")) {
      throw new IllegalStateException("secret inside");
    }
    if (!table.toString().equals("plant.public.item")) {
      throw new MillraceException(
          ErrorCode.TABLE_UNKNOWN, "Cannot find table: " + table + ".", "Look at the tables.");
    }
    askedKey = key;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", 9_007_199_254_740_993L);
    row.put("price", new BigDecimal("1.2300"));
    row.put("name", null);
    return new HistoryEndpoint.History(
        table.toString(),
        Optional.of(NOON),
        List.of(new ResultColumn("id", "BIGINT")),
        List.of(
            new HistoryEndpoint.HistoryChange(
                Operation.UPDATE, "00".repeat(20), Optional.of(NOON), Optional.empty(), row)));
  }

  @Override
  public List<LakeSqlTable> lakeTables() {
    return List.of(
        new LakeSqlTable("lake.model.item", List.of(new LakeSqlColumn("name", "VARCHAR"))));
  }

  @Override
  public LakeEndpoint.Lake lake() {
    await(gate);
    return new LakeEndpoint.Lake(
        "data/lake",
        LakeEndpoint.LakeState.RUNNING,
        List.of(lakeTable("plant.public.item"), lakeTable("plant.public.bom")),
        10_000,
        Optional.of(NOON),
        Optional.empty());
  }

  private static LakeEndpoint.LakeTable lakeTable(String name) {
    return new LakeEndpoint.LakeTable(
        name,
        TablesEndpoint.Kind.RAW,
        new LakeEndpoint.LakeHistory(12, 5_000, 700_000),
        Optional.of(new LakeEndpoint.LakeCurrent(3, 900, 100, 0.1, 200_000)),
        0,
        7,
        40,
        Optional.of(NOON),
        Optional.of(UPKEEP),
        Optional.empty());
  }

  @Override
  public LakeEndpoint.LakeUpkeep upkeep(TableName table) {
    await(upkeepGate);
    if (table.toString().endsWith("bom")) {
      throw new MillraceException(ErrorCode.LAKE_FULL, "Cannot write the lake.", "Make room.");
    }
    return UPKEEP;
  }

  /** Repeats what it was asked. */
  @Override
  public IcebergCatalog.Answer icebergCatalog(IcebergCatalog.Request request) {
    if (request.path().endsWith("/starting")) {
      throw new MillraceException(
          ErrorCode.NOT_RUNNING, "Cannot use the lake: it is still starting.", "Try again.");
    }
    String asked =
        "{\"asked\":\"%s %s %s %s %d\"}"
            .formatted(
                request.access(),
                request.method(),
                request.path(),
                new TreeMap<>(request.query()),
                request.body().length());
    return new IcebergCatalog.Answer(200, asked);
  }

  @Override
  public void verify(VerifyEndpoint.Progress progress) {
    verifications.incrementAndGet();
    progress.total(2);
    progress.table(verified("item"));
    await(gate);
    progress.table(verified("bom"));
  }

  private static VerifyEndpoint.VerifiedTable verified(String table) {
    return new VerifyEndpoint.VerifiedTable(
        "plant",
        "plant.public." + table,
        Optional.of("00".repeat(20)),
        OptionalLong.of(3),
        OptionalLong.of(3),
        OptionalLong.of(3),
        Optional.of("ab"),
        Optional.of("ab"),
        Optional.of("ab"),
        true,
        Optional.empty());
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MillraceException(ErrorCode.NOT_RUNNING, "Cannot go on.", "Start again.", e);
    }
  }

  @Override
  public Optional<Demo> demo() {
    return demo;
  }

  @Override
  public Optional<Demo> demoRate(int transactionsPerMinute) {
    demo = demo.map(old -> new Demo(transactionsPerMinute, old.transactions(), old.running()));
    return demo;
  }
}
