package dev.millrace.connectors.postgres;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.TableOffset;
import dev.millrace.connectors.conformance.Captured;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server and a broker for all tests of a class, and a database for each of them. */
abstract class WithServers implements Captured {
  /** No two tests share a database, and so a source's name. */
  private static final AtomicInteger DATABASES = new AtomicInteger();

  static final ServerOptions OPTIONS =
      ServerOptions.defaults().with("max_prepared_transactions", "8");

  static PostgresServer server;
  static EmbeddedBroker broker;

  final Run.Offsets offsets = new Run.Offsets();
  SourceConfig source;
  String database;

  @BeforeAll
  static void startServers(@TempDir Path folder) {
    server = PostgresServer.start(folder.resolve("postgres"), OPTIONS);
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
  }

  @AfterAll
  static void stopServers() {
    broker.close();
    server.close();
  }

  /** The server that a test uses. */
  PostgresServer server() {
    return server;
  }

  @BeforeEach
  void makeDatabase() throws SQLException {
    database = "p" + DATABASES.incrementAndGet();
    try (Connection connection = server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    source = config(Map.of());
  }

  @AfterEach
  void dropSlots() throws SQLException {
    try (Connection connection = server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE"
              + " NOT active AND slot_type = 'logical'");
    }
  }

  SourceConfig config(Map<String, String> more) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", server().host());
    values.put("port", Integer.toString(server().port()));
    values.put("database", database);
    values.put("user", server().user());
    values.put("password", server().password());
    values.putAll(more);
    return new SourceConfig(database, PostgresConnector.KIND, values);
  }

  final Run run() {
    return run(source);
  }

  @Override
  public Run run(SourceConfig any) {
    return new Run(
        new PostgresTask(), new PostgresConnector(), any, broker.bootstrapServers(), offsets);
  }

  @Override
  public SourceConfig source() {
    return source;
  }

  @Override
  public String schema() {
    return "public";
  }

  @Override
  public Connection connect() throws SQLException {
    PostgresServer own = server();
    return DriverManager.getConnection(own.jdbcUrl(database), own.user(), own.password());
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String one(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public Map<String, Object> offsetOf(String table) {
    Map<String, Object> stored = offsets.of(TableOffset.partition(database, schema(), table));
    return stored == null ? Map.of() : stored;
  }

  static List<Object> ids(Map<String, Map<String, Object>> state) {
    return state.values().stream().map(row -> row.get("id")).toList();
  }

  static List<Object> ids(List<Change> changes) {
    return changes.stream().map(change -> change.row().get("id")).toList();
  }
}
