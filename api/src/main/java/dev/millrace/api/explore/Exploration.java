package dev.millrace.api.explore;

import dev.millrace.api.Problem;
import dev.millrace.api.RowSink;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A look at a source that captures nothing and changes nothing: read-only, without locks that
 * writers wait for, and each question bounded in time and in what it answers. It sees the tables
 * that the source's configuration chooses. Not for use by several threads.
 */
public interface Exploration extends AutoCloseable {

  /** How many letters of a value a sample has at most. */
  int MAX_LETTERS = 120;

  /** How long one question to the source may take. */
  int PATIENCE_MILLIS = 5_000;

  /**
   * All tables, by name, from the catalog alone: no views, and the partitions of a table as one. A
   * few queries, however many tables there are.
   *
   * @throws dev.millrace.api.MillraceException when the source cannot be asked
   */
  List<SourceTable> tables();

  /**
   * Some rows of a table: from all over it where that is cheap, else from its beginning and its
   * end, as its key orders them, or the first there are.
   *
   * @param rows at most
   * @return without rows, and with the problem, for a table that the user may not read or that does
   *     not answer in time
   * @throws dev.millrace.api.MillraceException when the connection is lost
   */
  TableSample sample(SourceTable table, int rows);

  /**
   * How many of some values are in a column: to find out whether the values of another column refer
   * to it. Ask it for columns that begin an index.
   *
   * @param values distinct, as a sample gives them
   * @return empty when the source does not answer in time or cannot compare them
   */
  OptionalLong present(SourceTable table, String column, Collection<String> values);

  /**
   * Reads rows with the very values that capture gives, none of them cut. A row may come twice.
   *
   * @param columns of the table, those to read
   * @param sink takes a value for each of the columns
   * @param endOfRow is run after each row
   * @return why rows are missing: the user may not read the table, or it does not answer in time
   * @throws dev.millrace.api.MillraceException when the connection is lost
   */
  Optional<Problem> read(
      SourceTable table, List<String> columns, RowChoice rows, RowSink sink, Runnable endOfRow);

  @Override
  void close();
}
