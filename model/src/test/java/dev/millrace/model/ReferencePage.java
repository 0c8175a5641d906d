package dev.millrace.model;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the reference page of the model's tables, as Markdown. */
final class ReferencePage {
  private static final Map<String, List<String>> SUBJECTS = new LinkedHashMap<>();

  static {
    SUBJECTS.put("Parties and places", List.of("party", "location"));
    SUBJECTS.put("Items", List.of("item", "item_uom", "item_supplier", "bom", "bom_line"));
    SUBJECTS.put("Stock", List.of("inventory_balance", "inventory_movement"));
    SUBJECTS.put(
        "Orders and invoices",
        List.of(
            "sales_order",
            "sales_order_line",
            "purchase_order",
            "purchase_order_line",
            "invoice",
            "invoice_line"));
    SUBJECTS.put("Making and planning", List.of("work_order", "forecast"));
    SUBJECTS.put(
        "Shipments and tracking",
        List.of(
            "shipment",
            "shipment_line",
            "shipment_leg",
            "logistic_unit",
            "equipment",
            "tracking_event",
            "sensor",
            "sensor_reading",
            "sensor_status",
            "geofence",
            "shipment_progress",
            "exception",
            "document"));
    SUBJECTS.put(
        "Cross-reference", List.of("item_xref", "party_xref", "item_identity", "party_identity"));
  }

  private final StringBuilder page = new StringBuilder();

  private ReferencePage() {}

  static String of(List<ModelTable> tables, String renewal) {
    Map<String, ModelTable> byName = new LinkedHashMap<>();
    tables.forEach(table -> byName.put(table.schema().name().table(), table));
    return new ReferencePage().write(byName, renewal);
  }

  private String write(Map<String, ModelTable> tables, String renewal) {
    page.append("# The model's tables\n\n");
    page.append("<!-- Generated from model/src/main/resources. Renew with: ");
    page.append(renewal).append(" -->\n\n");
    page.append(
        """
        Mappings write these tables, whatever the source looks like. A row is one row of one source,
        named by `source_system` and `source_key`. A column that ends in `_key` holds the `source_key`
        of another row of the same source; in the tables of cross-references `other_…_key` is of
        `other_system`. Terms are those of GS1 EPCIS 2.0, DCSA track and trace, ISA-95 and OAGIS,
        frePPLe, and the segments of EDIFACT and X12, as each column says.

        A project adds columns and tables of its own: [model.md](../model.md).

        """);
    List<ModelTable> left = new ArrayList<>(tables.values());
    SUBJECTS.forEach((subject, names) -> contents(subject, names));
    SUBJECTS.forEach(
        (subject, names) -> {
          List<ModelTable> group = names.stream().map(tables::get).toList();
          page.append("\n## ").append(subject).append("\n\n");
          diagram(group);
          group.forEach(this::table);
          left.removeAll(group);
        });
    if (!left.isEmpty()) {
      throw new IllegalStateException("Cannot place on the page: " + left + ". Name its subject.");
    }
    return page.toString();
  }

  private void contents(String subject, List<String> names) {
    page.append("- ").append(subject).append(": ");
    page.append(String.join(", ", names.stream().map(ReferencePage::link).toList()));
    page.append('\n');
  }

  private static String link(String table) {
    return "[" + table + "](#" + table + ")";
  }

  /** Relations only, of one subject: with every column in it, nobody could read the diagram. */
  private void diagram(List<ModelTable> group) {
    page.append("```mermaid\nerDiagram\n");
    for (ModelTable table : group) {
      String name = table.schema().name().table();
      page.append("  ").append(name).append('\n');
      for (Column column : table.schema().columns()) {
        for (TableName target : References.of(column)) {
          page.append("  ").append(target.table()).append(" |o--o{ ");
          page.append(name).append(" : ").append(column.name()).append('\n');
        }
      }
    }
    page.append("```\n");
  }

  private void table(ModelTable table) {
    page.append("\n### ").append(table.schema().name().table()).append("\n\n");
    page.append(table.comment());
    if (table.schema().events()) {
      page.append(" It is an [event table](../model.md#event-tables).");
    }
    page.append("\n\n");
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
        ", ",
        References.of(column).stream().map(TableName::table).map(ReferencePage::link).toList());
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
