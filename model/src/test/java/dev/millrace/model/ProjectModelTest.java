package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.Problem;
import dev.millrace.api.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProjectModelTest {
  private static final String PUMP_TEST =
      """
      CREATE TABLE model.pump_test (
        source_system STRING NOT NULL,
        source_key STRING NOT NULL,
        source_position STRING,
        updated_at TIMESTAMP_LTZ(6),
        item_key STRING COMMENT 'Pump that was tested. Refers to model.item.',
        pressure_bar DECIMAL(9, 3) COMMENT 'Pressure reached, in bar.',
        PRIMARY KEY (source_system, source_key) NOT ENFORCED
      ) COMMENT 'A test of a pump.';
      """;

  private static ProjectModel model(String... namesAndTexts) {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return ProjectModel.of(files);
  }

  private static List<String> problems(String... namesAndTexts) {
    ProjectModel model = model(namesAndTexts);
    return model.problems().stream().map(Problem::toString).toList();
  }

  private static TableSchema schema(ProjectModel model, String table) {
    return model.schemas().stream()
        .filter(schema -> schema.name().table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isTheStandardModelWithoutFiles() {
    assertThat(ProjectModel.standard().tables()).isEqualTo(Model.tables());
    assertThat(ProjectModel.standard().problems()).isEmpty();
  }

  @Test
  void putsColumnsOfTheProjectBehindThoseOfTheModelAndItsTablesLast() {
    ProjectModel model =
        model(
            "model/a.sql",
            "ALTER TABLE model.item ADD (colour STRING COMMENT 'Its colour.');\n"
                + "ALTER TABLE model.pump_test ADD passed BOOLEAN;",
            "model/pumps.sql",
            PUMP_TEST);

    assertThat(model.problems()).isEmpty();
    List<Column> item = schema(model, "item").columns();
    assertThat(item.get(item.size() - 1).name()).isEqualTo("colour");
    assertThat(item.get(item.size() - 1).comment()).isEqualTo("Its colour.");
    ModelTable last = model.tables().get(model.tables().size() - 1);
    assertThat(last.schema().name()).hasToString("model.pump_test");
    assertThat(last.schema().columns())
        .extracting(Column::name)
        .endsWith("item_key", "pressure_bar", "passed");
    assertThat(last.ddl()).startsWith("CREATE TABLE model.pump_test (").contains("ADD passed");
  }

  @Test
  void anEventTableStaysOneWhenColumnsAreAddedToIt() {
    ProjectModel model =
        model(
            "model/a.sql",
            "ALTER TABLE model.sensor_reading ADD battery_percent DOUBLE;\n"
                + "ALTER TABLE model.pump_test ADD passed BOOLEAN;",
            "model/pumps.sql",
            PUMP_TEST.strip().replaceAll(";$", " WITH ('kind' = 'events');"));

    assertThat(model.problems()).isEmpty();
    assertThat(model.schemas())
        .filteredOn(TableSchema::events)
        .extracting(schema -> schema.name() + " " + schema.columns().size())
        .containsExactly("model.sensor_reading 18", "model.pump_test 7");
  }

  @Test
  void refusesANameThatTheModelHas() {
    assertThat(problems("model/own.sql", PUMP_TEST.replace("pump_test", "shipment")))
        .containsExactly(
            "model/own.sql:1:20: Cannot create table model.shipment: the model has one of this"
                + " name. Rename yours, or add your columns to it: ALTER TABLE model.shipment ADD"
                + " (…). [CONFIGURATION_INVALID]");
  }

  @Test
  void refusesATableThatTwoFilesCreate() {
    assertThat(problems("model/a.sql", PUMP_TEST, "model/b.sql", "\n" + PUMP_TEST))
        .containsExactly(
            "model/b.sql:2:20: Cannot create table model.pump_test: model/a.sql:1:20 creates it"
                + " too. Rename one of them, or put their columns together."
                + " [CONFIGURATION_INVALID]");
  }

  @Test
  void refusesAColumnThatIsThereAndTakesTheOthers() {
    ProjectModel model =
        model(
            "model/a.sql",
            "ALTER TABLE model.item ADD (gtin STRING,\n colour STRING);",
            "model/b.sql",
            "ALTER TABLE model.item ADD (colour STRING, shelf INT);");

    assertThat(model.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "model/a.sql:1:29: Cannot add column gtin to model.item: it has one of this name."
                + " Rename yours, or use the one that is there. [CONFIGURATION_INVALID]",
            "model/b.sql:1:29: Cannot add column colour to model.item: model/a.sql:2:2 adds it too."
                + " Rename yours, or use the one that is there. [CONFIGURATION_INVALID]");
    assertThat(schema(model, "item").columns())
        .extracting(Column::name)
        .endsWith("colour", "shelf");
  }

  @Test
  void suggestsTheTableThatWasMeant() {
    assertThat(problems("model/a.sql", "ALTER TABLE model.itm ADD colour STRING;"))
        .containsExactly(
            "model/a.sql:1:19: Cannot add columns to model.itm: there is no such table. Did you"
                + " mean model.item? [CONFIGURATION_INVALID]");
  }

  @Test
  void refusesATableWithoutTheColumnsThatEveryTableHas() {
    String without = PUMP_TEST.replace("  updated_at TIMESTAMP_LTZ(6),\n", "");

    assertThat(problems("model/own.sql", without))
        .singleElement()
        .asString()
        .startsWith(
            "model/own.sql:1:20: Cannot use table model.pump_test: it is not keyed as the model's"
                + " tables are, by source and key. Begin it with source_system STRING NOT NULL,");
  }

  @Test
  void tellsTheProblemsOfAllFilesAtOnce() {
    assertThat(
            problems(
                "model/a.sql",
                "ALTER TABLE model.item ADD colour TEXT;\nALTER TABLE model.itm ADD x INT;",
                "model/b.sql",
                PUMP_TEST.replace(",\n  PRIMARY KEY (source_system, source_key) NOT ENFORCED", "")))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("model/a.sql:1:35: Cannot use column type: TEXT."))
        .anyMatch(
            problem -> problem.startsWith("model/a.sql:2:19: Cannot add columns to model.itm"))
        .anyMatch(problem -> problem.contains("model.pump_test: it has no primary key. Write"));
  }
}
