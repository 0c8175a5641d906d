package dev.millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Operation;
import dev.millrace.api.TableName;
import dev.millrace.live.ResultColumn;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /api/history}: what happened to a row. */
public final class HistoryEndpoint implements Endpoint {

  /** What happened to a row. */
  public record History(
      String table,
      @Description("The lake's last commit: what came later is not in the answer yet.")
          Optional<Instant> asOf,
      List<ResultColumn> columns,
      @Description("Newest first.") List<HistoryChange> changes) {}

  /** One change of a row. */
  public record HistoryChange(
      Operation op,
      @Description("40 hexadecimal digits that sort in the order of the changes.") String position,
      Optional<Instant> commitTime,
      Optional<Instant> capturedTime,
      @Description("The row after the change, by column; before it for a delete.")
          Map<String, Object> row) {}

  private static final ObjectMapper KEYS =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private static final Parameter<String> TABLE =
      Parameter.required("table", "The table, for example plant.public.item.");
  private static final Parameter<String> KEY =
      Parameter.required("key", "The row's key, a JSON object of key columns: {\"id\":17}.");
  private static final Parameter<Integer> LIMIT =
      Parameter.integer("limit", 1, 10_000, 200, "How many changes at most.");

  private final Platform platform;

  public HistoryEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/history",
            "history",
            "The changes of a row, from the lake.",
            Route.Effort.SLOW,
            History.class)
        .with(TABLE, KEY, LIMIT)
        .refusing(ErrorCode.REQUEST_INVALID, ErrorCode.TABLE_UNKNOWN, ErrorCode.LAKE_FAILED);
  }

  @Override
  public Reply handle(Request request) {
    return Reply.ok(
        platform.history(
            table(request.value(TABLE)), key(request.value(KEY)), request.value(LIMIT)));
  }

  private static TableName table(String name) {
    try {
      return TableName.parse(name);
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.TABLE_UNKNOWN,
          "Cannot find table: " + name + ".",
          "GET /api/tables lists the tables.",
          e);
    }
  }

  private static Map<String, Object> key(String json) {
    Map<String, Object> key;
    try {
      key = KEYS.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new MillraceException(ErrorCode.REQUEST_INVALID, badKey(json), KEY_REMEDY, e);
    }
    boolean plain =
        key != null
            && !key.isEmpty()
            && key.values().stream()
                .allMatch(v -> v instanceof String || v instanceof Number || v instanceof Boolean);
    if (!plain) {
      throw new MillraceException(ErrorCode.REQUEST_INVALID, badKey(json), KEY_REMEDY);
    }
    return key;
  }

  private static final String KEY_REMEDY =
      "Give a JSON object with a value for each key column, for example {\"id\":17}.";

  private static String badKey(String json) {
    return "Cannot use parameter key: " + json + ".";
  }
}
