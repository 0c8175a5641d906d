package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /api/sql} and {@code POST /api/sql}: one query over the live store. */
public final class SqlEndpoint implements Endpoint {

  /** A query. */
  public record SqlQuery(
      @Description("One SELECT over tables of Millrace, lake.… among them.") String sql,
      @Description("How many rows at most, from 1 to 100000; 1000 when left out.")
          Optional<Integer> limit,
      @Description("How long it may run, from 1 to 60000; 10000 when left out.")
          Optional<Integer> timeoutMs,
      @Description("json, csv or arrow; json when left out.") Optional<String> format) {}

  /** The answer to a query. */
  public record SqlAnswer(
      List<ResultColumn> columns,
      @Description(
              "A row is an array of values. Integers beyond 2^53 and decimals are text, times are"
                  + " ISO 8601 in UTC, bytes base64.")
          List<List<Object>> rows,
      long rowCount,
      @Description("Whether there are more rows than the limit.") boolean truncated,
      double elapsedMs) {}

  static final String TEXT =
      "Queries only read; they reach no file and no network. CSV is as RFC 4180 has it, with NULL as"
          + " an empty field. An answer that breaks off before its end is not whole.";

  private static final Parameter<String> SQL =
      Parameter.required("q", "One SELECT over tables of Millrace.");
  private static final Parameter<Integer> LIMIT =
      Parameter.integer("limit", 1, 100_000, 1_000, "How many rows at most.");
  private static final Parameter<Integer> TIMEOUT =
      Parameter.integer("timeout_ms", 1, 60_000, 10_000, "How long it may run.");
  private static final Parameter<String> FORMAT =
      Parameter.choice("format", SqlForm.NAMES, "json", "The form of the answer.");

  private static final ErrorCode[] ERRORS = {
    ErrorCode.REQUEST_INVALID,
    ErrorCode.SQL_INVALID,
    ErrorCode.SQL_FORBIDDEN,
    ErrorCode.SQL_TIMEOUT,
    ErrorCode.RESOURCES_EXHAUSTED,
    ErrorCode.LAKE_FAILED,
    ErrorCode.TABLE_UNSUPPORTED
  };

  private final Queries queries;
  private final Route.Method method;

  private SqlEndpoint(Queries queries, Route.Method method) {
    this.queries = queries;
    this.method = method;
  }

  /** The query is in the address. */
  public static SqlEndpoint byGet(Queries queries) {
    return new SqlEndpoint(queries, Route.Method.GET);
  }

  /** The query is in the body. */
  public static SqlEndpoint byPost(Queries queries) {
    return new SqlEndpoint(queries, Route.Method.POST);
  }

  @Override
  public Route route() {
    boolean post = method == Route.Method.POST;
    Route route =
        Route.of(
                method,
                "/api/sql",
                post ? "sql" : "sqlByAddress",
                post
                    ? "Answers a query over the live store."
                    : "Answers a query over the live store, for links and downloads.",
                new Route.Answer.Rows(
                    SqlAnswer.class,
                    List.of(SqlForm.CSV.contentType(), SqlForm.ARROW.contentType())))
            .costing(Route.Effort.QUERY)
            .saying(TEXT)
            .refusing(ERRORS);
    return post ? route.taking(SqlQuery.class) : route.with(SQL, LIMIT, TIMEOUT, FORMAT);
  }

  @Override
  public Reply handle(Request request) {
    if (method == Route.Method.GET) {
      return answer(
          request.value(SQL), request.value(LIMIT), request.value(TIMEOUT), request.value(FORMAT));
    }
    SqlQuery query = request.body(SqlQuery.class);
    return answer(
        query.sql(),
        LIMIT.read(query.limit().map(String::valueOf)),
        TIMEOUT.read(query.timeoutMs().map(String::valueOf)),
        FORMAT.read(query.format()));
  }

  private Reply answer(String sql, int limit, int timeoutMillis, String format) {
    SqlForm form = SqlForm.of(format);
    QueryLimits limits = new QueryLimits(limit, Duration.ofMillis(timeoutMillis));
    Map<String, String> headers =
        form == SqlForm.JSON
            ? Map.of()
            : Map.of("Content-Disposition", "attachment; filename=\"millrace." + format + "\"");
    return new Reply.Body(
        form.contentType(), headers, out -> form.write(queries, sql, limits, out));
  }
}
