package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import java.util.List;
import java.util.Locale;

/** Writes the reference page of the model's tables, as Markdown. */
final class ReferencePage {
  private final StringBuilder page = new StringBuilder();

  private ReferencePage() {}

  static String of(List<ModelTable> tables, String renewal) {
    return new ReferencePage().write(tables, renewal);
  }

  private String write(List<ModelTable> tables, String renewal) {
    page.append("# The model's tables\n\n");
    page.append("<!-- Generated from model/src/main/resources. Renew with: ");
    page.append(renewal).append(" -->\n\n");
    page.append(
        """
        Mappings write these tables, whatever the source looks like. A row is one row of one source,
        named by `source_system` and `source_key`. A column that ends in `_key` holds the `source_key`
        of another row of the same source.

        """);
    diagram(tables);
    tables.forEach(this::table);
    return page.toString();
  }

  /** Relations only: with every column in it, nobody could read the diagram. */
  private void diagram(List<ModelTable> tables) {
    page.append("```mermaid\nerDiagram\n");
    for (ModelTable table : tables) {
      for (Column column : table.schema().columns()) {
        for (String target : References.of(column)) {
          page.append("  ").append(target).append(" |o--o{ ");
          page.append(table.schema().name().table()).append(" : ");
          page.append(column.name()).append('\n');
        }
      }
    }
    page.append("```\n");
  }

  private void table(ModelTable table) {
    page.append("\n## ").append(table.schema().name().table()).append("\n\n");
    page.append(table.comment()).append("\n\n");
    page.append("| Column | Type | Key | Meaning |\n|---|---|---|---|\n");
    for (Column column : table.schema().columns()) {
      page.append("| `").append(column.name()).append("` | ");
      page.append(sqlType(column.type())).append(" | ");
      page.append(key(table, column)).append(" | ");
      page.append(column.comment().replace("|", "\\|")).append(" |\n");
    }
  }

  private static String key(ModelTable table, Column column) {
    if (table.schema().key().contains(column.name())) {
      return "primary";
    }
    return String.join(
        ", ", References.of(column).stream().map(name -> "[" + name + "](#" + name + ")").toList());
  }

  /** As one writes it in a mapping. */
  private static String sqlType(ColumnType type) {
    return switch (type.kind()) {
      case TEXT -> "STRING";
      case INT32 -> "INT";
      case INT64 -> "BIGINT";
      case FLOAT64 -> "DOUBLE";
      case TIMESTAMP -> "TIMESTAMP(6)";
      case INSTANT -> "TIMESTAMP_LTZ(6)";
      default -> type.toString().toUpperCase(Locale.ROOT).replace(",", ", ");
    };
  }
}
