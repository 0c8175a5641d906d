package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.server.endpoint.LakeEndpoint.LakeTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code POST /api/lake/upkeep}: puts the lake's files in order now. */
public final class LakeUpkeepStartEndpoint implements Endpoint {

  /** Which tables to put in order. */
  public record UpkeepRequest(
      @Description("Names as in /api/lake; all tables when left out.")
          Optional<List<String>> tables) {}

  /** The upkeep that runs now. */
  public record UpkeepStarted(String id) {}

  private final Platform platform;
  private final LakeUpkeeps upkeeps;

  public LakeUpkeepStartEndpoint(Platform platform, LakeUpkeeps upkeeps) {
    this.platform = platform;
    this.upkeeps = upkeeps;
  }

  @Override
  public Route route() {
    return Route.of(
            Route.Method.POST,
            "/api/lake/upkeep",
            "keepUpLake",
            "Begins to put the files of tables of the lake in order: merges small files, leaves"
                + " dead rows out, forgets old snapshots, deletes what nothing refers to.",
            new Route.Answer.Json(202, UpkeepStarted.class))
        .saying(
            "The lake does all this by itself; there is hardly need to ask. It takes no more than"
                + " `lake.upkeep-percent` of a core, one table after the other. While it runs,"
                + " further tables are added to it and its id is the answer.")
        .costing(Route.Effort.SLOW)
        .taking(UpkeepRequest.class)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.TABLE_UNKNOWN);
  }

  @Override
  public Reply handle(Request request) {
    Optional<List<String>> asked = request.body(UpkeepRequest.class).tables();
    Set<String> known = new LinkedHashSet<>();
    platform.lake().tables().stream().map(LakeTable::name).forEach(known::add);
    asked.ifPresent(tables -> tables.forEach(table -> requireKnown(table, known)));
    return new Reply.Json(202, new UpkeepStarted(upkeeps.start(asked.orElse(List.copyOf(known)))));
  }

  private static void requireKnown(String table, Set<String> known) {
    if (!known.contains(table)) {
      throw new MillraceException(
          ErrorCode.TABLE_UNKNOWN,
          "Cannot find table in the lake: " + table + ".",
          "GET /api/lake lists the tables.");
    }
  }
}
