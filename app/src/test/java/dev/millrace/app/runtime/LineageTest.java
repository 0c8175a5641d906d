package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableSchema;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.app.config.Project;
import dev.millrace.flow.Flow;
import dev.millrace.flow.FlowOptions;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.lineage.ColumnLineage;
import dev.millrace.flow.lineage.MappingLineage;
import dev.millrace.flow.lineage.Origin;
import dev.millrace.flow.lineage.StatementLineage;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.model.ProjectModel;
import dev.millrace.model.pack.Packs;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.erp.ErpTables;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lineage of the demo's mappings and of all packs, as the flow tells it while they run, on the
 * tables as the connectors read them from databases with the ERPs' own definitions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path folder;
  private PostgresServer postgres;
  private MariaDbServer mariaDb;
  private EmbeddedBroker broker;
  private Log log;
  private Schemas schemas;
  private Flow flow;

  @BeforeAll
  void start() {
    postgres = PostgresServer.start(folder.resolve("postgres"));
    mariaDb = MariaDbServer.start(folder.resolve("mariadb"));
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    flow =
        Flow.start(
            new FlowOptions(
                folder.resolve("flow"), broker.bootstrapServers(), Duration.ofSeconds(1)),
            log,
            schemas,
            ProjectModel.standard().schemas());
  }

  @AfterAll
  void stop() {
    flow.close();
    schemas.close();
    log.close();
    broker.close();
    postgres.close();
    mariaDb.close();
  }

  /** Makes a database, and its tables known as if they were captured. */
  private List<TableSchema> source(String source, DatabaseServer server, Tables tables)
      throws Exception {
    ErpDatabases.execute(server, server.database(), "CREATE DATABASE " + source);
    try (Connection connection = ErpDatabases.connect(server, source)) {
      tables.create(connection);
    }
    String kind = server instanceof PostgresServer ? "postgres" : "mysql";
    Connector connector = Project.connectors().get(kind);
    Map<String, String> values = new HashMap<>();
    connector.options().forEach(option -> values.put(option.name(), option.defaultValue()));
    values.put("hostname", server.host());
    values.put("port", Integer.toString(server.port()));
    values.put("database", source);
    values.put("user", server.user());
    values.put("password", server.password());
    try (Exploration look = connector.explore(new SourceConfig(source, kind, values))) {
      List<TableSchema> all = look.tables().stream().map(SourceTable::schema).toList();
      log.createTableTopics(all.stream().map(TableSchema::name).toList());
      all.forEach(schemas::publish);
      return all;
    }
  }

  /** Makes the tables of a source. */
  private interface Tables {
    void create(Connection connection) throws Exception;
  }

  /** Runs mappings as one job, and takes their lineage when they run. */
  private MappingLineage run(String name, Iterable<String> texts, List<TableSchema> tables) {
    MappingFile mapping = MappingFile.of(name, String.join("\n", texts), name + ".sql");
    flow.run(mapping);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(flow.status())
                    .filteredOn(status -> status.name().equals(name))
                    .allSatisfy(
                        status ->
                            assertThat(status.state())
                                .as("%s", status.problem())
                                .isEqualTo(FlowStatus.State.RUNNING)));
    MappingLineage lineage =
        flow.lineage().stream().filter(one -> one.mapping().equals(name)).findFirst().orElseThrow();
    assertThat(lineage.statements()).hasSameSizeAs(mapping.statements());
    assertWhole(lineage, tables);
    return lineage;
  }

  private MappingLineage pack(ErpTables erp) throws Exception {
    DatabaseServer server = erp.name().startsWith("ODOO") ? postgres : mariaDb;
    String source = erp.name().toLowerCase(Locale.ROOT);
    List<TableSchema> tables = source(source, server, erp::create);
    return run(source, Packs.recognise(source, tables).orElseThrow().files().values(), tables);
  }

  private MappingLineage demo(String erp, DatabaseServer server) throws Exception {
    List<TableSchema> tables =
        source(
            erp,
            server,
            connection -> {
              try (InputStream in =
                  LineageTest.class.getResourceAsStream("/dev/millrace/demo/" + erp + ".sql")) {
                ErpTables.run(connection, new String(in.readAllBytes(), StandardCharsets.UTF_8));
              }
            });
    Path mappings = Path.of("../demo/project/mappings/" + erp);
    List<String> texts =
        List.of(
            Files.readString(mappings.resolve("items.sql")),
            Files.readString(mappings.resolve("orders.sql")),
            Files.readString(mappings.resolve("inventory.sql")));
    return run(erp, texts, tables);
  }

  /** What holds of every lineage. */
  private static void assertWhole(MappingLineage lineage, List<TableSchema> tables) {
    Set<String> known = new TreeSet<>();
    for (TableSchema table : tables) {
      table.columns().forEach(column -> known.add(table.name() + "." + column.name()));
      known.add(table.name() + "._position");
      known.add(table.name() + "._commit_time");
    }
    for (StatementLineage statement : lineage.statements()) {
      for (ColumnLineage column : statement.columns()) {
        assertThat(column.expression()).as(column.column()).isNotEmpty().isNotEqualTo("…");
        assertThat(known).containsAll(names(column.origins()));
      }
      assertThat(known).containsAll(names(statement.rows()));
      assertThat(column(statement, "source_system")).doesNotContain("<-");
      assertThat(column(statement, "source_key")).contains("<-");
      assertThat(column(statement, "updated_at")).contains("_commit_time");
    }
  }

  private static List<String> names(List<Origin> origins) {
    return origins.stream().map(origin -> origin.table() + "." + origin.column()).toList();
  }

  private static String column(StatementLineage statement, String name) {
    return statement.columns().stream()
        .filter(column -> column.column().equals(name))
        .map(column -> column.expression() + text(column.origins()))
        .findFirst()
        .orElseThrow();
  }

  private static String text(List<Origin> origins) {
    return origins.stream()
        .map(o -> o.table().table() + "." + o.column() + " " + o.way())
        .collect(Collectors.joining(", ", origins.isEmpty() ? "" : " <- ", ""));
  }

  private static StatementLineage statement(MappingLineage lineage, String table) {
    return lineage.statements().stream()
        .filter(statement -> statement.table().table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsTheDemosPlant() throws Exception {
    StatementLineage line = statement(demo("plant", postgres), "sales_order_line");
    assertThat(line.columns()).extracting(ColumnLineage::column).hasSize(14);
    assertThat(column(line, "order_key"))
        .isEqualTo(
            "CAST(sales_order_line.sales_order_id AS STRING)"
                + " <- sales_order_line.sales_order_id TRANSFORMATION");
    assertThat(column(line, "quantity_ordered"))
        .isEqualTo(
            "sales_order_line.quantity_ordered <- sales_order_line.quantity_ordered IDENTITY");
    assertThat(column(line, "uom"))
        .isEqualTo("unit_of_measure.code <- unit_of_measure.code IDENTITY");
    assertThat(column(line, "status"))
        .isEqualTo(
            "CASE WHEN sales_order_line.status = 'confirmed' THEN 'open'"
                + " WHEN sales_order_line.status = 'partially_shipped' THEN 'partly_shipped'"
                + " ELSE sales_order_line.status END <- sales_order_line.status TRANSFORMATION,"
                + " sales_order_line.status CONDITIONAL");
    assertThat(text(line.rows()))
        .isEqualTo(
            " <- sales_order.deleted_at FILTER, sales_order.id JOIN,"
                + " sales_order_line.deleted_at FILTER, sales_order_line.sales_order_id JOIN,"
                + " sales_order_line.uom_id JOIN, unit_of_measure.id JOIN");
  }

  @Test
  void tellsTheDemosDistribution() throws Exception {
    StatementLineage balance = statement(demo("distribution", mariaDb), "inventory_balance");
    assertThat(column(balance, "quantity_on_hand"))
        .isEqualTo(
            "CAST(SUM(lagerbewegung.menge) AS DECIMAL(18, 6)) <- lagerbewegung.menge AGGREGATION");
    assertThat(column(balance, "uom"))
        .isEqualTo(
            "CASE WHEN artikel.einheit IN ('SET', 'STK') THEN 'pc' WHEN artikel.einheit = 'MTR'"
                + " THEN 'm' WHEN artikel.einheit = 'KGM' THEN 'kg' ELSE LOWER(artikel.einheit) END"
                + " <- artikel.einheit TRANSFORMATION, artikel.einheit CONDITIONAL");
    assertThat(text(balance.rows()))
        .isEqualTo(
            " <- artikel.artnr JOIN, lagerbewegung.artnr JOIN, lagerbewegung.artnr GROUP_BY,"
                + " lagerbewegung.lagernr JOIN, lagerbewegung.lagernr GROUP_BY,"
                + " reservierung.artnr JOIN, reservierung.artnr GROUP_BY,"
                + " reservierung.lagernr JOIN, reservierung.lagernr GROUP_BY");
  }

  @Test
  void tellsOdoo() throws Exception {
    StatementLineage movement = statement(pack(ErpTables.ODOO_18), "inventory_movement");
    assertThat(column(movement, "quantity"))
        .isEqualTo(
            "CASE WHEN UNNEST_ROWS(ARRAY('out', 'in')) = 'out'"
                + " THEN -TRY_CAST(stock_move_line.quantity_product_uom AS DECIMAL(18, 6))"
                + " ELSE TRY_CAST(stock_move_line.quantity_product_uom AS DECIMAL(18, 6)) END"
                + " <- stock_move_line.quantity_product_uom TRANSFORMATION");
    assertThat(column(movement, "kind"))
        .startsWith("CASE WHEN stock_location.usage IN ('internal', 'transit') THEN 'transfer'")
        .endsWith(
            " ELSE 'receipt' END <- stock_location.usage CONDITIONAL,"
                + " stock_move.is_inventory CONDITIONAL");
    assertThat(text(movement.rows()))
        .isEqualTo(
            " <- stock_location.id JOIN, stock_location.usage FILTER, stock_lot.id JOIN,"
                + " stock_move.id JOIN, stock_move_line.location_dest_id JOIN,"
                + " stock_move_line.location_id JOIN, stock_move_line.lot_id JOIN,"
                + " stock_move_line.move_id JOIN, stock_move_line.state FILTER");
  }

  @Test
  void tellsErpNext() throws Exception {
    StatementLineage movement = statement(pack(ErpTables.ERPNEXT_15), "inventory_movement");
    assertThat(column(movement, "quantity"))
        .isEqualTo(
            "CAST(tabStock Ledger Entry.actual_qty AS DECIMAL(18, 6))"
                + " <- tabStock Ledger Entry.actual_qty TRANSFORMATION");
    assertThat(column(movement, "kind"))
        .endsWith(
            " WHEN tabStock Ledger Entry.actual_qty < 0 THEN 'issue' ELSE 'receipt' END"
                + " <- tabStock Entry.purpose CONDITIONAL,"
                + " tabStock Ledger Entry.actual_qty CONDITIONAL,"
                + " tabStock Ledger Entry.voucher_type CONDITIONAL");
    assertThat(text(movement.rows()))
        .isEqualTo(
            " <- tabStock Entry.name JOIN, tabStock Ledger Entry.is_cancelled FILTER,"
                + " tabStock Ledger Entry.voucher_no JOIN");
  }

  @Test
  void tellsDolibarr() throws Exception {
    StatementLineage balance = statement(pack(ErpTables.DOLIBARR_21), "inventory_balance");
    assertThat(column(balance, "quantity_on_hand"))
        .isEqualTo(
            "CAST(llx_product_stock.reel AS DECIMAL(18, 6))"
                + " <- llx_product_stock.reel TRANSFORMATION");
    assertThat(column(balance, "uom"))
        .isEqualTo(
            "CASE WHEN COALESCE(llx_c_units.code, 'P') = 'P' THEN 'pc'"
                + " ELSE LOWER(llx_c_units.code) END"
                + " <- llx_c_units.code TRANSFORMATION, llx_c_units.code CONDITIONAL");
    assertThat(text(balance.rows()))
        .isEqualTo(
            " <- llx_c_units.rowid JOIN, llx_product.fk_unit JOIN, llx_product.rowid JOIN,"
                + " llx_product_stock.fk_product JOIN");
  }
}
