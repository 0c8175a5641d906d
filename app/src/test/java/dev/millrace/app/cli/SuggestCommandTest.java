package dev.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.app.Main;
import dev.millrace.app.config.Project;
import dev.millrace.demo.Demo;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.Model;
import dev.millrace.model.ModelTable;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.erp.ErpRows;
import dev.millrace.testing.erp.ErpTables;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From the address of a database to mappings that run, on the tables of the Plant ERP. */
class SuggestCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> SUBJECTS =
      List.of("inventory.sql", "items.sql", "orders.sql", "parties.sql", "shipments.sql");

  /** Rows of what the statuses and kinds of the ERP are seen by. */
  private static final String ROWS =
      """
      INSERT INTO unit_of_measure VALUES (1, 'pc', 'Piece'), (2, 'kg', 'Kilogram');
      INSERT INTO item (code, name, kind, base_uom_id, standard_cost, list_price, currency,
        gross_weight_kg, lead_time_days, safety_stock, abc_class, is_active, created_at, updated_at)
      SELECT 'P-' || g, 'Pump of type ' || g, 'finished_good', 1, g, 2 * g, 'EUR', 1.5, 5, 10, 'A',
        true, now(), now() FROM generate_series(1, 50) g
      """;

  /** A table that a company added to its ERP. */
  private static final String OWN_TABLE =
      """
      CREATE TABLE x_work_order (
        id serial PRIMARY KEY, order_number varchar NOT NULL UNIQUE,
        product_id int NOT NULL REFERENCES product_product, quantity_ordered numeric(12, 3),
        quantity_made numeric(12, 3), status varchar, planned_start timestamp,
        planned_end timestamp);
      INSERT INTO x_work_order (order_number, product_id, quantity_ordered, quantity_made, status,
        planned_start, planned_end)
      SELECT 'WO-' || g, 1 + g % 2, 5 + g, g, 'released', timestamp '2026-01-01', timestamp
        '2026-01-09' FROM generate_series(1, 9) g;
      """;

  @TempDir static Path folder;
  private static PostgresServer server;

  @BeforeAll
  static void makeADatabaseAndAProject() throws Exception {
    server = PostgresServer.start(folder.resolve("postgres"));
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        InputStream tables = Demo.class.getResourceAsStream("plant.sql")) {
      statement.execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
      statement.execute(ROWS);
    }
    Files.writeString(folder.resolve("millrace.yaml"), "");
    Files.createDirectories(folder.resolve("sources"));
    Files.writeString(
        folder.resolve("sources/erp.yaml"),
        """
        connector: postgres
        hostname: %s
        port: %d
        database: %s
        user: %s
        password: "%s"
        """
            .formatted(
                server.host(), server.port(), server.database(), server.user(), server.password()));
  }

  @AfterAll
  static void stopTheServer() {
    server.close();
  }

  /** What a run of the command has left. */
  private record Run(int status, String out, String problems) {}

  private static Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
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

  private static Run suggest(String... more) {
    List<String> all =
        new ArrayList<>(List.of("suggest", "erp", "--quiet", "--project", folder.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void writesMappingsThatRunAsTheyAre() throws Exception {
    Run first = suggest();
    assertThat(first.problems()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(first.out().replaceAll(" +", " "))
        .contains("item public.item 9", "sales_order_line public.sales_order_line 9")
        .contains("millrace check " + folder + " --connect");
    Path mappings = folder.resolve("mappings/erp");
    assertThat(mappings.toFile().list()).containsExactlyInAnyOrder(SUBJECTS.toArray(String[]::new));
    assertThat(Files.readString(mappings.resolve("items.sql")))
        .contains("JOIN erp.public.unit_of_measure AS", "WHEN 'finished_good' THEN 'finished'");
    assertThat(run("check", folder.toString()).problems()).isEmpty();

    Run again = suggest();
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.problems()).contains("there already. Give --dry-run");
    assertThat(suggest("--force").status()).isZero();

    plan(mappings);
  }

  /** Runs the mappings on the tables as capture would give them. */
  private static void plan(Path mappings) throws Exception {
    List<TableSchema> model = Model.tables().stream().map(ModelTable::schema).toList();
    Project.Source source = Project.read(folder, Map.of()).sources().get(0);
    List<TableSchema> tables;
    try (Exploration look = source.connector().explore(source.config())) {
      tables = look.tables().stream().map(SourceTable::schema).toList();
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0);
        Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log)) {
      log.createTableTopics(tables.stream().map(TableSchema::name).toList());
      tables.forEach(schemas::publish);
      FlowOptions options =
          new FlowOptions(folder.resolve("flow"), broker.bootstrapServers(), Duration.ofMinutes(1));
      try (Flow flow = Flow.start(options, log, schemas, model)) {
        // One job for all is planned and started sooner than a job a file.
        StringBuilder all = new StringBuilder();
        for (String file : SUBJECTS) {
          all.append(Files.readString(mappings.resolve(file)));
        }
        Path one = Files.writeString(folder.resolve("all.sql"), all);
        flow.run(MappingFile.read("all", one, "all.sql"));
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    flow.status().stream()
                        .noneMatch(status -> status.state() == FlowStatus.State.WAITING));
        assertThat(flow.status()).allSatisfy(status -> assertThat(status.problem()).isEmpty());
      }
    }
  }

  @Test
  void showsTheSameAsJsonAndWritesNothing() throws Exception {
    Run shown = suggest("--dry-run", "--json", "--table", "item*");
    JsonNode json = new ObjectMapper().readTree(shown.out());
    assertThat(json.path("tables").findValuesAsText("model")).startsWith("item");
    assertThat(json.path("files").path("items.sql").asText()).contains("INSERT INTO model.item (");
    assertThat(json.path("files").has("orders.sql")).isFalse();
  }

  @Test
  void takesThePackOfAKnownErp() throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE odoo");
    }
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl("odoo"), server.user(), server.password())) {
      ErpTables.ODOO_19.create(connection);
      ErpRows.insert(ErpTables.ODOO_19, connection);
      ErpTables.run(connection, OWN_TABLE);
    }
    Files.writeString(
        folder.resolve("sources/shop.yaml"),
        Files.readString(folder.resolve("sources/erp.yaml"))
            .replace("database: " + server.database(), "database: odoo"));
    String[] look = {"suggest", "shop", "--quiet", "--project", folder.toString(), "--dry-run"};

    Run known = run(look);
    assertThat(known.out())
        .contains("These are the tables of Odoo 19: version 1 of the pack odoo")
        .contains("mappings/shop/stock.sql");
    JsonNode beyond = json(look, "--json", "--beyond-pack");
    assertThat(beyond.path("pack").path("release").asText()).isEqualTo("19");
    assertThat(beyond.path("files").has("sales.sql")).isTrue();
    assertThat(beyond.path("tables").findValuesAsText("model"))
        .contains("work_order")
        .doesNotContain("item", "sales_order");
    JsonNode none = json(look, "--json", "--no-pack");
    assertThat(none.has("pack")).isFalse();
    assertThat(none.path("tables").findValuesAsText("model")).contains("sales_order");
  }

  private static JsonNode json(String[] command, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return new ObjectMapper().readTree(run(all.toArray(String[]::new)).out());
  }

  @Test
  void saysWhichSourceWasMeant() {
    assertThat(run("suggest", "erq", "--project", folder.toString()).problems())
        .contains("Cannot find source: erq. Did you mean erp?");
  }
}
