package dev.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.Main;
import dev.millrace.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A mapping on the rows of a real database, before anything of it is captured. */
class PreviewCommandTest {
  private static final String TABLES =
      """
      CREATE TABLE product (id int PRIMARY KEY, code text, name text, weight text, colour text);
      INSERT INTO product SELECT g, 'P-' || g, 'Pump ' || g, '1.5', 'red'
        FROM generate_series(1, 3000) g;
      UPDATE product SET weight = 'heavy' WHERE id IN (7, 8);
      CREATE TABLE so_line (id bigint PRIMARY KEY, so int, product int, qty numeric(12, 3));
      INSERT INTO so_line SELECT g, 1, 3001 - g, g FROM generate_series(1, 40) g;
      INSERT INTO so_line VALUES (50, 1, 9999, 1);
      CREATE USER reader PASSWORD 'r';
      GRANT SELECT ON product, so_line TO reader;
      ANALYZE
      """;
  private static final String ITEMS =
      """
      INSERT INTO model.item (source_system, source_key, item_code, name, gross_weight_kg, gtin)
      SELECT 'erp', CAST(id AS STRING), code, name, CAST(weight AS DECIMAL(18, 6)), NULLIF(code, code)
      FROM erp.public.product;
      """;
  private static final String LINES =
      """
      INSERT INTO model.sales_order_line (
        source_system, source_key, order_key, item_key, quantity_ordered)
      SELECT 'erp', CAST(id AS STRING), CAST(so AS STRING), CAST(product AS STRING), qty
      FROM erp.public.so_line;
      """;

  @TempDir static Path folder;
  private static PostgresServer server;

  @BeforeAll
  static void makeADatabaseAndAProject() throws Exception {
    server = PostgresServer.start(folder.resolve("postgres"));
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
    }
    Files.writeString(folder.resolve("millrace.yaml"), "");
    write(
        "sources/erp.yaml",
        """
        connector: postgres
        hostname: %s
        port: %d
        database: %s
        user: reader
        password: r
        """
            .formatted(server.host(), server.port(), server.database()));
    write("mappings/erp/items.sql", ITEMS);
    write("mappings/erp/lines.sql", LINES);
    write("mappings/erp/wrong.sql", ITEMS.replace("), code,", "), coed,"));
  }

  private static void write(String file, String text) throws Exception {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }

  @AfterAll
  static void stopTheServer() {
    server.close();
  }

  /** What a run of the command has left. */
  private record Run(int status, String out, String problems) {}

  private static Run preview(String... more) {
    List<String> all = new ArrayList<>(List.of("preview", "--quiet", "--project"));
    all.add(folder.toString());
    all.addAll(List.of(more));
    PrintStream console = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter problems = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(problems));
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int status = command.execute(all.toArray(String[]::new));
      return new Run(status, out.toString(StandardCharsets.UTF_8), problems.toString());
    } finally {
      System.setOut(console);
    }
  }

  @Test
  void saysWhatBecomesOfRows() {
    Run run = preview("--rows", "5000", "erp/items");
    assertThat(run.problems()).isEmpty();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " "))
        .contains("erp.public.product 3,000 all colour")
        .contains("model.item: 2,998 rows (line 1)")
        .contains("✗ 2 rows rejected (line 1): weight: 'heavy' is no number that fits")
        .contains("id=7 code=P-7 name=Pump 7 weight=heavy")
        .contains("· not mapped: source_position, updated_at, kind")
        .contains("· always empty: gtin")
        .contains("item_code P-1 P-2 P-3")
        .contains("A running mapping makes dead letters of such rows: mend them in the source");
  }

  @Test
  void findsWhatASampleRefersTo() throws Exception {
    String file = folder.resolve("mappings/erp/lines.sql").toString();
    Run run = preview("--rows", "100", "--json", file);
    assertThat(run.problems()).isEmpty();
    assertThat(run.status()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.at("/raw/0/table").asText()).isEqualTo("erp.public.so_line");
    JsonNode references = report.at("/model/0/references");
    assertThat(references.get(0).path("certainty").asText()).isEqualTo("not_mapped");
    assertThat(references.get(1).path("certainty").asText()).isEqualTo("sure");
    assertThat(references.get(1).path("rows").asLong()).isEqualTo(41);
    assertThat(references.get(1).path("values").toString()).isEqualTo("[\"9999\"]");
  }

  @Test
  void saysWhereTheSqlIsWrong() {
    assertThat(preview("erp/wrong").problems())
        .contains("mappings/erp/wrong.sql:2:35: Cannot use mapping erp/wrong: Column 'coed' not")
        .contains("Did you mean code?");
    assertThat(preview("erp/item").problems())
        .contains("Cannot find mapping: erp/item. Did you mean erp/items?");
    assertThat(preview("--rows", "0", "erp/items").status()).isEqualTo(2);
  }
}
