package dev.millrace.model;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelTest {
  /** Columns that are not named after the table they refer to. */
  private static final Map<String, List<String>> REFERENCES_BY_ROLE =
      Map.ofEntries(
          entry("party.parent_key", List.of("party")),
          entry("location.parent_key", List.of("location")),
          entry("sales_order.ship_to_party_key", List.of("party")),
          entry("sales_order_line.order_key", List.of("sales_order")),
          entry("purchase_order_line.order_key", List.of("purchase_order")),
          entry("invoice_line.order_line_key", List.of("sales_order_line", "purchase_order_line")),
          entry("work_order.order_line_key", List.of("sales_order_line")),
          entry("shipment.order_key", List.of("sales_order", "purchase_order")),
          entry("shipment.from_location_key", List.of("location")),
          entry("shipment.to_location_key", List.of("location")),
          entry("shipment.carrier_key", List.of("party")),
          entry("shipment_line.order_line_key", List.of("sales_order_line", "purchase_order_line")),
          entry("shipment_leg.carrier_key", List.of("party")),
          entry("shipment_leg.from_location_key", List.of("location")),
          entry("shipment_leg.to_location_key", List.of("location")),
          entry("logistic_unit.parent_key", List.of("logistic_unit")),
          entry("item_xref.other_item_key", List.of("item")),
          entry("party_xref.other_party_key", List.of("party")),
          entry("item_identity.lead_key", List.of("item")),
          entry("party_identity.lead_key", List.of("party")));

  static Stream<ModelTable> tables() {
    return Model.tables().stream();
  }

  @Test
  void listsEveryFileOfTheFolder() throws IOException {
    Path folder = Path.of("src/main/resources/dev/millrace/model");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Model.NAMES.stream().map(name -> name + ".sql").toList());
    }
  }

  @Test
  void givesTheTablesInTheOrderOfTheList() {
    assertThat(Model.tables())
        .extracting(table -> table.schema().name().toString())
        .containsExactlyElementsOf(Model.NAMES.stream().map(name -> "model." + name).toList());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyTableIsKeyedByItsSourceAndTheKeyThere(ModelTable table) {
    assertThat(table.schema().key()).containsExactly("source_system", "source_key");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyTableBeginsWithTheSameFourColumns(ModelTable table) {
    List<Column> lead = table.schema().columns().subList(0, 4);
    assertThat(lead)
        .extracting(Column::name)
        .containsExactly("source_system", "source_key", "source_position", "updated_at");
    assertThat(lead)
        .extracting(Column::type)
        .containsExactly(ColumnType.TEXT, ColumnType.TEXT, ColumnType.TEXT, ColumnType.INSTANT);
    assertThat(lead)
        .as("said in the same words everywhere")
        .isEqualTo(Model.tables().get(0).schema().columns().subList(0, 4));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void onlyTheKeyMustBeFilled(ModelTable table) {
    assertThat(table.schema().columns())
        .filteredOn(column -> !column.nullable())
        .extracting(Column::name)
        .containsExactly("source_system", "source_key");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyCommentIsAWholeSentence(ModelTable table) {
    assertThat(table.comment()).matches("[A-Z].*\\.");
    assertThat(table.schema().columns())
        .allSatisfy(column -> assertThat(column.comment()).as(column.name()).matches("[A-Z].*\\."));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyKeyColumnRefersToTheTableItIsNamedAfter(ModelTable table) {
    for (Column column : table.schema().columns()) {
      if (!column.name().endsWith("_key") || column.name().equals("source_key")) {
        assertThat(References.of(column)).as(column.name()).isEmpty();
        continue;
      }
      String place = table.schema().name().table() + "." + column.name();
      List<String> named = List.of(column.name().substring(0, column.name().length() - 4));
      assertThat(References.of(column).stream().map(TableName::table).toList())
          .as(place)
          .isEqualTo(REFERENCES_BY_ROLE.getOrDefault(place, named))
          .isSubsetOf(Model.NAMES);
      assertThat(column.type()).as(place).isEqualTo(ColumnType.TEXT);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyKindStatusAndDirectionListsItsCodes(ModelTable table) {
    assertThat(table.schema().columns())
        .filteredOn(column -> List.of("kind", "status", "direction").contains(column.name()))
        .allSatisfy(
            column ->
                assertThat(column.comment())
                    .as(column.name())
                    .containsPattern(
                        "One of: [a-z_]+( \\([^)]*\\))?(, [a-z_]+( \\([^)]*\\))?)+\\."));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyPointInTimeHasAZone(ModelTable table) {
    assertThat(table.schema().columns())
        .filteredOn(column -> column.name().endsWith("_at"))
        .allSatisfy(column -> assertThat(column.type()).isEqualTo(ColumnType.INSTANT));
  }
}
