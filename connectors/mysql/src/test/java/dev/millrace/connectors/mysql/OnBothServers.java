package dev.millrace.connectors.mysql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.capture.TableOffset;
import dev.millrace.connectors.conformance.Captured;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.mysql.BinlogServer.LogPlace;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All tests of a class on MariaDB or, where there is one, on MySQL; each in a database of its own.
 *
 * <p>On which of them, and of MariaDB on which release, is left to chance, which spares minutes;
 * {@code -Dmysql.servers} (mariadb, mysql or both) and {@code -Dmariadb.release} decide it.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
abstract class OnBothServers implements Captured {
  static final int EPOCH = 7;
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The usual one, and one that is much in use. */
  private static final List<String> MARIADB_RELEASES = List.of("", "10.11");

  /** Of MariaDB's servers. */
  static ServerOptions mariaDbOptions;

  @TempDir static Path servers;

  private static final Map<Kind, DatabaseServer> SERVERS = new EnumMap<>(Kind.class);
  private static EmbeddedBroker broker;
  private static Log log;
  static Schemas schemas;

  enum Kind {
    MARIADB,
    MYSQL
  }

  @Parameter Kind kind;
  String database;

  /** On which the tests run; classes whose tests both must pass each time have one of their own. */
  static List<Kind> kinds() {
    List<Kind> there = MySqlServer.isAvailable() ? List.of(Kind.values()) : List.of(Kind.MARIADB);
    Kind chosen = there.get(new Random().nextInt(there.size()));
    String wanted = System.getProperty("mysql.servers", chosen.name().toLowerCase(Locale.ROOT));
    System.out.println("-Dmysql.servers=" + wanted);
    return wanted.equals("both")
        ? List.of(Kind.values())
        : List.of(Kind.valueOf(wanted.toUpperCase(Locale.ROOT)));
  }

  @BeforeAll
  static void startServers(@TempDir Path folder) {
    String release =
        System.getProperty(
            "mariadb.release", MARIADB_RELEASES.get(new Random().nextInt(MARIADB_RELEASES.size())));
    System.out.println("-Dmariadb.release=" + release);
    // As MySQL does it, it logs what it replicates, so that one may fail over to it.
    mariaDbOptions = ServerOptions.defaults().release(release).with("log-slave-updates", "ON");
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
  }

  @AfterAll
  static void stopServers() {
    schemas.close();
    log.close();
    broker.close();
    SERVERS.values().forEach(DatabaseServer::close);
    SERVERS.clear();
  }

  @BeforeEach
  void makeDatabase() throws SQLException {
    assumeTrue(kind == Kind.MARIADB || MySqlServer.isAvailable(), MySqlServer.MISSING);
    database = "d" + DATABASES.incrementAndGet();
    try (Connection connection = server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
  }

  /** The offsets of all runs of a test. */
  final Run.Offsets offsets = new Run.Offsets();

  SourceConfig config(Map<String, String> more) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", server().host());
    values.put("port", Integer.toString(server().port()));
    values.put("database", database);
    values.put("user", server().user());
    values.put("password", server().password());
    values.putAll(more);
    return new SourceConfig(database, MySqlConnector.KIND, values);
  }

  @Override
  public SourceConfig source() {
    return config(Map.of());
  }

  @Override
  public Run run(SourceConfig source) {
    return new Run(
        new MySqlTask(), new MySqlConnector(), source, broker.bootstrapServers(), offsets);
  }

  @Override
  public String schema() {
    return database;
  }

  @Override
  public Map<String, Object> offsetOf(String table) {
    Map<String, Object> stored = offsets.of(TableOffset.partition(database, database, table));
    return stored == null ? Map.of() : stored;
  }

  DatabaseServer server() {
    return SERVERS.computeIfAbsent(kind, first -> start(servers.resolve(first.name())));
  }

  /** Starts a server of the kind, for all tests of the class. */
  DatabaseServer start(Path folder) {
    return isMariaDb() ? MariaDbServer.start(folder, mariaDbOptions) : MySqlServer.start(folder);
  }

  boolean isMariaDb() {
    return kind == Kind.MARIADB;
  }

  MySqlAddress address() {
    return new MySqlAddress(
        server().host(),
        Integer.toString(server().port()),
        server().user(),
        server().password(),
        MySqlAddress.Tls.PREFERRED);
  }

  @Override
  public Connection connect() throws SQLException {
    DatabaseServer own = server();
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

  /** The end of the log as it is now. */
  StreamOffset here() throws SQLException {
    try (Connection connection = address().connect()) {
      BinlogServer own = BinlogServer.of(connection);
      LogPlace end = own.end(connection);
      return StreamOffset.first(
          EPOCH, BinlogServer.place(own.log(), end.file(), end.offset()), own.log(), end.gtids());
    }
  }

  /** The name of the file to which the log is written now. */
  String lastFile() throws SQLException {
    try (Connection connection = address().connect()) {
      return BinlogServer.of(connection).end(connection).file();
    }
  }

  Reading reading(StreamOffset start) {
    return reading(start, (schema, table) -> schema.equals(database));
  }

  Reading reading(StreamOffset start, BiPredicate<String, String> wanted) {
    return new Reading(
        new BinlogStream.Settings(
            address(),
            database,
            wanted,
            start,
            1_000_000 + DATABASES.incrementAndGet(),
            1 << 20,
            Duration.ofSeconds(40)),
        schemas);
  }
}
