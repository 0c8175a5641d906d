package dev.millrace.log;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What could not be taken, with the cause: a row of {@link #TABLE}.
 *
 * @param source what it came from
 * @param key tells it from others of the source
 * @param mapping who could not take it
 * @param line where the statement that could not begins in the mapping; of an event that was sent,
 *     where it stood in what was sent
 * @param target the table it would have gone to
 * @param cause why not
 * @param content itself, as JSON
 */
public record DeadLetter(
    String source,
    String key,
    String mapping,
    int line,
    String target,
    String cause,
    String content) {

  /** Where they are. */
  public static final TableSchema TABLE =
      new TableSchema(
          TableName.model("dead_letter"),
          List.of(
              Column.of("source_system", ColumnType.TEXT),
              Column.of("source_key", ColumnType.TEXT),
              Column.of("source_position", ColumnType.TEXT),
              Column.of("updated_at", ColumnType.INSTANT),
              Column.of("mapping", ColumnType.TEXT),
              Column.of("line", ColumnType.INT32),
              Column.of("target", ColumnType.TEXT),
              Column.of("cause", ColumnType.TEXT),
              Column.of("content", ColumnType.JSON)),
          List.of("source_system", "source_key"));

  /**
   * Gives its record to an encoder of {@link #TABLE}.
   *
   * @param epoch when the writer began, in seconds since 1970
   * @param sequence greater than that of the writer's letter before
   */
  public void encode(ChangeEncoder encoder, Operation operation, int epoch, long sequence) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    RowSink row = encoder.begin(operation, new Position(epoch, now, sequence), now, now, "");
    text(row, 0, source);
    text(row, 1, key);
    row.putNull(2);
    row.putLong(3, now);
    text(row, 4, mapping);
    row.putInt(5, line);
    text(row, 6, target);
    text(row, 7, cause);
    text(row, 8, content);
  }

  private static void text(RowSink row, int column, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    row.putText(column, utf8, 0, utf8.length);
  }
}
