package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.flow.FlowStatus;
import dev.millrace.server.endpoint.VerifyEndpoint;
import dev.millrace.server.endpoint.VerifyEndpoint.VerifiedTable;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of both databases are altered while business goes on: what becomes of them in the live
 * store, in the lake and in mappings, without a restart.
 */
class SchemaChangeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private Millrace millrace;
  private Shop shop;

  @Test
  void followsPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder.resolve("server"))) {
      follows(new Shop(server, "postgres", "public"));
    }
  }

  @Test
  void followsMariaDb() throws Exception {
    try (MariaDbServer server = MariaDbServer.start(folder.resolve("server"))) {
      follows(new Shop(server, "mysql", server.database()));
    }
  }

  private void follows(Shop altered) throws Exception {
    shop = altered;
    shop.create();
    try (Millrace started =
            Millrace.start(
                project(shop), folder.resolve("data"), Optional.empty(), (p, d, t) -> {});
        Shop.Business business = shop.open()) {
      millrace = started;
      await().atMost(PATIENCE).until(millrace::caughtUp);
      addsColumns();
      dropsAndRenamesColumns();
      changesTypes();
      makesAndDropsTables();
      changesAKey();
      takesAwayWhatAMappingReads();
      assertThat(business.done()).isGreaterThan(100);
    }
  }

  private void addsColumns() throws Exception {
    shop.sql("ALTER TABLE item ADD COLUMN colour varchar(20)");
    awaitRows("SELECT count(*) FROM {item} WHERE colour IS NULL", "40");
    shop.sql("UPDATE item SET colour = 'red' WHERE id = 7");
    awaitRows("SELECT id FROM {item} WHERE colour = 'red'", "7");
    assertThat(tablesForTheBrowser()).contains("\"name\":\"colour\"");
    // Of these no row is changed: the server tells of none.
    shop.sql("ALTER TABLE item ADD COLUMN origin varchar(2) NOT NULL DEFAULT 'NL'");
    awaitRows("SELECT origin, count(*) FROM {item} GROUP BY ALL", "NL | 40");
    shop.sql("ALTER TABLE item ADD COLUMN tariff decimal(6,2) DEFAULT 1.5");
    awaitRows("SELECT tariff, count(*) FROM {item} GROUP BY ALL", "1.50 | 40");
  }

  private void dropsAndRenamesColumns() throws Exception {
    shop.sql("ALTER TABLE item DROP COLUMN tariff");
    shop.sql("ALTER TABLE item RENAME COLUMN origin TO country");
    awaitRows("SELECT country, count(*) FROM {item} GROUP BY ALL", "NL | 40");
    assertEqualToTheSource();
  }

  private void changesTypes() throws Exception {
    shop.sql(shop.type("orders", "quantity", "bigint"));
    shop.sql("INSERT INTO orders (id, item_id, quantity) VALUES (900001, 1, 5000000000)");
    awaitRows(
        "SELECT quantity_ordered FROM model.sales_order_line WHERE source_key = '900001'",
        "5000000000.000000");
    shop.sql(shop.type("orders", "quantity", "decimal(20,3)"));
    shop.sql("UPDATE orders SET quantity = 0.125 WHERE id = 900001");
    awaitRows(
        "SELECT quantity_ordered FROM model.sales_order_line WHERE source_key = '900001'",
        "0.125000");
    shop.sql(shop.type("item", "weight", "decimal(6,1)"));
    assertEqualToTheSource();
    awaitRunning();
  }

  private void makesAndDropsTables() throws Exception {
    shop.sql(
        "CREATE TABLE site (id int PRIMARY KEY, name varchar(20))",
        "INSERT INTO site VALUES (1, 'Utrecht')");
    awaitRows("SELECT name FROM {site}", "Utrecht");
    shop.sql("DROP TABLE site", "UPDATE item SET colour = 'blue' WHERE id = 8");
    awaitRows("SELECT id FROM {item} WHERE colour = 'blue'", "8");
  }

  private void changesAKey() throws Exception {
    shop.sql(
        shop.isPostgres()
            ? "ALTER TABLE price DROP CONSTRAINT price_pkey, ADD PRIMARY KEY (item_id, currency)"
            : "ALTER TABLE price DROP PRIMARY KEY, ADD PRIMARY KEY (item_id, currency)");
    shop.sql("INSERT INTO price VALUES (1, 'USD', 11)");
    awaitRows(
        "SELECT currency, amount FROM {price} WHERE item_id = 1 ORDER BY 1",
        "EUR | 10",
        "USD | 11");
    awaitRows(
        "SELECT currency, unit_price FROM model.item_supplier WHERE item_key = '1' ORDER BY 1",
        "EUR | 10.000000",
        "USD | 11.000000");
  }

  private void takesAwayWhatAMappingReads() throws Exception {
    shop.sql("ALTER TABLE item RENAME COLUMN name TO title");
    Problem problem =
        await()
            .atMost(PATIENCE)
            .until(() -> millrace.problems().stream().findFirst(), Optional::isPresent)
            .orElseThrow();
    assertThat(problem.code()).as(problem.toString()).isEqualTo(ErrorCode.MAPPING_INVALID);
    assertThat(problem.message())
        .isEqualTo(
            "Cannot run mapping items: column name of "
                + shop.table("item")
                + " has vanished from its source.");
    assertThat(problem.remedy()).startsWith("Take it out of the mapping, or bring it back");
    assertThat(problem.place().file()).isEqualTo("mappings/items.sql");
    assertThat(problem.place().line()).isPositive();
    awaitRows("SELECT count(*) FROM model.item", "40");
    shop.sql("INSERT INTO orders (id, item_id, quantity) VALUES (900002, 1, 3)");
    awaitRows(
        "SELECT quantity_ordered FROM model.sales_order_line WHERE source_key = '900002'",
        "3.000000");
    shop.sql("ALTER TABLE item RENAME COLUMN title TO name");
    shop.sql("UPDATE item SET name = 'Back' WHERE id = 9");
    awaitRows("SELECT name FROM model.item WHERE source_key = '9'", "Back");
    awaitRunning();
    assertEqualToTheSource();
  }

  private void awaitRunning() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(millrace.mappings())
                    .allSatisfy(
                        mapping -> {
                          assertThat(mapping.problem()).isEmpty();
                          assertThat(mapping.replayed()).isEmpty();
                          assertThat(mapping.state()).isEqualTo(FlowStatus.State.RUNNING);
                        }));
  }

  /** Compares sources, live store and lake, while business goes on. */
  private void assertEqualToTheSource() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<VerifiedTable> tables = new ArrayList<>();
              millrace.verify(
                  new VerifyEndpoint.Progress() {
                    @Override
                    public void total(int count) {}

                    @Override
                    public void table(VerifiedTable table) {
                      tables.add(table);
                    }
                  });
              assertThat(tables)
                  .hasSizeGreaterThanOrEqualTo(3)
                  .filteredOn(table -> !table.table().endsWith(".site"))
                  .allSatisfy(table -> assertThat(table.equal()).as("%s", table).isTrue());
            });
  }

  /** Awaits the answer to a query; names in braces are tables of the shop. */
  private void awaitRows(String sql, String... rows) {
    String query = sql.replaceAll("\\{(\\w+)\\}", shop.table("$1"));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(PackRun.rows(millrace.live(), query)).as(query).containsExactly(rows));
  }

  private String tablesForTheBrowser() throws Exception {
    String[] address = millrace.address().split("/\\?token=", 2);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address[0] + "/api/tables"))
            .header("Authorization", "Bearer " + address[1])
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private Project project(Shop of) throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.createDirectories(project.resolve("sources"));
    Files.createDirectories(project.resolve("mappings"));
    Files.writeString(project.resolve("millrace.yaml"), "");
    DatabaseServer server = of.server();
    Files.writeString(
        project.resolve("sources/shop.yaml"),
        """
        connector: %s
        hostname: %s
        port: %d
        database: %s
        user: %s
        password: "%s"
        tables: ["%s.*"]
        """
            .formatted(
                of.connector(),
                server.host(),
                server.port(),
                server.database(),
                server.user(),
                server.password(),
                of.schema()));
    Files.writeString(
        project.resolve("mappings/items.sql"),
        """
        INSERT INTO model.item (source_system, source_key, item_code, name)
        SELECT 'shop', CAST(id AS STRING), code, name FROM %s;
        """
            .formatted(of.table("item")));
    Files.writeString(
        project.resolve("mappings/orders.sql"),
        """
        INSERT INTO model.sales_order_line (source_system, source_key, item_key, quantity_ordered)
        SELECT 'shop', CAST(o.id AS STRING), i.code, CAST(o.quantity AS DECIMAL(18, 6))
        FROM %s o JOIN %s i ON i.id = o.item_id;
        """
            .formatted(of.table("orders"), of.table("item")));
    Files.writeString(
        project.resolve("mappings/prices.sql"),
        """
        INSERT INTO model.item_supplier (source_system, source_key, item_key, currency, unit_price)
        SELECT 'shop', CAST(item_id AS STRING) || '/' || currency, CAST(item_id AS STRING),
          currency, CAST(amount AS DECIMAL(18, 6))
        FROM %s;
        """
            .formatted(of.table("price")));
    Project read = Project.read(project, Map.of());
    return read.with(read.settings().with(Settings.SERVER_PORT, "0"));
  }
}
