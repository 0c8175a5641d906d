package dev.millrace.server.endpoint;

import java.util.List;

/** {@code GET /api/lineage}: which raw columns the model's columns are made of. */
public final class LineageEndpoint implements Endpoint {

  /** How a column has to do with what is made: OpenLineage's subtypes of transformations. */
  public enum Way {
    IDENTITY,
    TRANSFORMATION,
    AGGREGATION,
    CONDITIONAL,
    JOIN,
    FILTER,
    GROUP_BY,
    SORT,
    WINDOW
  }

  /** What the mappings make of which columns. */
  public record Lineage(List<LineageMapping> mappings) {}

  /** A mapping, as it was planned last. */
  public record LineageMapping(
      String mapping,
      @Description("Relative to the project.") String file,
      List<LineageStatement> statements) {}

  /** One INSERT of a mapping. */
  public record LineageStatement(
      @Description("The table that it writes: model.item.") String table,
      @Description("Of the statement in its file, from 1.") int line,
      List<LineageColumn> columns,
      @Description("The columns that decide which rows there are, of joins and conditions.")
          List<LineageOrigin> rows) {}

  /** A column that is written. */
  public record LineageColumn(
      String name,
      @Description("How it is made, in short: with columns as table.column.") String expression,
      @Description("Empty for a constant.") List<LineageOrigin> origins) {}

  /** A column of a raw table. */
  public record LineageOrigin(
      @Description("For example plant.public.item.") String table,
      @Description("As the source has it; _position and _commit_time are of every raw table.")
          String column,
      Way way) {}

  private final Platform platform;

  public LineageEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/lineage",
            "lineage",
            "Which columns of the sources the model's columns are made of, and how.",
            Route.Effort.QUICK,
            Lineage.class)
        .saying(
            "Read from Flink's plan of each mapping, so a mapping is in it as soon as it has been"
                + " planned. `identity`, `transformation` and `aggregation` say that the value"
                + " itself goes on; the others, that a column decides about it or about its row.");
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.lineage());
  }
}
