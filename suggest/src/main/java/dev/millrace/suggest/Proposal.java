package dev.millrace.suggest;

import dev.millrace.api.TableName;
import dev.millrace.api.explore.SourceTable;
import java.util.List;
import java.util.Optional;

/**
 * What a source's tables are likely to be in the model.
 *
 * @param tables matches, in the model's order
 * @param doubts tables that might be one of the model, and are left out
 * @param left tables of the source that nothing was found for
 */
public record Proposal(List<TableMatch> tables, List<Doubt> doubts, List<SourceTable> left) {

  public Proposal {
    tables = List.copyOf(tables);
    doubts = List.copyOf(doubts);
    left = List.copyOf(left);
  }

  /**
   * A table of the model and one of the source that fills it.
   *
   * @param target of the model, without {@code model.}
   * @param source the table that gives a row for each row
   * @param confidence from 0 to 1 that it is so
   * @param reason in words
   * @param role what all its rows are, where several tables fill the target: {@code supplier} say
   * @param columns matches, in the model's order
   * @param doubts columns that might be others, and are left out
   * @param unmapped columns of the source that feed nothing
   */
  public record TableMatch(
      String target,
      SourceTable source,
      double confidence,
      String reason,
      Optional<String> role,
      List<ColumnMatch> columns,
      List<Doubt> doubts,
      List<String> unmapped) {
    public TableMatch {
      columns = List.copyOf(columns);
      doubts = List.copyOf(doubts);
      unmapped = List.copyOf(unmapped);
    }
  }

  /**
   * A column of the model and one of the source.
   *
   * @param target column of the model
   * @param source table that has the column: that of the match or one that is joined
   * @param column of it
   * @param confidence from 0 to 1 that it is so
   * @param reason in words
   */
  public record ColumnMatch(
      String target, TableName source, String column, double confidence, String reason) {}

  /**
   * Something that is less likely than a proposal must be.
   *
   * @param target in the model
   * @param source in the source
   * @param confidence from 0 to 1
   * @param reason in words
   */
  public record Doubt(String target, String source, double confidence, String reason) {}
}
