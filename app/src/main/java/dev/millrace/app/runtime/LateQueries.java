package dev.millrace.app.runtime;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.live.LiveListener;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.QueryResult;
import dev.millrace.live.RowVisitor;
import dev.millrace.live.Subscription;
import dev.millrace.server.endpoint.Queries;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Queries over a live store that may not be up yet: the server starts before it. */
final class LateQueries implements Queries {
  private final Supplier<Optional<LiveStore>> store;

  LateQueries(Supplier<Optional<LiveStore>> store) {
    this.store = store;
  }

  private Queries ready() {
    return Queries.of(
        store
            .get()
            .orElseThrow(
                () ->
                    new MillraceException(
                        ErrorCode.NOT_RUNNING,
                        "Cannot answer a query: the live store is still starting.",
                        "Try again in a few seconds.")));
  }

  @Override
  public QueryResult query(String sql, QueryLimits limits, RowVisitor visitor) {
    return ready().query(sql, limits, visitor);
  }

  @Override
  public QueryResult arrow(String sql, QueryLimits limits, OutputStream out) {
    return ready().arrow(sql, limits, out);
  }

  @Override
  public Subscription subscribe(
      Map<String, String> queries, QueryLimits limits, LiveListener listener) {
    return ready().subscribe(queries, limits, listener);
  }
}
