package dev.millrace.server.endpoint;

import dev.millrace.live.LiveListener;
import dev.millrace.live.LiveStore;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.QueryResult;
import dev.millrace.live.RowVisitor;
import dev.millrace.live.Subscription;
import java.io.OutputStream;
import java.util.Map;

/**
 * SQL over the live store, as much of it as the HTTP API needs. Any thread may call any method. The
 * server interrupts the thread of a query whose asker has gone.
 */
public interface Queries {

  /** Answers a query row by row; returns when all is handed over. */
  QueryResult query(String sql, QueryLimits limits, RowVisitor visitor);

  /** Answers a query as an Arrow IPC stream; returns when all is written. */
  QueryResult arrow(String sql, QueryLimits limits, OutputStream out);

  /** Follows queries until the subscription is closed. */
  Subscription subscribe(Map<String, String> queries, QueryLimits limits, LiveListener listener);

  static Queries of(LiveStore store) {
    return new Queries() {
      @Override
      public QueryResult query(String sql, QueryLimits limits, RowVisitor visitor) {
        return store.query(sql, limits, visitor);
      }

      @Override
      public QueryResult arrow(String sql, QueryLimits limits, OutputStream out) {
        return store.arrow(sql, limits, out);
      }

      @Override
      public Subscription subscribe(
          Map<String, String> queries, QueryLimits limits, LiveListener listener) {
        return store.subscribe(queries, limits, listener);
      }
    };
  }
}
