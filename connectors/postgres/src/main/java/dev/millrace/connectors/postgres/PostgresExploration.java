package dev.millrace.connectors.postgres;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.RowSink;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.RowChoice;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import dev.millrace.connectors.capture.ExplorationSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A look at a PostgreSQL database. Each question is a transaction of its own. */
public final class PostgresExploration implements Exploration {
  /** What the server says when a right lacks, and when a question took too long. */
  private static final String RIGHT_LACKS = "42501";

  private static final String TOO_LONG = "57014";

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /** Rows may hold long texts. */
  private static final int ROWS_AT_ONCE = 100;

  /** A table of fewer rows than so many samples is read from its beginning. */
  private static final int SMALL = 20;

  private final SourceConfig source;
  private final ExplorationSession session;

  private PostgresExploration(SourceConfig source, ExplorationSession session) {
    this.source = source;
    this.session = session;
  }

  /**
   * Opens a look at a source's database, with the tables that its option {@code tables} chooses.
   */
  public static PostgresExploration open(SourceConfig source) {
    return new PostgresExploration(
        source,
        ExplorationSession.open(
            PostgresAddress.of(source)::connect,
            PostgresFailures.of(source),
            "SET default_transaction_read_only = on",
            "SET lock_timeout = 1000",
            "SET statement_timeout = " + PATIENCE_MILLIS));
  }

  @Override
  public List<SourceTable> tables() {
    try {
      List<Catalog.Table> found =
          Catalog.all(session.connection(), PostgresConnector.tables(source)::matches);
      Types types = Types.of(session.connection());
      TableFacts facts = TableFacts.of(session.connection(), source.name());
      List<SourceTable> tables = new ArrayList<>();
      for (Catalog.Table table : found) {
        int oid = table.relation().oid();
        tables.add(
            new SourceTable(
                table.schema(source.name(), types),
                facts.comment(oid),
                table.rows(),
                facts.uniqueKeys(oid),
                facts.foreignKeys(oid),
                facts.labels(oid)));
      }
      return tables;
    } catch (SQLException e) {
      throw session.failure(e);
    }
  }

  @Override
  public TableSample sample(SourceTable table, int rows) {
    String select =
        table.schema().columns().stream()
            .map(PostgresExploration::asText)
            .collect(Collectors.joining(", ", "SELECT ", " FROM " + name(table)));
    try {
      List<List<Optional<String>>> sample = List.of();
      if (table.rows() > (long) SMALL * rows) {
        sample = session.rows(select + blocks(table, rows) + " LIMIT " + rows);
      }
      return TableSample.of(
          sample.size() * 2 < rows ? session.rows(select + " LIMIT " + rows) : sample);
    } catch (SQLException e) {
      return TableSample.unreadable(problem(table, e));
    }
  }

  /** Blocks at random, twice as many as should be needed; always the same ones. */
  private static String blocks(SourceTable table, int rows) {
    double percent = Math.max(0.001, 200.0 * rows / table.rows());
    return String.format(Locale.ROOT, " TABLESAMPLE SYSTEM (%.4f) REPEATABLE (1)", percent);
  }

  @Override
  public Optional<Problem> read(
      SourceTable table, List<String> columns, RowChoice rows, RowSink sink, Runnable endOfRow) {
    Connection connection = session.connection();
    try {
      String which = rows.columns().isEmpty() ? place(table, rows.most()) : condition(table, rows);
      // Only in a transaction do rows come piece by piece.
      connection.setAutoCommit(false);
      try {
        PostgresRows.read(
            connection,
            table.only(columns),
            which + " LIMIT " + rows.most(),
            ROWS_AT_ONCE,
            sink,
            endOfRow);
      } finally {
        connection.setAutoCommit(true);
      }
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(problem(table, e));
    }
  }

  /** From where to read any rows. */
  private String place(SourceTable table, int rows) throws SQLException {
    if (table.rows() <= (long) SMALL * rows) {
      return "";
    }
    String blocks = blocks(table, rows);
    String count =
        "SELECT count(*) FROM (SELECT 1 FROM " + name(table) + blocks + " LIMIT " + rows + ") s";
    long found = Long.parseLong(session.rows(count).get(0).get(0).orElseThrow());
    return found * 2 < rows ? "" : blocks;
  }

  /** Values as text literals of no type: the server reads them as the columns'. */
  private static String condition(SourceTable table, RowChoice rows) {
    List<Column> columns = table.only(rows.columns()).columns();
    List<String> literals = new ArrayList<>();
    for (List<String> row : rows.values()) {
      if (IntStream.range(0, row.size()).allMatch(i -> canHave(columns.get(i), row.get(i)))) {
        literals.add(
            row.stream()
                .map(PostgresExploration::literal)
                .collect(Collectors.joining(", ", "(", ")")));
      }
    }
    if (literals.isEmpty()) {
      return " WHERE false";
    }
    String names =
        columns.stream()
            .map(column -> Catalog.quoted(column.name()))
            .collect(Collectors.joining(", ", "(", ")"));
    return " WHERE " + names + " IN (" + String.join(", ", literals) + ")";
  }

  /** The server refuses the whole question for a text that is not of a column's type. */
  private static boolean canHave(Column column, String value) {
    return switch (column.type().kind()) {
      case INT32, INT64 -> WHOLE_NUMBER.matcher(value).matches();
      default -> true;
    };
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String asText(Column column) {
    return column.type().kind() == ColumnType.Kind.BYTES
        ? "NULL"
        : "left(" + Catalog.quoted(column.name()) + "::text, " + MAX_LETTERS + ")";
  }

  @Override
  public OptionalLong present(SourceTable table, String column, Collection<String> values) {
    if (values.isEmpty()) {
      return OptionalLong.of(0);
    }
    // The values as text literals of no type: the server reads them as the column's.
    String list =
        values.stream().map(PostgresExploration::literal).collect(Collectors.joining(", "));
    String sql =
        "SELECT count(DISTINCT %1$s) FROM %2$s WHERE %1$s IN (%3$s)"
            .formatted(Catalog.quoted(column), name(table), list);
    try (PreparedStatement ask = session.connection().prepareStatement(sql);
        ResultSet answer = ask.executeQuery()) {
      answer.next();
      return OptionalLong.of(answer.getLong(1));
    } catch (SQLException e) {
      problem(table, e);
      return OptionalLong.empty();
    }
  }

  /** What a refused question means; a lost connection is the caller's matter. */
  private Problem problem(SourceTable table, SQLException e) {
    Problem refusal = session.refusal(e);
    return switch (String.valueOf(e.getSQLState())) {
      case RIGHT_LACKS ->
          Problem.of(
              ErrorCode.SOURCE_RIGHTS,
              "Cannot read " + name(table) + ": user " + source.text("user") + " lacks SELECT.",
              "Run GRANT USAGE ON SCHEMA "
                  + Catalog.quoted(table.name().schema())
                  + " TO "
                  + Catalog.quoted(source.text("user"))
                  + "; GRANT SELECT ON "
                  + name(table)
                  + " TO "
                  + Catalog.quoted(source.text("user"))
                  + "; as the owner.");
      case TOO_LONG -> ExplorationSession.tooSlow(name(table));
      default -> refusal;
    };
  }

  private static String name(SourceTable table) {
    return Catalog.quoted(table.name().schema()) + "." + Catalog.quoted(table.name().table());
  }

  @Override
  public void close() {
    session.close();
  }
}
