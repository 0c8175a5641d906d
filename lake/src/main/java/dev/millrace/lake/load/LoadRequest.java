package dev.millrace.lake.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is to be loaded, and how.
 *
 * @param from a folder or file: a path, or an address such as {@code hdfs://…} or {@code s3://…}
 * @param into the namespace of the tables, one part a level
 * @param table name of the table; taken from the folders when empty
 * @param wishes what is to be done otherwise than by default
 * @param bytesPerSecond the most that is read; no limit when empty
 * @param format of files whose names do not tell theirs
 * @param delimiter between the values of a line of CSV; found out when empty
 * @param columns names by place: for CSV without a line of headings, and for ORC files in which
 *     Hive has called the columns {@code _col0} and so on; none when empty
 * @param types of columns of text and of folders, by name, in Iceberg's words
 * @param kept first levels of namespaces that Millrace itself writes
 */
public record LoadRequest(
    String from,
    List<String> into,
    Optional<String> table,
    Set<Wish> wishes,
    OptionalLong bytesPerSecond,
    Optional<LoadFormat> format,
    Optional<Character> delimiter,
    List<String> columns,
    Map<String, String> types,
    Set<String> kept) {

  /** What a caller may ask for. */
  public enum Wish {
    /** Nothing is registered in place: the lake gets files of its own. */
    COPY,
    /** Each file is a table. */
    TABLE_PER_FILE
  }

  public LoadRequest {
    into = List.copyOf(into);
    wishes = Set.copyOf(wishes);
    columns = List.copyOf(columns);
    types = Map.copyOf(types);
    kept = Set.copyOf(kept);
  }

  /** All by default. */
  public static LoadRequest of(String from, String into) {
    return new LoadRequest(
        from,
        List.of(into.split("\\.", -1)),
        Optional.empty(),
        Set.of(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of(),
        Set.of("model"));
  }

  /** The same with some wishes. */
  public LoadRequest with(Wish... more) {
    return new LoadRequest(
        from, into, table, Set.of(more), bytesPerSecond, format, delimiter, columns, types, kept);
  }

  boolean wants(Wish wish) {
    return wishes.contains(wish);
  }
}
