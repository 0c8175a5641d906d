package dev.millrace.connectors.capture;

import dev.millrace.api.Option;
import dev.millrace.api.SourceConfig;
import java.util.List;

/**
 * How the rows of a source's tables are read, as its options say.
 *
 * @param threads that read, each with a connection
 * @param chunkRows rows of a chunk, more or less
 */
public record SnapshotOptions(int threads, int chunkRows, Pace pace) {
  private static final Option THREADS =
      Option.optional(
          "snapshot-threads",
          Option.Type.INTEGER,
          "2",
          "How many connections read the tables' rows at first.");
  private static final Option CHUNK_ROWS =
      Option.optional(
          "snapshot-chunk-rows",
          Option.Type.INTEGER,
          "65536",
          "About how many rows are read at once; a first read that was broken off goes on after"
              + " the last whole chunk.");
  private static final Option PACE =
      Option.optional(
          "max-rows-per-second",
          Option.Type.INTEGER,
          "",
          "How fast the tables' rows are read at first; as fast as can be when left out.");

  /** The options of every connector that captures. */
  public static final List<Option> OPTIONS = List.of(THREADS, CHUNK_ROWS, PACE);

  /** What a source says. */
  public static SnapshotOptions of(SourceConfig source) {
    return new SnapshotOptions(
        (int) Math.max(1, number(source, THREADS)),
        (int) Math.max(1, number(source, CHUNK_ROWS)),
        new Pace(source.number(PACE.name(), 0)));
  }

  private static long number(SourceConfig source, Option option) {
    return source.number(option.name(), Long.parseLong(option.defaultValue()));
  }
}
