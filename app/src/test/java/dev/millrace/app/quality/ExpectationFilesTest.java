package dev.millrace.app.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Problem;
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
