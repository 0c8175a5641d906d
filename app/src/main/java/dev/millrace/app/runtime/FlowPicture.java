package dev.millrace.app.runtime;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.flow.FlowStatus;
import dev.millrace.lake.LakeStatus;
import dev.millrace.live.LiveStats;
import dev.millrace.server.endpoint.FlowEndpoint.Edge;
import dev.millrace.server.endpoint.FlowEndpoint.FlowGraph;
import dev.millrace.server.endpoint.FlowEndpoint.Health;
import dev.millrace.server.endpoint.FlowEndpoint.Kind;
import dev.millrace.server.endpoint.FlowEndpoint.Node;
import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.Source;
import dev.millrace.server.endpoint.StatusEndpoint.SourceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Draws the way of the data as it flows now. */
final class FlowPicture {
  private static final long SLOW_MILLIS = 1_000;

  private final List<Node> nodes = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<TableName, Double> rates = new HashMap<>();

  private FlowPicture() {}

  static FlowGraph draw(
      List<Source> sources, List<FlowStatus> mappings, LiveStats live, LakeStatus lake) {
    FlowPicture picture = new FlowPicture();
    live.tables().forEach(table -> picture.rates.put(table.name(), table.changesPerSecond()));
    sources.forEach(picture::source);
    live.tables().forEach(picture::table);
    mappings.forEach(picture::mapping);
    picture.ends(live, lake);
    return new FlowGraph(picture.nodes, picture.edges);
  }

  private void source(Source source) {
    Optional<String> warning = source.captureLag().flatMap(CaptureLag::warning);
    Health health =
        source.state() == SourceState.FAILED
            ? Health.FAILED
            : warning.isPresent()
                ? Health.WARNING
                : health(source.changesPerSecond(), source.lagMs());
    nodes.add(
        new Node(
            "source:" + source.name(),
            Kind.SOURCE,
            source.name(),
            Optional.empty(),
            health,
            source.changesPerSecond(),
            source.lagMs(),
            OptionalLong.of(source.rows()),
            Optional.of(source.connector() + ", " + source.tables() + " tables"),
            warning,
            source.error()));
  }

  private void table(LiveStats.Table table) {
    OptionalLong lag =
        table.lastCommit().isPresent() ? OptionalLong.of(table.lagMillis()) : OptionalLong.empty();
    double rate = table.changesPerSecond();
    Optional<String> group = Optional.empty();
    String id = id(table.name());
    Kind kind = Kind.MODEL;
    if (table.name() instanceof TableName.Raw raw) {
      kind = Kind.RAW;
      group = Optional.of(raw.source());
      edges.add(new Edge("source:" + raw.source(), id, rate));
    }
    nodes.add(
        new Node(
            id,
            kind,
            table.name().toString(),
            group,
            table.problem().isPresent() ? Health.FAILED : health(rate, lag),
            rate,
            lag,
            OptionalLong.of(table.rows()),
            Optional.empty(),
            Optional.empty(),
            table.problem()));
  }

  private void mapping(FlowStatus mapping) {
    String id = "mapping:" + mapping.name();
    double read = mapping.reads().stream().mapToDouble(this::rate).sum();
    nodes.add(
        new Node(
            id,
            Kind.MAPPING,
            mapping.name(),
            Optional.of(mapping.name().split("/", 2)[0]),
            mapping.state() == FlowStatus.State.FAILED
                ? Health.FAILED
                : health(read, OptionalLong.empty()),
            read,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of(text(mapping)),
            Optional.empty(),
            mapping.problem()));
    mapping.reads().forEach(table -> edges.add(new Edge(id(table), id, rate(table))));
    mapping.writes().forEach(table -> edges.add(new Edge(id, id(table), rate(table))));
  }

  private static String text(FlowStatus mapping) {
    String state = mapping.state().name().toLowerCase(Locale.ROOT);
    return mapping
        .replayed()
        .map(share -> state + ", replaying " + (int) (100 * share) + " %")
        .orElse(state);
  }

  private void ends(LiveStats live, LakeStatus lake) {
    double rate = live.changesPerSecond();
    double liveRate =
        live.tables().stream()
            .filter(table -> !table.schema().events())
            .mapToDouble(LiveStats.Table::changesPerSecond)
            .sum();
    nodes.add(
        new Node(
            "live",
            Kind.LIVE,
            "Live store",
            Optional.empty(),
            health(liveRate, OptionalLong.empty()),
            liveRate,
            OptionalLong.of(live.freshness().nowMillis()),
            OptionalLong.of(
                live.tables().stream()
                    .filter(table -> !table.schema().events())
                    .mapToLong(LiveStats.Table::rows)
                    .sum()),
            Optional.of(live.lagRecords() + " records behind"),
            Optional.empty(),
            Optional.empty()));
    Optional<Problem> problem = lake.problem();
    long pending = lake.tables().stream().mapToLong(LakeStatus.TableStatus::pending).sum();
    nodes.add(
        new Node(
            "lake",
            Kind.LAKE,
            "Lake",
            Optional.empty(),
            problem.isPresent() ? Health.FAILED : health(rate, OptionalLong.empty()),
            rate,
            OptionalLong.empty(),
            OptionalLong.of(lake.tables().stream().mapToLong(LakeStatus.TableStatus::rows).sum()),
            Optional.of(pending + " changes to be committed"),
            Optional.empty(),
            problem));
    for (LiveStats.Table table : live.tables()) {
      if (!table.schema().events()) {
        edges.add(new Edge(id(table.name()), "live", table.changesPerSecond()));
      }
      edges.add(new Edge(id(table.name()), "lake", table.changesPerSecond()));
    }
  }

  private double rate(TableName table) {
    return rates.getOrDefault(table, 0.0);
  }

  private static String id(TableName table) {
    return table instanceof TableName.Model ? table.toString().replace('.', ':') : "raw:" + table;
  }

  private static Health health(double rate, OptionalLong lag) {
    if (rate <= 0) {
      return Health.IDLE;
    }
    return lag.isPresent() && lag.getAsLong() > SLOW_MILLIS ? Health.SLOW : Health.OK;
  }
}
