package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.live.LiveListener;
import dev.millrace.live.LiveRows;
import dev.millrace.live.QueryLimits;
import dev.millrace.live.QueryResult;
import dev.millrace.live.ResultColumn;
import dev.millrace.live.RowVisitor;
import dev.millrace.live.Subscription;
import dev.millrace.server.endpoint.Queries;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers a handful of sentences: {@code values}, {@code rows <n>}, {@code fail after <n>}, {@code
 * wait}; all else is an error.
 */
final class FakeQueries implements Queries {
  private static final List<ResultColumn> COLUMNS =
      List.of(new ResultColumn("n", "BIGINT"), new ResultColumn("text", "VARCHAR"));

  final CountDownLatch waiting = new CountDownLatch(1);
  final CountDownLatch interrupted = new CountDownLatch(1);
  final List<LiveListener> listeners = new CopyOnWriteArrayList<>();
  final AtomicInteger subscriptionsClosed = new AtomicInteger();

  @Override
  public QueryResult query(String sql, QueryLimits limits, RowVisitor visitor) {
    if (sql.equals("values")) {
      visitor.columns(COLUMNS);
      visitor.row(new Object[] {1, "plain"});
      visitor.row(new Object[] {"9007199254740993", "a \"quoted\", text\nin two lines"});
      visitor.row(new Object[] {null, ""});
      visitor.row(new Object[] {1.5, List.of(Map.of("a", true))});
      return new QueryResult(4, false, Duration.ofMillis(3));
    }
    if (sql.startsWith("rows ")) {
      visitor.columns(COLUMNS);
      int rows = rows(visitor, Integer.parseInt(sql.substring(5)), limits.rows());
      return new QueryResult(rows, rows == limits.rows(), Duration.ofMillis(3));
    }
    if (sql.startsWith("fail after ")) {
      visitor.columns(COLUMNS);
      int unused = rows(visitor, Integer.parseInt(sql.substring(11)), Integer.MAX_VALUE);
      throw new MillraceException(
          ErrorCode.SQL_TIMEOUT, "Cannot finish the query.", "Ask for less.");
    }
    if (sql.equals("wait")) {
      waiting.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    throw new MillraceException(
        Problem.of(ErrorCode.SQL_INVALID, "Cannot read the query: " + sql + ".", "Write SQL.")
            .at("query", 1, 8));
  }

  private static int rows(RowVisitor visitor, int count, int most) {
    int rows = Math.min(count, most);
    Object[] row = new Object[2];
    for (int i = 0; i < rows; i++) {
      row[0] = i;
      row[1] = "a text that makes the row longer";
      visitor.row(row);
    }
    return rows;
  }

  @Override
  public QueryResult arrow(String sql, QueryLimits limits, OutputStream out) {
    try {
      out.write("ARROW".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new QueryResult(0, false, Duration.ZERO);
  }

  @Override
  public Subscription subscribe(
      Map<String, String> queries, QueryLimits limits, LiveListener listener) {
    listeners.add(listener);
    queries.forEach(
        (id, sql) -> {
          if (sql.equals("bad")) {
            listener.failed(
                id,
                Problem.of(ErrorCode.SQL_INVALID, "Cannot read the query.", "Write SQL.")
                    .at("query", 2, 3));
          } else {
            listener.rows(
                id,
                new LiveRows(
                    COLUMNS,
                    List.of(List.of(1, sql), List.of(2, "two")),
                    false,
                    FakePlatform.NOON));
          }
        });
    return subscriptionsClosed::incrementAndGet;
  }
}
