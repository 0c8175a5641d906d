package dev.millrace.model.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacksTest {
  private static final Pattern TARGET = Pattern.compile("INSERT INTO (model\\.[a-z_]+)");

  static List<String> packs() {
    return Packs.names();
  }

  private static TableSchema table(String schema, String table, String... columns) {
    List<Column> all = new ArrayList<>();
    for (String column : columns) {
      String[] parts = column.split(" ", -1);
      ColumnType type = parts.length == 1 ? ColumnType.TEXT : ColumnType.parse(parts[1]);
      all.add(Column.of(parts[0], type));
    }
    return new TableSchema(TableName.raw("erp", schema, table), all, List.of());
  }

  /** What tells an Odoo, and the tables that its parties are made of. */
  private static List<TableSchema> odoo(String schema) {
    return new ArrayList<>(
        List.of(
            table(schema, "res_partner", "commercial_partner_id", "complete_name"),
            table(schema, "res_country", "id"),
            table(schema, "res_company", "currency_id"),
            table(schema, "product_template", "name json"),
            table(schema, "product_product", "product_tmpl_id"),
            table(schema, "product_supplierinfo", "partner_id"),
            table(schema, "uom_uom", "factor")));
  }

  @Test
  void makesOutTheMappingsOfTheTablesThatTheSourceHas() {
    RecognisedPack pack = Packs.recognise("erp", odoo("public")).orElseThrow();

    assertThat(pack.name()).isEqualTo("odoo");
    assertThat(pack.title()).isEqualTo("Odoo");
    assertThat(pack.variant()).isEqualTo("17");
    assertThat(pack.files()).containsOnlyKeys("parties.sql");
    assertThat(pack.files().get("parties.sql"))
        .startsWith(
            "-- Odoo 17: made from version 1 of Millrace's pack, for the source erp. Yours to edit."
                + "\n\n-- Companies, people")
        .contains("  'erp', CAST(p.id AS STRING), p._position,\n")
        .contains("COALESCE(p.name, p.complete_name), CAST(NULL AS BOOLEAN), ")
        .contains("FROM `erp`.`public`.res_partner AS p\n")
        .doesNotContain("$");
    assertThat(pack.leftOut())
        .contains("model.bom: no mrp_bom", "model.bom_line: no mrp_bom_line")
        .hasSize(15);
  }

  @Test
  void takesTheSchemaThatHasAllOfIt() {
    List<TableSchema> tables = odoo("live");
    tables.add(table("archive", "res_partner", "commercial_partner_id"));

    assertThat(Packs.recognise("erp", tables).orElseThrow().files().get("parties.sql"))
        .contains("`erp`.`live`.res_partner");
  }

  @Test
  void doesNotTakeAnotherSourceOrAnOlderReleaseForAnErp() {
    List<TableSchema> older = odoo("public");
    older.set(3, table("public", "product_template", "name"));

    assertThat(Packs.recognise("erp", older)).isEmpty();
    assertThat(Packs.recognise("erp", List.of(table("public", "item", "id")))).isEmpty();
    assertThat(Packs.recognise("erp", List.of())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("packs")
  void everyPackWritesTheTablesItIsThereFor(String name) {
    Pack pack = PackFiles.read(name);

    assertThat(pack.version()).isPositive();
    assertThat(pack.variants()).isNotEmpty();
    assertThat(targets(String.join("\n", pack.files().values())))
        .contains(
            "model.party",
            "model.location",
            "model.item",
            "model.item_supplier",
            "model.bom",
            "model.bom_line",
            "model.inventory_balance",
            "model.inventory_movement",
            "model.sales_order",
            "model.sales_order_line",
            "model.purchase_order",
            "model.purchase_order_line",
            "model.shipment",
            "model.shipment_line")
        .isSubsetOf(
            Model.tables().stream().map(table -> table.schema().name().toString()).toList());
  }

  /** A choice that no alternative fits would stop a user; so the last one always fits. */
  @ParameterizedTest
  @MethodSource("packs")
  void everyChoiceEndsWithOneForAnySchema(String name) {
    PackFiles.read(name)
        .choices()
        .forEach(
            (choice, alternatives) ->
                assertThat(alternatives.get(alternatives.size() - 1).when()).as(choice).isEmpty());
  }

  private static List<String> targets(String sql) {
    return TARGET.matcher(sql).results().map((MatchResult target) -> target.group(1)).toList();
  }
}
