package dev.millrace.bench.mapping;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.app.config.Project;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Main;
import dev.millrace.demo.Demo;
import dev.millrace.demo.DemoOptions;
import dev.millrace.model.Model;
import dev.millrace.model.pack.Packs;
import dev.millrace.suggest.Suggester;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.erp.ErpRows;
import dev.millrace.testing.erp.ErpTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Precision and recall of proposed mappings, on real servers. The demo's schemas are compared with
 * the demo's mappings, and what those leave out; ERPs with a pack are compared with the pack; the
 * others come with a list of what is right. With {@code -Dmillrace.suggest.show} each wrong and
 * each missed match is printed, with {@code -Dmillrace.suggest.schemas=demo,odoo_19} only those
 * schemas are taken.
 */
final class SuggestPart {
  private static final String MISSED_AND_WRONG = "millrace.suggest.show";
  private static final String SCHEMAS = "millrace.suggest.schemas";

  /**
   * A schema with its rows.
   *
   * @param kind of the connector
   */
  private record Given(String name, String kind, String about) {}

  private static final List<Given> GIVEN =
      List.of(
          new Given("mittelstand", "postgres", "German short names"),
          new Given("sap", "mysql", "SAP ECC"),
          new Given("trade", "postgres", "Dynamics NAV"),
          new Given("b1", "mysql", "SAP Business One"),
          new Given("idempiere", "postgres", "iDempiere"),
          new Given("adventure", "postgres", "AdventureWorks"),
          new Given("ofbiz", "mysql", "Apache OFBiz"));

  /** ERPs with packs, which say what is right. */
  private static final Map<ErpTables, String> PACKED =
      new TreeMap<>(
          Map.of(
              ErpTables.ODOO_16, "Odoo 16",
              ErpTables.ODOO_19, "Odoo 19",
              ErpTables.ERPNEXT_15, "ERPNext 15",
              ErpTables.DOLIBARR_18, "Dolibarr 18"));

  private final Consumer<Figure> out;
  private int measured;
  private double precision;
  private double recall;

  /** What is right for a source, given its tables. */
  private interface Right {
    Truth of(List<SourceTable> tables) throws IOException;
  }

  SuggestPart(Consumer<Figure> out) {
    this.out = out;
  }

  void run() throws Exception {
    Path data = Files.createTempDirectory("millrace-bench");
    try {
      List<String> wanted = List.of(System.getProperty(SCHEMAS, "").split(",", -1));
      Predicate<String> takes = name -> wanted.contains("") || wanted.contains(name);
      if (takes.test("demo")) {
        demo(data.resolve("demo"));
      }
      try (DatabaseServer postgres = PostgresServer.start(data.resolve("postgres"));
          DatabaseServer mariaDb = MariaDbServer.start(data.resolve("mariadb"))) {
        for (Map.Entry<ErpTables, String> packed : PACKED.entrySet()) {
          String name = packed.getKey().name().toLowerCase(Locale.ROOT);
          if (takes.test(name)) {
            packed(
                packed.getKey(), name.startsWith("odoo") ? postgres : mariaDb, packed.getValue());
          }
        }
        for (Given given : GIVEN.stream().filter(one -> takes.test(one.name)).toList()) {
          DatabaseServer server = given.kind.equals("mysql") ? mariaDb : postgres;
          try (Connection connection = database(server, given.name)) {
            fill(connection, resource(given.name + ".sql"));
          }
          measure(
              given.about,
              given.kind,
              source(given.name, given.kind, server, given.name, server.user(), server.password()),
              tables -> Truth.ofLines(resource(given.name + ".truth")));
        }
      }
      figure("mean of all: precision of columns", precision / measured, "%");
      figure("mean of all: recall of columns", recall / measured, "%");
    } finally {
      Benchmark.delete(data);
    }
  }

  private void demo(Path folder) throws Exception {
    try (Demo demo =
        Demo.start(folder, DemoOptions.defaults().ratePerMinute(0), (part, detail, took) -> {})) {
      measure(
          "plant ERP",
          "postgres",
          source(
              "plant",
              "postgres",
              demo.plant(),
              demo.plant().database(),
              demo.captureUser(),
              demo.capturePassword()),
          tables -> demoTruth("plant"));
      measure(
          "distribution ERP",
          "mysql",
          source(
              "distribution",
              "mysql",
              demo.distribution(),
              demo.distribution().database(),
              demo.captureUser(),
              demo.capturePassword()),
          tables -> demoTruth("distribution"));
    }
  }

  /** An ERP's own tables with a few rows, against its pack. */
  private void packed(ErpTables erp, DatabaseServer server, String about) throws Exception {
    String name = erp.name().toLowerCase(Locale.ROOT);
    String kind = server instanceof PostgresServer ? "postgres" : "mysql";
    try (Connection connection = database(server, name)) {
      erp.create(connection);
      ErpRows.insert(erp, connection);
    }
    measure(
        about,
        kind,
        source(name, kind, server, name, server.user(), server.password()),
        tables ->
            Truth.ofMappings(
                List.copyOf(
                    Packs.recognise(name, tables.stream().map(SourceTable::schema).toList())
                        .orElseThrow()
                        .files()
                        .values())));
  }

  private static Connection database(DatabaseServer server, String name) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return DriverManager.getConnection(server.jdbcUrl(name), server.user(), server.password());
  }

  private static Truth demoTruth(String source) throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> found =
        Files.list(Main.home().resolve("demo/project/mappings").resolve(source))) {
      for (Path file : found.sorted().toList()) {
        files.add(Files.readString(file));
      }
    }
    return Truth.ofMappings(files).and(Truth.ofLines(resource(source + ".truth")));
  }

  private static void fill(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql.replaceAll("(?m)^--.*$", "").split(";\\s*\\n", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  private static SourceConfig source(
      String name,
      String kind,
      DatabaseServer server,
      String database,
      String user,
      String password) {
    return new SourceConfig(
        name,
        kind,
        Map.of(
            "hostname",
            server.host(),
            "port",
            Integer.toString(server.port()),
            "database",
            database,
            "user",
            user,
            "password",
            password));
  }

  private void measure(String about, String kind, SourceConfig source, Right right)
      throws IOException {
    Connector connector = Project.connectors().get(kind);
    long began = System.nanoTime();
    Suggester.Result found;
    List<SourceTable> tables;
    try (Exploration look = connector.explore(source)) {
      tables = look.tables();
      found =
          new Suggester(Model.tables())
              .suggest(source.name(), look, tables, table -> true, (step, done, all) -> {});
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Score score = Score.of(found.proposal(), right.of(tables));
    measured++;
    precision += score.columnPrecision();
    recall += score.columnRecall();
    figure(about + ": precision of columns", score.columnPrecision(), "%");
    figure(about + ": recall of columns", score.columnRecall(), "%");
    figure(about + ": precision of tables", score.tablePrecision(), "%");
    figure(about + ": recall of tables", score.tableRecall(), "%");
    figure(about + ": time", seconds, "s");
    if (System.getProperty(MISSED_AND_WRONG) != null) {
      score.wrong().forEach(line -> System.err.println("    wrong:  " + line));
      score.missed().forEach(line -> System.err.println("    missed: " + line));
      found.proposal().doubts().forEach(doubt -> System.err.println("    doubt:  " + doubt));
    }
  }

  private void figure(String subject, double value, String unit) {
    out.accept(Figure.of("mapping", subject, value, unit));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SuggestPart.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
