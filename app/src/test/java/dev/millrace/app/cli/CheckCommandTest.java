package dev.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace check} says of expectations that hold rows back, and of mappings. */
class CheckCommandTest {
  @TempDir Path folder;

  /** Checks a project with this file of expectations; what it complains about, or nothing. */
  private String check(int status, String quality) throws Exception {
    Files.writeString(folder.resolve("millrace.yaml"), "");
    Files.createDirectories(folder.resolve("quality"));
    Files.writeString(folder.resolve("quality/model.sql"), quality);
    PrintStream console = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.commandLine().execute("check", folder.toString())).isEqualTo(status);
    } finally {
      System.setErr(console);
    }
    return told.toString(StandardCharsets.UTF_8);
  }

  @Test
  void tellsAllThatCannotHoldBackWithItsPlaceAndTheRemedy() throws Exception {
    assertThat(
            check(
                1,
                """
                -- expect range model.item (gross_weight_kg) 0 .. 10000, else hold back
                -- expect unique model.item (item_code), else hold back
                -- expect check model.sales_order_line (quantity_shiped <= 1), else hold back
                -- expect check model.sales_order (promised_at < now()), else hold back
                """))
        .contains(
            "quality/model.sql:2: Cannot hold rows back by unique: it does not depend on one row"
                + " alone. Leave `, else hold back` out")
        .contains("quality/model.sql:3: Cannot hold rows back by: check model.sales_order_line")
        .contains("Did you mean quantity_shipped?")
        .contains("quality/model.sql:4: Cannot hold rows back by: check model.sales_order")
        .contains("its answer is not always the same")
        .contains("3 problems.");
  }

  @Test
  void tellsOfAMappingThatWritesEventsAndRows() throws Exception {
    Files.createDirectories(folder.resolve("mappings"));
    Files.writeString(
        folder.resolve("mappings/fleet.sql"),
        """
        INSERT INTO model.sensor SELECT * FROM fleet.mqtt.device;
        INSERT INTO model.sensor_reading SELECT * FROM fleet.mqtt.message;
        """);
    assertThat(check(1, ""))
        .contains(
            "mappings/fleet.sql:2: Cannot use mapping fleet: it writes model.sensor_reading, an"
                + " event table, and model.sensor, a table of rows. Write them in two files");
  }

  @Test
  void isSoundWithConditionsThatBothEnginesUnderstand() throws Exception {
    assertThat(
            check(
                0,
                """
                -- expect not null model.item (name, base_uom), else hold back
                -- expect check model.item (base_uom IN ('pc', 'kg') OR name LIKE 'X%'), else hold back
                -- expect check model.sales_order_line (quantity_shipped <= quantity_ordered), else hold back
                """))
        .doesNotContain("Cannot");
  }
}
