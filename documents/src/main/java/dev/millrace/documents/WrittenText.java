package dev.millrace.documents;

import dev.millrace.api.TableName;
import dev.millrace.log.rows.RowKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * A text about something.
 *
 * @param table of its row
 * @param parts those that it has
 */
public record WrittenText(TableName table, RowKey row, Map<Part, String> parts) {
  public WrittenText {
    parts = Map.copyOf(parts);
  }

  /** One of its parts. */
  public Optional<String> part(Part part) {
    return Optional.ofNullable(parts.get(part));
  }

  /** When it was written. */
  public Optional<Instant> writtenAt() {
    return part(Part.WRITTEN_AT)
        .map(micros -> Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS));
  }
}
