package dev.millrace.lake.load;

import dev.millrace.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a load would do; nothing has been written yet. */
public final class LoadPlan {
  private final LoadRequest request;
  private final List<Work> work;
  private final List<Problem> problems;

  LoadPlan(LoadRequest request, List<Work> work, List<Problem> problems) {
    this.request = request;
    this.work = List.copyOf(work);
    this.problems = List.copyOf(problems);
  }

  /**
   * What is to be done for a table.
   *
   * @param before files that an earlier load has loaded
   */
  record Work(
      TableIdentifier name,
      String folder,
      List<Partitions.Key> keys,
      List<SourceFile> files,
      long before,
      boolean inPlace) {}

  /**
   * A table as planned.
   *
   * @param name in the catalog
   * @param from the folder or file it is made of
   * @param formats of its new files
   * @param inPlace whether Parquet and ORC files stay where they are
   * @param partitions columns made of folders, with their types
   * @param files new ones
   * @param bytes of these
   * @param before files that an earlier load has loaded
   */
  public record Table(
      String name,
      String from,
      Set<LoadFormat> formats,
      boolean inPlace,
      List<String> partitions,
      long files,
      long bytes,
      long before) {}

  /** The tables, in the order in which they are loaded. */
  public List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    for (Work one : work) {
      Set<LoadFormat> formats = new TreeSet<>();
      one.files().forEach(file -> formats.add(file.format().orElseThrow()));
      tables.add(
          new Table(
              one.name().toString(),
              one.folder(),
              formats,
              one.inPlace(),
              one.keys().stream().map(key -> key.name() + " " + key.type()).toList(),
              one.files().size(),
              bytes(one.files()),
              one.before()));
    }
    return tables;
  }

  /** What is wrong already: the tables and files concerned are left out. */
  public List<Problem> problems() {
    return problems;
  }

  LoadRequest request() {
    return request;
  }

  List<Work> work() {
    return work;
  }

  static long bytes(List<SourceFile> files) {
    return files.stream().mapToLong(SourceFile::bytes).sum();
  }
}
