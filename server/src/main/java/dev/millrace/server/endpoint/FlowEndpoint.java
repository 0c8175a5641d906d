package dev.millrace.server.endpoint;

import dev.millrace.api.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code GET /api/flow}: the way of the data as a graph. */
public final class FlowEndpoint implements Endpoint {

  /** What a node stands for. */
  public enum Kind {
    SOURCE,
    RAW,
    MAPPING,
    MODEL,
    LAKE,
    LIVE
  }

  /** How a node is. */
  public enum Health {
    OK,
    SLOW,
    WARNING,
    FAILED,
    IDLE
  }

  /** The way of the data, from sources to lake and live store. */
  public record FlowGraph(List<Node> nodes, List<Edge> edges) {}

  /** A step on the way. */
  public record Node(
      @Description(
              "source:plant, raw:plant.public.item, mapping:plant/items, model:item, lake or live.")
          String id,
      Kind kind,
      String name,
      @Description("What the node is shown with, for example its source.") Optional<String> group,
      Health state,
      @Description("Changes per second.") double rate,
      OptionalLong lagMs,
      OptionalLong rows,
      Optional<String> detail,
      @Description("Of a source: what will go wrong if nothing is done, and what to do.")
          Optional<String> warning,
      Optional<Problem> error) {}

  /** What flows from one step to the next. */
  public record Edge(
      @Description("The id of a node.") String from,
      @Description("The id of a node.") String to,
      @Description("Changes per second.") double rate) {}

  private final Platform platform;

  public FlowEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
        "/api/flow",
        "flow",
        "The way of the data as a graph, with rates, lag and errors.",
        Route.Effort.QUICK,
        FlowGraph.class);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.flowGraph());
  }
}
