package dev.millrace.connectors.capture;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.api.explore.Exploration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection through which a database is looked at. A question that is refused ends only
 * itself; a lost connection ends the look. Not for use by several threads.
 */
public final class ExplorationSession implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ExplorationSession.class);
  private static final int PATIENCE_SECONDS = Exploration.PATIENCE_MILLIS / 1_000;

  private final Connection connection;
  private final FailureRules failures;

  private ExplorationSession(Connection connection, FailureRules failures) {
    this.connection = connection;
    this.failures = failures;
  }

  /** Connects to a database. */
  @FunctionalInterface
  public interface Address {
    Connection connect() throws SQLException;
  }

  /**
   * Connects.
   *
   * @param failures what the database's errors mean
   * @param settings are executed first: they make the session read-only and its questions short
   * @throws MillraceException when that cannot be done
   */
  public static ExplorationSession open(
      Address address, FailureRules failures, String... settings) {
    try {
      Connection connection = address.connect();
      try (Statement settle = connection.createStatement()) {
        for (String setting : settings) {
          settle.execute(setting);
        }
        return new ExplorationSession(connection, failures);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new MillraceException(failures.problem(e), e);
    }
  }

  public Connection connection() {
    return connection;
  }

  /** The rows of an answer, each value as text. */
  public List<List<Optional<String>>> rows(String sql) throws SQLException {
    List<List<Optional<String>>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        List<Optional<String>> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(Optional.ofNullable(answer.getString(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** What a failure means for the whole look. */
  public MillraceException failure(SQLException e) {
    return new MillraceException(failures.problem(e), e);
  }

  /**
   * What a refused question means where nothing more is known of it.
   *
   * @throws MillraceException when the connection is lost
   */
  public Problem refusal(SQLException e) {
    requireConnection(e);
    return failures.problem(e);
  }

  /** What it means that a table did not answer in time. */
  public static Problem tooSlow(String table) {
    return Problem.of(
        ErrorCode.SOURCE_FAILED,
        "Cannot read " + table + " within " + PATIENCE_SECONDS + " seconds.",
        "Try again when the server is less busy.");
  }

  private void requireConnection(SQLException e) {
    try {
      if (connection.isValid(PATIENCE_SECONDS)) {
        return;
      }
    } catch (SQLException closed) {
      e.addSuppressed(closed);
    }
    throw failure(e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    }
  }
}
