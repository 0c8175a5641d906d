package dev.millrace.api.lake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What a query reads of a table in the lake: rows of Parquet files, and what is to be made of them.
 *
 * @param files to read; none when the table is empty
 * @param fields to take from each row of the files, in order
 * @param relation the name under which {@code sql} finds these rows
 * @param sql a SELECT in DuckDB's dialect that makes the table's rows of them
 * @param supply brings the files to this machine
 */
public record LakeScan(
    List<File> files, List<Field> fields, String relation, String sql, Supply supply) {

  public LakeScan {
    files = List.copyOf(files);
    fields = List.copyOf(fields);
  }

  /**
   * A Parquet file.
   *
   * @param path on this machine, where it is from {@link Supply#fetch} to {@link Supply#release}
   * @param rows that it has, dead ones too
   * @param dead the rows that are no rows of the table any more
   * @param layout where its rows have their values
   */
  public record File(Path path, long rows, Optional<DeadRows> dead, Layout layout) {}

  /**
   * Where the rows of a file have their values.
   *
   * @param names the file's own names for the fields by their numbers, of a file that does not have
   *     the numbers; a field without a name is NULL. Empty when the file has the numbers.
   * @param constants what the rows have in fields that the file need not have, by their numbers, as
   *     SQL in DuckDB's dialect
   */
  public record Layout(Optional<Map<Integer, String>> names, Map<Integer, String> constants) {
    /** The file has the numbers, and all values. */
    public static final Layout NUMBERED = new Layout(Optional.empty(), Map.of());

    public Layout {
      names = names.map(Map::copyOf);
      constants = Map.copyOf(constants);
    }
  }

  /** Brings files to this machine that are not there. */
  public interface Supply {
    /**
     * Returns when all files are where their paths say, at once when they need not be fetched. They
     * stay until {@link #release}, which is to be called in any case.
     *
     * @return false when that takes longer; a later try goes on from there
     * @throws dev.millrace.api.MillraceException LAKE_FAILED when the store does not give them,
     *     RESOURCES_EXHAUSTED when there is no room for them
     */
    boolean fetch(Duration limit);

    /** The files are not read any more. */
    void release();
  }

  /** Rows of a file that were deleted. */
  @FunctionalInterface
  public interface DeadRows {
    /** Hands over the place of each, from 0. Reads fetched files of the lake each time. */
    void forEach(LongConsumer place);
  }

  /**
   * A field of the files, found by Iceberg's number for it, because its name in a file is the one
   * that it had when the file was written. A file that has no such field has NULL there. {@link
   * Layout} says where it is otherwise.
   *
   * @param id Iceberg's number
   * @param name that it has now
   * @param type that it has now, in DuckDB's words; files may have a narrower one
   */
  public record Field(int id, String name, String type) {}
}
