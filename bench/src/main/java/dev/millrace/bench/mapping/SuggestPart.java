package dev.millrace.bench.mapping;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.explore.Exploration;
import dev.millrace.app.config.Project;
import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Figure;
import dev.millrace.bench.Main;
import dev.millrace.demo.Demo;
import dev.millrace.demo.DemoOptions;
import dev.millrace.model.Model;
import dev.millrace.suggest.Suggester;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Precision and recall of proposed mappings, on real servers. The demo's schemas are compared with
 * the demo's mappings; the others come with a list of what is right. With {@code
 * -Dmillrace.suggest.show} each wrong and each missed match is printed, with {@code
 * -Dmillrace.suggest.schemas=demo,sap} only those schemas are taken.
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
          new Given("sap", "mysql", "SAP-like"),
          new Given("trade", "postgres", "NAV-like, held back"));

  private final Consumer<Figure> out;

  SuggestPart(Consumer<Figure> out) {
    this.out = out;
  }

  void run() throws Exception {
    Path data = Files.createTempDirectory("millrace-bench");
    try {
      List<String> wanted =
          List.of(System.getProperty(SCHEMAS, "demo,mittelstand,sap,trade").split(",", -1));
      if (wanted.contains("demo")) {
        demo(data.resolve("demo"));
      }
      for (Given given : GIVEN.stream().filter(one -> wanted.contains(one.name)).toList()) {
        try (DatabaseServer server = server(given, data.resolve(given.name))) {
          fill(server, resource(given.name + ".sql"));
          measure(
              given.about,
              given.kind,
              source(given.name, given.kind, server, server.user(), server.password()),
              Truth.ofLines(resource(given.name + ".truth")));
        }
      }
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
          source("plant", "postgres", demo.plant(), demo.captureUser(), demo.capturePassword()),
          demoTruth("plant"));
      measure(
          "distribution ERP",
          "mysql",
          source(
              "distribution",
              "mysql",
              demo.distribution(),
              demo.captureUser(),
              demo.capturePassword()),
          demoTruth("distribution"));
    }
  }

  private static Truth demoTruth(String source) throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> found =
        Files.list(Main.home().resolve("demo/project/mappings").resolve(source))) {
      for (Path file : found.sorted().toList()) {
        files.add(Files.readString(file));
      }
    }
    return Truth.ofMappings(files);
  }

  private static DatabaseServer server(Given given, Path folder) {
    ServerOptions options = ServerOptions.defaults().database(given.name);
    return given.kind.equals("mysql")
        ? MariaDbServer.start(folder, options)
        : PostgresServer.start(folder, options);
  }

  private static void fill(DatabaseServer server, String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String one : sql.replaceAll("(?m)^--.*$", "").split(";\\s*\\n", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  private static SourceConfig source(
      String name, String kind, DatabaseServer server, String user, String password) {
    return new SourceConfig(
        name,
        kind,
        Map.of(
            "hostname",
            server.host(),
            "port",
            Integer.toString(server.port()),
            "database",
            server.database(),
            "user",
            user,
            "password",
            password));
  }

  private void measure(String about, String kind, SourceConfig source, Truth truth) {
    Connector connector = Project.connectors().get(kind);
    long began = System.nanoTime();
    Suggester.Result found;
    try (Exploration look = connector.explore(source)) {
      found =
          new Suggester(Model.tables())
              .suggest(source.name(), look, look.tables(), table -> true, (step, done, all) -> {});
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Score score = Score.of(found.proposal(), truth);
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
