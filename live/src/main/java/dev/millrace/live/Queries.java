package dev.millrace.live;

import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs queries, each in a read-only transaction of its own. Safe for use by several threads. */
final class Queries implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Queries.class);
  private static final long CANCEL_MILLIS = 50;

  private final Database database;
  private final SqlGuard guard;
  private final Semaphore turns;
  private final Deque<Session> idle = new ArrayDeque<>();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-live-limits");
            thread.setDaemon(true);
            return thread;
          });

  Queries(Database database, SqlGuard guard, int parallel) {
    this.database = database;
    this.guard = guard;
    this.turns = new Semaphore(parallel, true);
  }

  /** A connection, with what is prepared on it. */
  private record Session(DuckDBConnection connection, SqlParser parser) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      parser.close();
      connection.close();
    }
  }

  /** Takes the result of a query that runs. */
  private interface Reader {
    void read(ResultSet result) throws SQLException;
  }

  /** What a query reads. */
  SqlGuard.Approved approve(String sql) {
    return call(Duration.ofSeconds(10), sql, session -> guard.approve(session.parser(), sql));
  }

  QueryResult query(String sql, QueryLimits limits, RowVisitor visitor) {
    long start = System.nanoTime();
    long[] rows = new long[2];
    run(
        sql,
        limits,
        result -> {
          ResultSetMetaData description = result.getMetaData();
          List<ResultColumn> columns = new ArrayList<>();
          for (int i = 1; i <= description.getColumnCount(); i++) {
            columns.add(
                new ResultColumn(description.getColumnLabel(i), description.getColumnTypeName(i)));
          }
          visitor.columns(List.copyOf(columns));
          Object[] values = new Object[columns.size()];
          while (result.next()) {
            if (rows[0] == limits.rows()) {
              rows[1] = 1;
              return;
            }
            for (int i = 0; i < values.length; i++) {
              values[i] = Scalars.read(result, i + 1);
            }
            visitor.row(values);
            rows[0]++;
          }
        });
    return new QueryResult(rows[0], rows[1] > 0, Duration.ofNanos(System.nanoTime() - start));
  }

  QueryResult arrow(String sql, QueryLimits limits, OutputStream out) {
    long start = System.nanoTime();
    ArrowAnswer answer = new ArrowAnswer(limits.rows(), out);
    run(
        sql,
        limits,
        result -> {
          try {
            answer.write((DuckDBResultSet) result);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return new QueryResult(
        answer.rows(), answer.truncated(), Duration.ofNanos(System.nanoTime() - start));
  }

  /** Runs a query. One row more than asked for is read, to know whether there are more. */
  private void run(String sql, QueryLimits limits, Reader reader) {
    call(
        limits.time(),
        sql,
        session -> {
          TimeLimit limit = new TimeLimit(limits.time());
          SqlGuard.Approved approved = guard.approve(session.parser(), sql);
          DuckDBConnection connection = session.connection();
          Database.run(connection, "BEGIN TRANSACTION READ ONLY");
          try (LakeQuery query =
              LakeQuery.prepare(connection, database.lakeFolder(), approved, limit)) {
            run(connection, query, limits, limit, reader);
            return true;
          } finally {
            Database.run(connection, "ROLLBACK");
          }
        });
  }

  private void run(
      DuckDBConnection connection,
      LakeQuery query,
      QueryLimits limits,
      TimeLimit limit,
      Reader reader)
      throws SQLException {
    String sql = query.sql();
    BoundedSql around = BoundedSql.of(limits);
    String bounded = around.before() + sql.strip().replaceAll("[;\\s]+$", "") + around.after();
    int shift = around.before().length() - (sql.length() - sql.stripLeading().length());
    try (Statement statement = connection.createStatement()) {
      execute(statement, bounded, limit, reader);
    } catch (SQLException e) {
      if (DuckErrors.message(e).equals(BoundedSql.TOO_LARGE)) {
        throw QueryErrors.tooLarge(limits.chunkBytes());
      }
      throw QueryErrors.of(e, query.written(), place -> query.before(place - shift));
    }
  }

  private void execute(Statement statement, String sql, TimeLimit limit, Reader reader)
      throws SQLException {
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> cancelling =
        watchdog.scheduleWithFixedDelay(
            () -> {
              late.set(true);
              cancel(statement);
            },
            limit.left().toMillis(),
            CANCEL_MILLIS,
            TimeUnit.MILLISECONDS);
    try (ResultSet result = statement.executeQuery(sql)) {
      reader.read(result);
    } catch (SQLException e) {
      if (late.get() || QueryErrors.interrupted(e) || limit.isOver()) {
        throw limit.exceeded();
      }
      throw e;
    } finally {
      cancelling.cancel(false);
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      LOGGER.debug("The query had ended", e);
    }
  }

  private interface Call<T> {
    T call(Session session) throws SQLException;
  }

  private <T> T call(Duration patience, String sql, Call<T> call) {
    boolean turn = false;
    try {
      turn = turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!turn) {
        throw QueryErrors.timeout(patience);
      }
      Session session = borrow();
      boolean sound = false;
      try {
        T result = call.call(session);
        sound = true;
        return result;
      } catch (MillraceException e) {
        sound = true;
        throw e;
      } finally {
        giveBack(session, sound);
      }
    } catch (SQLException e) {
      throw QueryErrors.of(e, sql, place -> place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw QueryErrors.timeout(patience);
    } finally {
      if (turn) {
        turns.release();
      }
    }
  }

  private Session borrow() throws SQLException {
    synchronized (idle) {
      Session session = idle.poll();
      if (session != null) {
        return session;
      }
    }
    DuckDBConnection connection = database.connection();
    try {
      return new Session(connection, new SqlParser(connection));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void giveBack(Session session, boolean sound) throws SQLException {
    if (!sound) {
      session.close();
      return;
    }
    synchronized (idle) {
      idle.push(session);
    }
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    synchronized (idle) {
      for (Session session : idle) {
        try {
          session.close();
        } catch (SQLException e) {
          LOGGER.debug("Cannot close a connection in order", e);
        }
      }
      idle.clear();
    }
  }
}
