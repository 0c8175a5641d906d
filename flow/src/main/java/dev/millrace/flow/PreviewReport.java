package dev.millrace.flow;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What a mapping makes of a sample of rows.
 *
 * @param mapping its name
 * @param raw the tables it reads, by name
 * @param model the tables it writes, in the order of their first statements
 * @param problems what makes the report less exact, such as another mapping that is wrong
 */
public record PreviewReport(
    String mapping, List<RawRows> raw, List<ModelRows> model, List<Problem> problems) {

  public PreviewReport {
    raw = List.copyOf(raw);
    model = List.copyOf(model);
    problems = List.copyOf(problems);
  }

  /** Whether every row became one that the model takes. */
  public boolean clean() {
    return model.stream().allMatch(table -> table.rejected().isEmpty() && table.duplicated() == 0);
  }

  /**
   * The rows that were read of a raw table.
   *
   * @param rows how many, all together
   * @param along how many of these because others refer to them
   * @param part whether that is the whole table
   * @param estimated rows of the whole table, roughly; 0 when the source does not know
   * @param unused columns that no statement of the mapping reads
   * @param problem why rows are missing
   */
  public record RawRows(
      TableName table,
      long rows,
      long along,
      Part part,
      long estimated,
      List<String> unused,
      Optional<Problem> problem) {
    public RawRows {
      unused = List.copyOf(unused);
    }
  }

  /** How much of a table was read. */
  public enum Part {
    WHOLE,
    SAMPLE
  }

  /**
   * The rows that a mapping makes for a model table.
   *
   * @param lines of its statements in the file, from 1
   * @param rows how many
   * @param rejected rows that could not be made, by cause
   * @param duplicated how many keys more than one row has
   * @param duplicates some of these keys
   * @param unmapped columns that no statement sets, those all tables have left out
   * @param empty columns that are set and are NULL in every row
   * @param references columns that refer to other rows of the model
   * @param columns of {@code first}
   * @param first rows, each value as text
   */
  public record ModelRows(
      TableName table,
      List<Integer> lines,
      long rows,
      List<Rejection> rejected,
      long duplicated,
      List<Duplicate> duplicates,
      List<String> unmapped,
      List<String> empty,
      List<Reference> references,
      List<String> columns,
      List<List<Optional<String>>> first) {
    public ModelRows {
      lines = List.copyOf(lines);
      rejected = List.copyOf(rejected);
      duplicates = List.copyOf(duplicates);
      unmapped = List.copyOf(unmapped);
      empty = List.copyOf(empty);
      references = List.copyOf(references);
      columns = List.copyOf(columns);
      first = List.copyOf(first);
    }
  }

  /**
   * Rows that could not be made, or are held back. A mapping that runs makes dead letters of them.
   *
   * @param line of the statement
   * @param column that is to blame, where that can be told
   * @param cause in words, of the first row
   * @param rows how many
   * @param samples some of them
   */
  public record Rejection(
      int line, Optional<String> column, String cause, long rows, List<Sample> samples) {
    public Rejection {
      samples = List.copyOf(samples);
    }
  }

  /** A row as the step saw it that could not take it. */
  public record Sample(List<String> columns, List<Optional<String>> values) {
    public Sample {
      columns = List.copyOf(columns);
      values = List.copyOf(values);
    }
  }

  /**
   * A key that several rows have: of these the model keeps the last.
   *
   * @param key of the model table, its parts in order
   * @param rows how many have it
   */
  public record Duplicate(List<String> key, long rows) {
    public Duplicate {
      key = List.copyOf(key);
    }
  }

  /**
   * A column that refers to rows of the model.
   *
   * @param column that refers
   * @param targets the tables it may refer to
   * @param rows that refer to something
   * @param orphans those whose row is not there
   * @param certainty what that means
   * @param values some that are not there
   */
  public record Reference(
      String column,
      List<TableName> targets,
      long rows,
      long orphans,
      Certainty certainty,
      List<String> values) {
    public Reference {
      targets = List.copyOf(targets);
      values = List.copyOf(values);
    }
  }

  /** How far it can be told that a row which is referred to is not there. */
  public enum Certainty {
    /** All that could be referred to was read or asked for: what is missing is missing. */
    SURE,
    /** What is missing may be among the rows that were not read. */
    NOT_IN_SAMPLE,
    /** No mapping that can be run fills the table. */
    NOT_MAPPED
  }
}
