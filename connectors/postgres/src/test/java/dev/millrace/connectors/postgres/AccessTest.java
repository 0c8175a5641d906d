package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.connectors.conformance.Certificate;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With encryption, by password or certificate, and with no more rights than the README gives. */
class AccessTest extends WithServers {
  private static PostgresServer secured;
  private static Certificate ofServer;
  private static Certificate ofUser;

  @BeforeAll
  static void startSecured(@TempDir Path folder) throws Exception {
    ofServer = Certificate.make(folder, "localhost");
    ofUser = Certificate.make(folder, "certified");
    Path access = folder.resolve("pg_hba.conf");
    Files.writeString(
        access,
        """
        host all postgres all scram-sha-256
        hostssl all certified all cert
        hostssl all all all scram-sha-256
        """);
    secured =
        PostgresServer.start(
            folder.resolve("secured"),
            ServerOptions.defaults()
                .with("ssl", "on")
                .with("ssl_cert_file", ofServer.certificate().toString())
                .with("ssl_key_file", ofServer.key().toString())
                .with("ssl_ca_file", ofUser.certificate().toString())
                .with("hba_file", access.toString()));
    onSecured("CREATE ROLE certified LOGIN REPLICATION SUPERUSER");
  }

  @AfterAll
  static void stopSecured() {
    secured.close();
  }

  @BeforeEach
  void makeTables() throws Exception {
    onSecured("CREATE DATABASE " + database);
    inDatabase(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE sales_order (id int PRIMARY KEY)",
        "INSERT INTO item VALUES (1)");
  }

  private static void onSecured(String... statements) throws SQLException {
    execute(secured.jdbcUrl(), statements);
  }

  private void inDatabase(String... statements) throws SQLException {
    execute(secured.jdbcUrl(database), statements);
  }

  private static void execute(String url, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url, secured.user(), secured.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void use(String host, Map<String, String> more) {
    Map<String, String> options = new HashMap<>();
    options.put("hostname", host);
    options.put("port", Integer.toString(secured.port()));
    options.put("sslmode", "verify-full");
    options.put("ssl-root-certificate", ofServer.certificate().toString());
    options.putAll(more);
    source = config(options);
  }

  /** Rows and a change come, and not one connection of them is open to listeners. */
  private void assertCaptured(String user) throws Exception {
    assertThat(new PostgresConnector().check(source)).isEmpty();
    try (Run run = run()) {
      run.until(table("item"), 1);
      inDatabase("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
      try (Connection connection =
              DriverManager.getConnection(
                  secured.jdbcUrl(database), secured.user(), secured.password());
          Statement statement = connection.createStatement();
          ResultSet found =
              statement.executeQuery(
                  "SELECT bool_and(s.ssl), count(*), count(*) FILTER (WHERE a.backend_type ="
                      + " 'walsender') FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE"
                      + " a.usename = '"
                      + user
                      + "' AND a.pid <> pg_backend_pid() AND a.application_name = 'millrace'")) {
        found.next();
        assertThat(found.getBoolean(1)).isTrue();
        assertThat(found.getInt(2)).isGreaterThan(2);
        assertThat(found.getInt(3)).isEqualTo(1);
      }
    }
  }

  @Test
  void capturesWithTheServersCertificateVerifiedAndAScramPassword() throws Exception {
    use("localhost", Map.of());
    assertCaptured("postgres");
  }

  @Test
  void capturesAsAUserWithACertificate() throws Exception {
    use(
        "localhost",
        Map.of(
            "user",
            "certified",
            "password",
            "unused",
            "ssl-certificate",
            ofUser.certificate().toString(),
            "ssl-key",
            ofUser.keyDer().toString()));
    assertCaptured("certified");
  }

  @Test
  void tellsWhatIsWrongWithACertificate() throws Exception {
    use("127.0.0.1", Map.of());
    Problem otherHost = only();
    assertThat(otherHost.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(otherHost.message()).contains("certificate is of another host");
    assertThat(otherHost.remedy()).contains("hostname");

    use("localhost", Map.of("ssl-root-certificate", ofUser.certificate().toString()));
    assertThat(only().message()).contains("certificate is signed by none of ssl-root-certificate");

    use("localhost", Map.of("ssl-root-certificate", "/no/such/file"));
    assertThat(only().message()).contains("Cannot encrypt the connection");

    source = config(Map.of("sslmode", "require"));
    assertThat(only().message()).contains("the server takes no encrypted connections");

    use(
        "localhost",
        Map.of(
            "user",
            "certified",
            "password",
            "unused",
            "ssl-certificate",
            ofServer.certificate().toString(),
            "ssl-key",
            ofServer.keyDer().toString()));
    assertThat(only().code()).isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
    assertThat(only().message()).contains("does not accept ssl-certificate");

    use("localhost", Map.of("password", "wrong"));
    assertThat(only().code()).isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
  }

  private Problem only() {
    List<Problem> problems = new PostgresConnector().check(source);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void needsNoMoreRightsThanTheReadmeGives() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    int from = readme.indexOf("```sql\n") + 7;
    String sql = readme.substring(from, readme.indexOf("```", from)).replaceAll("--.*", "");
    for (String statement : sql.split(";", -1)) {
      if (!statement.isBlank()) {
        inDatabase(statement);
      }
    }
    use(
        "localhost",
        Map.of("user", "millrace_cdc", "password", "…", "publication-name", "millrace"));
    try {
      assertCaptured("millrace_cdc");
      // A new table, a restart, and the slot's end, need no more.
      inDatabase(
          "CREATE TABLE late (id int PRIMARY KEY)",
          "INSERT INTO late VALUES (1)",
          "GRANT SELECT ON late TO millrace_cdc",
          "ALTER PUBLICATION millrace ADD TABLE late");
      try (Run run = run()) {
        run.until(table("late"), 1);
        run.untilStored();
      }
    } finally {
      inDatabase("DROP OWNED BY millrace_cdc", "DROP ROLE millrace_cdc");
    }
  }
}
