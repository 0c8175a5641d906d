package dev.millrace.suggest;

import dev.millrace.api.Column;
import dev.millrace.model.ModelTable;
import dev.millrace.suggest.Words.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table of the model that sources may fill.
 *
 * @param table its name, without {@code model.}
 * @param columns those that a mapping chooses, in order: without the four that every row has
 * @param phrases what sources call such a table
 * @param context concepts that its name is made of: in its columns' names they say little
 * @param lineOf the table whose lines these are
 * @param sides the ways in which its documents may go, as a column {@code direction} of it, or of
 *     its head, tells them, or the levels of places in places: tables of one each may fill it
 *     together
 */
record Target(
    String table,
    List<ModelColumn> columns,
    List<List<Word>> phrases,
    Set<String> context,
    Optional<String> lineOf,
    List<String> sides) {

  /** What every row of the model has, and every mapping writes in the same way. */
  static final List<String> COMMON =
      List.of("source_system", "source_key", "source_position", "updated_at");

  private static final String LINE = "_line";
  private static final String ROLE = "is_";
  static final String DIRECTION = "direction";
  static final String KIND = "kind";
  static final String ZONE = "zone";
  private static final List<String> LEVELS = List.of("site", ZONE);
  private static final List<String> SIDES = List.of("outbound", "inbound");

  static List<Target> of(List<ModelTable> model, Vocabulary vocabulary) {
    Set<String> names = new HashSet<>();
    model.forEach(table -> names.add(table.schema().name().table()));
    List<Target> targets = new ArrayList<>();
    for (ModelTable table : model) {
      String name = table.schema().name().table();
      List<ModelColumn> columns = new ArrayList<>();
      for (Column column : table.schema().columns()) {
        if (!COMMON.contains(column.name())) {
          columns.add(ModelColumn.of(name, column, vocabulary));
        }
      }
      List<Word> words = Words.of(name, vocabulary);
      Set<String> context = new HashSet<>();
      words.forEach(word -> context.addAll(word.concepts()));
      Optional<String> head =
          name.endsWith(LINE)
              ? Optional.of(name.substring(0, name.length() - LINE.length()))
                  .filter(names::contains)
              : Optional.empty();
      List<String> sides = sides(model, head.orElse(name));
      targets.add(new Target(name, columns, vocabulary.tablePhrases(name), context, head, sides));
    }
    return targets;
  }

  private static List<String> sides(List<ModelTable> model, String name) {
    List<Column> columns =
        model.stream()
            .filter(table -> table.schema().name().table().equals(name))
            .flatMap(table -> table.schema().columns().stream())
            .toList();
    if (columns.stream()
        .filter(column -> column.name().equals(DIRECTION))
        .anyMatch(column -> SIDES.stream().allMatch(column.comment()::contains))) {
      return SIDES;
    }
    return columns.stream()
            .filter(column -> column.name().equals(KIND))
            .anyMatch(column -> column.comment().contains(ZONE))
        ? LEVELS
        : List.of();
  }

  /**
   * The roles a row may have, as columns {@code is_<role>} tell them. A table of one role alone,
   * such as one of suppliers, fills a part of this.
   */
  List<String> roles() {
    return columns.stream()
        .filter(column -> column.nature() == ModelColumn.Nature.FLAG)
        .map(ModelColumn::name)
        .filter(name -> name.startsWith(ROLE))
        .map(name -> name.substring(ROLE.length()))
        .toList();
  }

  /** The concepts that say little in a column's name: those of its table's name and of this. */
  Set<String> context(Table source) {
    Set<String> all = new HashSet<>(context);
    source.words().forEach(word -> all.addAll(word.concepts()));
    return all;
  }

  Optional<ModelColumn> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Target target && table.equals(target.table);
  }

  @Override
  public int hashCode() {
    return table.hashCode();
  }
}
