package dev.millrace.server.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.live.LiveListener;
import dev.millrace.live.LiveRows;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowOp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code GET /api/live} and {@code POST /api/live}: queries whose answers follow the data. */
public final class LiveEndpoint implements Endpoint {

  /** Queries to follow. */
  public record LiveQueries(
      @Description("SQL by a name of the caller's choice, at most 50.") Map<String, String> queries,
      @Description("How many rows of each at most, from 1 to 10000; 1000 when left out.")
          Optional<Integer> limit) {}

  /** A whole answer. */
  public record RowsEvent(
      String id,
      List<ResultColumn> columns,
      List<List<Object>> rows,
      boolean truncated,
      @Description("When the query saw the store.") Instant asOf) {}

  /** A new answer, told by means of the one before. */
  public record DiffEvent(
      String id,
      @Description(
              "The new rows are these parts in order: [\"c\", from, count] copies rows of the old"
                  + " list, [\"r\", [row, …]] gives rows.")
          List<List<Object>> ops,
      boolean truncated,
      Instant asOf) {}

  /** A query that cannot be answered now; it is tried again when its tables change. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ErrorEvent(
      String id,
      ErrorCode code,
      String message,
      String remedy,
      @Description("In the query, from 1.") OptionalInt line,
      @Description("In the line, from 1.") OptionalInt column) {

    static ErrorEvent of(String id, Problem problem) {
      return new ErrorEvent(
          id,
          problem.code(),
          problem.message(),
          problem.remedy(),
          known(problem.place().line()),
          known(problem.place().column()));
    }

    private static OptionalInt known(int number) {
      return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }
  }

  /** Says that the connection lives. */
  public record PingEvent() {}

  private static final int MOST_QUERIES = 50;
  private static final Parameter<String> SQL =
      Parameter.required("q", "One SELECT over tables of Millrace; its id is q.");
  private static final Parameter<Integer> LIMIT =
      Parameter.integer("limit", 1, 10_000, 1_000, "How many rows of each query at most.");

  private final Queries queries;
  private final Route.Method method;
  private final Duration patience;

  private LiveEndpoint(Queries queries, Route.Method method, Duration patience) {
    this.queries = queries;
    this.method = method;
    this.patience = patience;
  }

  /**
   * One query, in the address.
   *
   * @param patience how long a client may take for an answer before it is dropped
   */
  public static LiveEndpoint byGet(Queries queries, Duration patience) {
    return new LiveEndpoint(queries, Route.Method.GET, patience);
  }

  /**
   * Several queries, in the body.
   *
   * @param patience how long a client may take for an answer before it is dropped
   */
  public static LiveEndpoint byPost(Queries queries, Duration patience) {
    return new LiveEndpoint(queries, Route.Method.POST, patience);
  }

  @Override
  public Route route() {
    boolean post = method == Route.Method.POST;
    Map<String, java.lang.reflect.Type> events = new LinkedHashMap<>();
    events.put("rows", RowsEvent.class);
    events.put("diff", DiffEvent.class);
    events.put("error", ErrorEvent.class);
    events.put("ping", PingEvent.class);
    Route route =
        Route.of(
                method,
                "/api/live",
                post ? "live" : "liveByAddress",
                post
                    ? "Follows queries: their answers, then what changes in them."
                    : "Follows one query: its answer, then what changes in it.",
                new Route.Answer.Events(events))
            .costing(Route.Effort.SLOW)
            .saying(
                "A query is run again when one of its tables has changed, at most twice a second;"
                    + " nothing is sent when nothing differs. A ping comes every 5 seconds. A client"
                    + " that reads slowly skips answers; one that does not read for long is dropped,"
                    + " and gets whole answers when it asks again.")
            .refusing(ErrorCode.REQUEST_INVALID);
    return post ? route.taking(LiveQueries.class) : route.with(SQL, LIMIT);
  }

  @Override
  public Reply handle(Request request) {
    if (method == Route.Method.GET) {
      return follow(Map.of("q", request.value(SQL)), request.value(LIMIT));
    }
    LiveQueries asked = request.body(LiveQueries.class);
    return follow(asked.queries(), LIMIT.read(asked.limit().map(String::valueOf)));
  }

  private Reply follow(Map<String, String> asked, int limit) {
    if (asked.isEmpty() || asked.size() > MOST_QUERIES) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot follow " + asked.size() + " queries.",
          "Ask for 1 to " + MOST_QUERIES + " in one request.");
    }
    if (asked.values().stream().anyMatch(Objects::isNull)) {
      throw new MillraceException(
          ErrorCode.REQUEST_INVALID,
          "Cannot follow a query without SQL.",
          "Give a SELECT for every name in queries.");
    }
    QueryLimits limits = new QueryLimits(limit, QueryLimits.DEFAULT.time());
    return new Reply.Events(sink -> queries.subscribe(asked, limits, new Events(sink, patience)));
  }

  /**
   * Makes events of answers. It waits until one answer has left before it takes the next: the live
   * store then tells what has changed since in one, so that a slow client skips answers and nothing
   * piles up.
   */
  private record Events(EventSink sink, Duration patience) implements LiveListener {
    @Override
    public void rows(String query, LiveRows rows) {
      send(
          "rows", new RowsEvent(query, rows.columns(), rows.rows(), rows.truncated(), rows.asOf()));
    }

    @Override
    public void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf) {
      List<List<Object>> parts = ops.stream().map(Events::part).toList();
      send("diff", new DiffEvent(query, parts, truncated, asOf));
    }

    @Override
    public void failed(String query, Problem problem) {
      send("error", ErrorEvent.of(query, problem));
    }

    private void send(String event, Object data) {
      sink.send(event, data);
      sink.awaitIdle(patience);
    }

    private static List<Object> part(RowOp op) {
      if (op instanceof RowOp.Copy copy) {
        return List.of("c", copy.from(), copy.count());
      }
      return List.of("r", ((RowOp.Rows) op).rows());
    }
  }
}
