package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.util.List;

/** {@code GET /api/lake/tables}: the tables of the lake that can be asked. */
public final class LakeTablesEndpoint implements Endpoint {

  /** A table of the lake, as SQL sees it. */
  public record LakeSqlTable(
      @Description("As SQL takes it, for example lake.model.item or lake.plant.item_history.")
          String name,
      @Description("Empty when its columns cannot be read at present.")
          List<LakeSqlColumn> columns) {}

  /** A column of a table of the lake. */
  public record LakeSqlColumn(
      String name, @Description("Its type in the live store's SQL.") String type) {}

  private final Platform platform;

  public LakeTablesEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/lake/tables",
            "lakeTables",
            "The tables of the lake that can be asked.",
            Route.Effort.SLOW,
            new ListOf(LakeSqlTable.class))
        .refusing(ErrorCode.LAKE_FAILED);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(platform.lakeTables());
  }
}
