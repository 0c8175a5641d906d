package dev.millrace.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.api.MillraceException;
import dev.millrace.demo.fleet.Fleet;
import dev.millrace.testing.DatabaseServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One demo for all tests, because its start is what takes time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TRANSACTIONS = 1000;

  /** A sensor in Europe. */
  private static final Pattern REPORT =
      Pattern.compile(
          "\\{\"device\":\"(?<device>[^\"]+)\",\"company\":\"(plant|distribution)\",\"time\":\\d{13},"
              + "\"lat\":[4-6]\\d\\.\\d{6},\"lon\":-?1?\\d\\.\\d{6},\"speed\":\\d+\\.\\d,"
              + "\"course\":\\d{1,3},\"accuracy\":8,\"temperature\":\\d+\\.\\d}");

  @TempDir static Path folder;
  private static Demo demo;

  @BeforeAll
  static void start() {
    demo = start(0);
  }

  private static Demo start(int rate) {
    return Demo.start(
        folder.resolve("demo data"),
        DemoOptions.defaults().seed(42).ratePerMinute(rate),
        (part, detail, took) -> {});
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @Test
  @Order(1)
  void fillsBothDatabases() throws SQLException {
    assertThat(count(demo.plant(), "item")).isEqualTo(2000);
    assertThat(count(demo.plant(), "customer")).isEqualTo(500);
    assertThat(count(demo.plant(), "sales_order_line") + count(demo.plant(), "purchase_order_line"))
        .isEqualTo(50_000);
    assertThat(count(demo.distribution(), "artikel")).isEqualTo(2000);
    assertThat(
            count(demo.distribution(), "auftragposition")
                + count(demo.distribution(), "bestellposition"))
        .isEqualTo(50_000);
    assertInvariants();
  }

  @Test
  void givesChangeCaptureItsRightsAndNoMore() throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(
            demo.plant().jdbcUrl(), demo.captureUser(), demo.capturePassword())) {
      assertThat(text(connection, "SELECT count(*) > 0 FROM item")).isEqualTo("t");
      assertThat(
              text(connection, "SELECT rolreplication FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("t");
      assertThat(
              text(
                  connection,
                  "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'millrace'"))
          .isEqualTo("18");
      assertRefused(connection, "DELETE FROM shipment_line");
    }
    try (Connection connection =
        DriverManager.getConnection(
            demo.distribution().jdbcUrl(), demo.captureUser(), demo.capturePassword())) {
      assertThat(text(connection, "SELECT COUNT(*) > 0 FROM artikel")).isEqualTo("1");
      assertThat(text(connection, "SHOW BINLOG STATUS")).startsWith("binlog.");
      assertRefused(connection, "DELETE FROM lieferposition");
    }
  }

  private static void assertRefused(Connection connection, String sql) {
    assertThatThrownBy(() -> text(connection, sql))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("denied");
  }

  @Test
  void namesTheVariablesOfTheProjectsSources() {
    assertThat(demo.environment())
        .containsEntry("MILLRACE_DEMO_PLANT_PORT", Integer.toString(demo.plant().port()))
        .containsEntry(
            "MILLRACE_DEMO_DISTRIBUTION_PORT", Integer.toString(demo.distribution().port()))
        .containsKeys(
            "MILLRACE_DEMO_PLANT_PASSWORD",
            "MILLRACE_DEMO_DISTRIBUTION_PASSWORD",
            "MILLRACE_DEMO_FLEET_TOKEN");
  }

  @Test
  void keepsStockAndStatesConsistentThroughManyTransactions() throws SQLException {
    demo.business().rate(0);
    for (boolean plant : new boolean[] {true, false}) {
      DatabaseServer server = plant ? demo.plant() : demo.distribution();
      Erp erp = plant ? new PlantErp() : new DistributionErp();
      ErpUsers users = new ErpUsers(erp, server, new Dice(7), new Pace(1));
      for (int i = 0; i < TRANSACTIONS; i++) {
        users.work();
      }
      users.disconnect();
      assertThat(users.transactions()).isGreaterThan(TRANSACTIONS * 9 / 10);
    }
    assertInvariants();
    assertThat(number(demo.plant(), openPlantOrders())).isBetween(60L, 600L);
    assertThat(
            number(
                demo.distribution(), "SELECT COUNT(*) FROM auftrag WHERE status IN (20, 30, 40)"))
        .isBetween(60L, 600L);
  }

  private static String openPlantOrders() {
    return "SELECT count(*) FROM sales_order"
        + " WHERE status IN ('confirmed', 'allocated', 'partially_shipped')";
  }

  @Test
  void goesOnAfterDatabasesWereRestartedAndKilled() throws SQLException {
    demo.business().rate(Business.RATE_MAX);
    awaitTransactions(50);
    demo.plant().restart();
    demo.distribution().restart();
    awaitTransactions(100);
    demo.plant().kill();
    demo.distribution().kill();
    demo.plant().start();
    demo.distribution().start();
    awaitTransactions(100);
    demo.business().rate(0);
    assertThat(demo.business().failures()).isZero();
  }

  @Test
  void reportsWhereGoodsUnderWayAre() throws IOException, SQLException {
    Set<String> trackers = ConcurrentHashMap.newKeySet();
    List<String> faults = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          for (String line : body.lines().toList()) {
            Matcher report = REPORT.matcher(line);
            if (report.matches()) {
              trackers.add(report.group("device"));
            } else {
              faults.add(line);
            }
          }
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    receiver.start();
    URI address = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
    try (Fleet fleet = demo.fleet(address)) {
      // Some are silent.
      await()
          .atMost(PATIENCE)
          .until(() -> fleet.size() > 50 && trackers.size() > fleet.size() * 0.8);
    } finally {
      receiver.stop(0);
    }
    assertThat(faults).isEmpty();
  }

  private static void awaitTransactions(int more) {
    long goal = demo.business().transactions() + more;
    await().atMost(PATIENCE).until(() -> demo.business().transactions() >= goal);
  }

  @Test
  void keepsAboutTheRate() {
    demo.business().rate(600);
    assertThat(demo.business().rate()).isEqualTo(600);
    awaitTransactions(20);
    demo.business().rate(0);
    assertThatThrownBy(() -> demo.business().rate(2001))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Cannot set the demo's transactions a minute: 2001.");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void doesNotMakeTheDataAgain() throws SQLException {
    long orders = number(demo.plant(), "SELECT max(id) FROM sales_order");
    String newest = "SELECT MAX(gebucht) FROM lagerbewegung";
    String booked = string(demo.distribution(), newest);
    demo.close();
    demo = start(0);
    assertThat(number(demo.plant(), "SELECT max(id) FROM sales_order")).isEqualTo(orders);
    assertThat(string(demo.distribution(), newest)).isEqualTo(booked);
  }

  private static void assertInvariants() throws SQLException {
    assertThat(Invariants.ofPlant(demo.plant())).isEqualTo(Map.of());
    assertThat(Invariants.ofDistribution(demo.distribution())).isEqualTo(Map.of());
  }

  private static long count(DatabaseServer server, String table) throws SQLException {
    return number(server, "SELECT count(*) FROM " + table);
  }

  private static long number(DatabaseServer server, String sql) throws SQLException {
    return Long.parseLong(string(server, sql));
  }

  private static String string(DatabaseServer server, String sql) throws SQLException {
    try (Connection connection = server.connect()) {
      return text(connection, sql);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
