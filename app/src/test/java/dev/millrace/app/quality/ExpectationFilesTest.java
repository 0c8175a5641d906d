package dev.millrace.app.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.flow.HoldBack;
import dev.millrace.flow.MappingFile;
import dev.millrace.model.ProjectModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationFilesTest {
  private static ExpectationFiles read(String text) {
    return ExpectationFiles.of(
        MappingFile.of("items", text, "quality/items.sql"), ProjectModel.standard().schemas());
  }

  private static List<String> problems(String text) {
    ExpectationFiles files = read(text);
    assertThat(files.expectations()).isEmpty();
    return files.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void readsShortFormsAndStatementsInTheirOrder() {
    ExpectationFiles files =
        read(
            """
            -- expect unique model.item (source_system, item_code)

            -- An open order is promised,
            -- whatever it is.
            SELECT source_key FROM model.sales_order
            WHERE status = 'open' AND promised_at IS NULL;

            -- expect fresh model.inventory_balance 15 minutes
            SELECT 1 WHERE false;
            """);
    assertThat(files.problems()).isEmpty();
    assertThat(files.expectations())
        .extracting(Expectation::text, Expectation::line, Expectation::cause)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "unique model.item (source_system, item_code)", 1, Expectation.Cause.CHANGES),
            org.assertj.core.groups.Tuple.tuple(
                "An open order is promised, whatever it is.", 5, Expectation.Cause.CHANGES),
            org.assertj.core.groups.Tuple.tuple(
                "fresh model.inventory_balance 15 minutes", 8, Expectation.Cause.TIME),
            org.assertj.core.groups.Tuple.tuple(
                "SELECT 1 WHERE false", 9, Expectation.Cause.CHANGES));
  }

  @Test
  void tellsWhatItCannotReadWithThePlaceAndTheNearest() {
    assertThat(problems("-- expect uniqe model.item (name)"))
        .containsExactly(
            "quality/items.sql:1: Cannot read what is expected: uniqe model.item (name)."
                + " Did you mean unique? [CONFIGURATION_INVALID]");
    assertThat(problems("\n-- expect range model.item (gross_weight_kg) .."))
        .containsExactly(
            "quality/items.sql:2: Cannot read what is expected: range model.item (gross_weight_kg)"
                + " ... Write it like: range model.item (gross_weight_kg) 0 .. 10000."
                + " [CONFIGURATION_INVALID]");
    assertThat(problems("-- expect not null model.itme (name)"))
        .containsExactly(
            "quality/items.sql:1: Cannot find table: model.itme. Did you mean model.item?"
                + " [CONFIGURATION_INVALID]");
    assertThat(problems("-- expect not null model.item (nmae, base_uom)"))
        .containsExactly(
            "quality/items.sql:1: Cannot find column: model.item.nmae. Did you mean name?"
                + " [CONFIGURATION_INVALID]");
    assertThat(problems("-- expect reference plant.public.item (id) -> model.item"))
        .containsExactly(
            "quality/items.sql:1: Cannot expect a reference between plant.public.item and"
                + " model.item. Both must be tables of the model; write a SELECT for others."
                + " [CONFIGURATION_INVALID]");
  }

  @Test
  void readsWhatHoldsRowsBackAndTurnsItsConditionsIntoFlinksSql() {
    ExpectationFiles files =
        read(
            """
            -- expect range model.item (gross_weight_kg) 0 .. 10000, else hold back
            -- expect not null model.item (name, "base_uom") , else hold back
            -- expect check model.item (name <> 'kind' OR "kind" IN ('(', 'x')), else hold back
            -- expect check model.item (name <> 'x')
            """);
    assertThat(files.problems()).isEmpty();
    assertThat(files.expectations())
        .extracting(Expectation::text, Expectation::sql)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                "check model.item (name <> 'kind' OR \"kind\" IN ('(', 'x'))",
                "SELECT source_system, source_key, name, kind FROM model.item WHERE NOT (name <>"
                    + " 'kind' OR \"kind\" IN ('(', 'x'))"));
    assertThat(files.holdBacks())
        .containsExactly(
            hold(
                "`gross_weight_kg` < 0 OR `gross_weight_kg` > 10000",
                List.of("gross_weight_kg"),
                "range model.item (gross_weight_kg) 0 .. 10000",
                1),
            hold(
                "`name` IS NULL OR `base_uom` IS NULL",
                List.of("name", "base_uom"),
                "not null model.item (name, \"base_uom\")",
                2),
            hold(
                "NOT (`name` <> 'kind' OR `kind` IN ('(', 'x'))",
                List.of("name", "kind"),
                "check model.item (name <> 'kind' OR \"kind\" IN ('(', 'x'))",
                3));
    assertThat(HoldBack.problems(files.holdBacks(), ProjectModel.standard().schemas())).isEmpty();
  }

  private static HoldBack hold(String violation, List<String> columns, String text, int line) {
    return new HoldBack(
        TableName.model("item"), violation, columns, text, "quality/items.sql", line);
  }

  @Test
  void refusesToHoldBackWhatDoesNotDependOnOneRowOfTheModel() {
    assertThat(problems("-- expect unique model.item (item_code), else hold back"))
        .containsExactly(
            "quality/items.sql:1: Cannot hold rows back by unique: it does not depend on one row"
                + " alone. Leave `, else hold back` out; not null, range and check can hold back."
                + " [CONFIGURATION_INVALID]");
    assertThat(problems("-- expect fresh model.item 1 hour, else hold back"))
        .singleElement()
        .asString()
        .contains("Cannot hold rows back by fresh");
    assertThat(problems("-- expect reference model.bom (item_key) -> model.item, else hold back"))
        .singleElement()
        .asString()
        .contains("Cannot hold rows back by reference");
    assertThat(problems("-- expect not null plant.public.item (id), else hold back"))
        .containsExactly(
            "quality/items.sql:1: Cannot hold back rows of plant.public.item: mappings do not"
                + " write it. Expect it of the model's table, or leave `, else hold back` out."
                + " [CONFIGURATION_INVALID]");
    assertThat(read("-- A name, else hold back\nSELECT * FROM model.item;").problems())
        .singleElement()
        .asString()
        .startsWith("quality/items.sql:2: Cannot hold back what a SELECT finds:");
  }

  @Test
  void tellsWhatIsWrongWithHoldingBackAndConditions() {
    assertThat(problems("-- expect not null model.item (name), hold back"))
        .containsExactly(
            "quality/items.sql:1: Cannot read what is expected: not null model.item (name), hold"
                + " back. Write `, else hold back` at its end to hold rows back."
                + " [CONFIGURATION_INVALID]");
    assertThat(problems("-- expect range model.item (name) 1 .."))
        .containsExactly(
            "quality/items.sql:1: Cannot expect a range of model.item.name: it is no number. Name"
                + " a column of numbers, or write `check model.item (<condition>)`."
                + " [CONFIGURATION_INVALID]");
    for (String broken : List.of("(name) or (kind)", "(name = ';)", "(a;b)")) {
      assertThat(problems("-- expect check model.item " + broken))
          .singleElement()
          .asString()
          .contains("Cannot read the condition: ")
          .contains("Close each parenthesis and quote");
    }
    assertThat(
            HoldBack.problems(
                read("-- expect check model.item (nmae <> 'x'), else hold back").holdBacks(),
                ProjectModel.standard().schemas()))
        .singleElement()
        .hasToString(
            "quality/items.sql:1: Cannot hold rows back by: check model.item (nmae <> 'x'): Column"
                + " 'nmae' not found in any table. Did you mean name? [CONFIGURATION_INVALID]");
  }

  @Test
  void refusesWhatIsNoSelectAndNamesUnknownTablesInOnes() {
    assertThat(problems("DELETE FROM model.item;"))
        .containsExactly(
            "quality/items.sql:1:1: Cannot use a statement as an expectation: it is no SELECT."
                + " Write a SELECT of the rows that are not as they should be."
                + " [CONFIGURATION_INVALID]");
    ExpectationFiles files = read("SELECT *\nFROM model.itm;");
    assertThat(files.problems())
        .singleElement()
        .hasToString(
            "quality/items.sql:2: Cannot find table: model.itm. Did you mean model.item?"
                + " [CONFIGURATION_INVALID]");
  }
}
