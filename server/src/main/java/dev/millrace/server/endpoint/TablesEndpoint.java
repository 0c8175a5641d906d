package dev.millrace.server.endpoint;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/tables}: the tables that can be asked. */
public final class TablesEndpoint implements Endpoint {

  /** Where a table comes from. */
  public enum Kind {
    RAW,
    MODEL,
    /** A table of the model with one row for all rows that are the same. */
    UNIFIED
  }

  /** A table. */
  public record Table(
      @Description("As SQL takes it: plant.public.item, model.item, unified.item.") String name,
      Kind kind,
      @Description("Null but for a table of a source.") Optional<String> source,
      @Description(
              "Whether rows are only added: the lake alone has them, so they are as fresh as its"
                  + " commits.")
          boolean events,
      @Description("Rows alive; of an event table those committed to the lake.") long rows,
      @Description("Changes since the start.") long changes,
      double changesPerSecond,
      Optional<Instant> lastCommitAt,
      @Description("The key's columns; empty for a table without a key.") List<String> key,
      List<TableColumn> columns) {}

  /** A column of a table. */
  public record TableColumn(
      String name,
      @Description("Its type in the live store's SQL.") String type,
      boolean nullable,
      @Description("What the source or the model says of it.") Optional<String> comment) {}

  private final Platform platform;

  public TablesEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    Type list = new ListOf(Table.class);
    return Route.get(
        "/api/tables", "tables", "The tables that can be asked.", Route.Effort.QUICK, list);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.tables());
  }
}
