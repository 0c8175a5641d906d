package dev.millrace.live;

import static dev.millrace.live.Database.literal;
import static dev.millrace.live.Database.quoted;

import dev.millrace.api.lake.LakeScan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How DuckDB reads some files of the lake as rows of one table.
 *
 * @param paths as DuckDB knows the files
 * @param relation to put behind FROM; the files are called f in it
 * @param columns to put behind SELECT
 */
record LakeFiles(List<Path> paths, String relation, String columns) {

  /**
   * Files that are read together.
   *
   * @param names as in {@link LakeScan.Layout}
   * @param constants the fields of which the file says nothing
   */
  record Kind(Optional<Map<Integer, String>> names, Set<Integer> constants) {
    static Kind of(LakeScan.File file) {
      return new Kind(file.layout().names(), file.layout().constants().keySet());
    }
  }

  /** Keeps rows of constants as long as the query runs, and says in which table. */
  @FunctionalInterface
  interface Keeper {
    String keep(String columns, List<String> rows) throws SQLException;
  }

  /**
   * @param files of one kind
   * @param paths of the files, as DuckDB knows them
   */
  static LakeFiles of(
      List<LakeScan.File> files, List<Path> paths, List<LakeScan.Field> fields, Keeper keeper)
      throws SQLException {
    LakeScan.Layout layout = files.get(0).layout();
    Map<Integer, String> constants = layout.constants();
    List<LakeScan.Field> constant =
        fields.stream().filter(field -> constants.containsKey(field.id())).toList();
    String relation = parquet(paths, fields, layout) + " AS f";
    boolean same = files.stream().allMatch(file -> file.layout().constants().equals(constants));
    if (!same) {
      relation += " JOIN " + table(files, paths, constant, keeper) + " AS c ON c.file = f.filename";
    }
    List<String> columns = new ArrayList<>();
    for (LakeScan.Field field : fields) {
      columns.add(value(field, layout, same) + " AS " + quoted(field.name()));
    }
    return new LakeFiles(List.copyOf(paths), relation, String.join(", ", columns));
  }

  private static String value(LakeScan.Field field, LakeScan.Layout layout, boolean same) {
    if (layout.constants().containsKey(field.id())) {
      return same ? layout.constants().get(field.id()) : "c.f" + field.id();
    }
    return layout.names().isEmpty() || layout.names().get().containsKey(field.id())
        ? "f.f" + field.id()
        : "CAST(NULL AS " + field.type() + ")";
  }

  private static String table(
      List<LakeScan.File> files, List<Path> paths, List<LakeScan.Field> constant, Keeper keeper)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Map<Integer, String> constants = files.get(i).layout().constants();
      String values =
          constant.stream()
              .map(field -> constants.get(field.id()))
              .collect(Collectors.joining(", "));
      rows.add("(" + literal(paths.get(i).toString()) + ", " + values + ")");
    }
    String columns =
        constant.stream()
            .map(field -> "f" + field.id() + " " + field.type())
            .collect(Collectors.joining(", "));
    return keeper.keep("(file VARCHAR, " + columns + ")", rows);
  }

  /** Own names inside, so that no column meets one that DuckDB gives, such as filename. */
  private static String parquet(
      List<Path> files, List<LakeScan.Field> fields, LakeScan.Layout layout) {
    List<String> schema = new ArrayList<>();
    for (LakeScan.Field field : fields) {
      if (!layout.constants().containsKey(field.id())) {
        Optional<String> key =
            layout.names().isEmpty()
                ? Optional.of(Integer.toString(field.id()))
                : Optional.ofNullable(layout.names().get().get(field.id())).map(Database::literal);
        key.ifPresent(known -> schema.add(known + ": " + definition(field)));
      }
    }
    if (schema.isEmpty()) {
      // DuckDB wants a field even where only rows are counted.
      schema.add("0: {name: 'f0', type: 'BOOLEAN', default_value: NULL}");
    }
    String paths =
        files.stream().map(file -> literal(file.toString())).collect(Collectors.joining(", "));
    return "read_parquet([" + paths + "], schema = MAP {" + String.join(", ", schema) + "})";
  }

  private static String definition(LakeScan.Field field) {
    return "{name: 'f"
        + field.id()
        + "', type: "
        + literal(field.type())
        + ", default_value: NULL}";
  }
}
