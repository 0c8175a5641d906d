package dev.millrace.connectors.capture;

import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Some changes of the stream, in order.
 *
 * @param records to be written, tombstones included; empty for a sign of life
 * @param position of the last change in it; a resumed stream drops changes up to here
 * @param confirmable the place that may be confirmed to the server once this batch and all before
 *     it are durable: the end of the last whole transaction
 * @param resume what a reader needs besides that place to go on there, as the offset keeps it
 * @param truncated tables to be emptied after all before this batch is durable; such a batch has no
 *     records
 * @param replaced tables that are others from here on; such a batch has no records
 * @param incomplete tables of which an update came without all values (unchanged TOAST), with the
 *     update's key; told apart so that a snapshot in progress can read those rows once more
 */
public record StreamBatch(
    List<Encoded> records,
    Position position,
    long confirmable,
    String resume,
    Optional<Truncation> truncated,
    Optional<Replacement> replaced,
    List<Encoded> incomplete) {

  /** Tables emptied by one command. */
  public record Truncation(List<TableName.Raw> tables, long commitMicros) {}

  /**
   * Names that mean other rows from here on, or none: of tables that were dropped, renamed or made
   * anew.
   *
   * @param tables empty when all of a schema are meant
   */
  public record Replacement(List<TableName.Raw> tables, Optional<String> schema) {}

  /** Whether it must wait until all before it is in the log. */
  boolean isCommand() {
    return truncated.isPresent() || replaced.isPresent();
  }
}
