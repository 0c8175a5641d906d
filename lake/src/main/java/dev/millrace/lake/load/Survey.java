package dev.millrace.lake.load;

import dev.millrace.lake.load.TextRows.Only;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Finds the types of a table's columns of text: every value of every file is looked at, so that
 * none can fail to fit later. Names that differ in case alone are one column.
 */
final class Survey {
  private final LoadRequest request;
  private final Function<String, Type> known;
  private final Map<String, Column> columns = new LinkedHashMap<>();

  private static final class Column {
    final String name;
    final Facts facts = new Facts();

    Column(String name) {
      this.name = name;
    }
  }

  /**
   * @param known type of a column that is settled already; null when it is not
   */
  Survey(LoadRequest request, Function<String, Type> known) {
    this.request = request;
    this.known = known;
  }

  /**
   * Looks through a file.
   *
   * @throws FileProblem when it cannot be loaded; it has left no trace then
   */
  void look(SourceFile source, InputFile file) throws FileProblem {
    Map<String, Column> seen = new LinkedHashMap<>();
    Set<String> row = new HashSet<>();
    Map<String, String> lower = new HashMap<>();
    long[] rows = {0};
    TextRows.read(
        source,
        file,
        request,
        new TextRows.Sink() {
          @Override
          public void value(String name, String text, Only only) throws FileProblem {
            String key = lower.computeIfAbsent(name, n -> n.toLowerCase(Locale.ROOT));
            if (!row.add(key)) {
              throw new FileProblem(
                  "two of its columns are called " + name + " but for upper and lower case",
                  "Rename one, then load again.");
            }
            Column column = seen.computeIfAbsent(key, any -> new Column(name));
            if (text == null) {
              return;
            }
            Type settled = settled(name);
            if (settled == null && only == Only.TEXT) {
              column.facts.seeText();
            } else if (settled == null) {
              column.facts.see(text);
            } else if (!fits(settled, text)) {
              throw misfit(name, settled, rows[0] + 1);
            }
          }

          @Override
          public void endOfRow() {
            rows[0]++;
            row.clear();
          }
        });
    if (!columns.isEmpty() && seen.keySet().stream().noneMatch(columns::containsKey)) {
      throw Columns.stranger();
    }
    seen.forEach(
        (key, column) ->
            columns.computeIfAbsent(key, any -> new Column(column.name)).facts.add(column.facts));
  }

  private static boolean fits(Type type, String text) {
    return TextValues.parse(type, text).isPresent();
  }

  static FileProblem misfit(String column, Type type, long row) {
    return new FileProblem(
        "row " + row + " has a value in column " + column + " that is no " + type,
        "Mend the value, or load into a new table with --type " + column + "=string.");
  }

  private Type settled(String name) {
    String wanted = request.types().get(name);
    return wanted == null
        ? known.apply(name)
        : Types.fromPrimitiveString(wanted.toLowerCase(Locale.ROOT));
  }

  /** The columns seen so far. */
  Schema schema() {
    int id = 0;
    java.util.List<Types.NestedField> fields = new java.util.ArrayList<>();
    for (Column column : columns.values()) {
      Type settled = settled(column.name);
      fields.add(
          Types.NestedField.optional(
              ++id, column.name, settled == null ? column.facts.type() : settled));
    }
    return new Schema(fields);
  }
}
