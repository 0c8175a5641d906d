package dev.millrace.lake;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The changes of one row, as the lake has them.
 *
 * @param table of the row
 * @param asOf the lake's last commit to the table; changes after it are not in yet
 * @param columns of the table
 * @param changes newest first
 */
public record RowHistory(
    TableName table, Optional<Instant> asOf, List<String> columns, List<Change> changes) {

  /**
   * One change.
   *
   * @param operation what it did
   * @param position where it stands in its source
   * @param commitTime when the source committed it
   * @param capturedTime when Millrace had it in hand
   * @param transaction the source's name of the transaction; empty when it has none
   * @param row values by column, as JSON has them: Boolean, Integer, Long, Double, String or null;
   *     decimals and integers beyond 2^53 as text, times in ISO 8601, bytes in Base64; without the
   *     columns that the source did not send
   * @param unsent the columns that the source did not send
   */
  public record Change(
      Operation operation,
      Position position,
      Instant commitTime,
      Instant capturedTime,
      String transaction,
      Map<String, Object> row,
      List<String> unsent) {}
}
