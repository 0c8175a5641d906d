package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What columns of the model refer to, as their comments say it: {@code Refers to model.item.} */
public final class References {
  private static final Pattern REFERS = Pattern.compile("Refers to (.+)\\.$");
  private static final Pattern TABLE = Pattern.compile("model\\.([a-z][a-z0-9_]*)");

  private References() {}

  /** The tables whose {@code source_key} a column has; none for a column that refers to nothing. */
  public static List<TableName> of(Column column) {
    Matcher refers = REFERS.matcher(column.comment());
    return refers.find()
        ? TABLE
            .matcher(refers.group(1))
            .results()
            .map(found -> TableName.model(found.group(1)))
            .toList()
        : List.of();
  }

  /** By table and column: the tables that it refers to. */
  public static Map<TableName, Map<String, List<TableName>>> of(Collection<TableSchema> model) {
    Map<TableName, Map<String, List<TableName>>> all = new HashMap<>();
    for (TableSchema table : model) {
      Map<String, List<TableName>> columns = new LinkedHashMap<>();
      for (Column column : table.columns()) {
        List<TableName> targets = of(column);
        if (!targets.isEmpty()) {
          columns.put(column.name(), targets);
        }
      }
      all.put(table.name(), columns);
    }
    return all;
  }
}
