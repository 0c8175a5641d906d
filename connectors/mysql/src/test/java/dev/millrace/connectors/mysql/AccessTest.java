package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.Certificate;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With encryption, by passwords and certificates, and with no more rights than the README gives.
 */
class AccessTest extends OnBothServers {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static Certificate ofServer;
  private static Certificate ofUser;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    ofServer = Certificate.make(folder, "localhost");
    ofUser = Certificate.make(folder, "certified");
  }

  @Override
  DatabaseServer start(Path folder) {
    ServerOptions options =
        (isMariaDb() ? mariaDbOptions.without("skip-ssl") : ServerOptions.defaults())
            .with("ssl-cert", ofServer.certificate().toString())
            .with("ssl-key", ofServer.key().toString())
            .with("ssl-ca", ofUser.certificate().toString());
    return isMariaDb() ? MariaDbServer.start(folder, options) : MySqlServer.start(folder, options);
  }

  @BeforeEach
  void makeTable() throws Exception {
    sql("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
  }

  /** Makes a user of this test, with the rights of the README. */
  private String user(String identified) throws Exception {
    String name = "of_" + database;
    sql("CREATE USER " + name + " IDENTIFIED " + identified);
    for (String grant : statementsOfReadme()) {
      if (grant.startsWith("GRANT")) {
        sql(grant.replaceAll("shop", database).replaceAll("TO millrace", "TO " + name));
      }
    }
    return name;
  }

  private static List<String> statementsOfReadme() throws Exception {
    return Files.readAllLines(Path.of("README.md")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("CREATE USER") || line.startsWith("GRANT"))
        .map(line -> line.replaceAll(";.*", ""))
        .toList();
  }

  private SourceConfig source(String host, String sslMode, Map<String, String> more) {
    Map<String, String> options = new HashMap<>();
    options.put("hostname", host);
    options.put("sslmode", sslMode);
    options.put("ssl-root-certificate", ofServer.certificate().toString());
    options.putAll(more);
    return config(options);
  }

  /** Rows and a change come. */
  private void assertCaptured(SourceConfig source) throws Exception {
    assertThat(new MySqlConnector().check(source)).isEmpty();
    try (Run run = run(source)) {
      run.until(table("item"), 1);
      sql("INSERT INTO item VALUES (2)");
      run.until(table("item"), 2);
    }
  }

  /** The log comes; nothing else has logged in before. */
  private void assertStreamed(SourceConfig source) throws Exception {
    sql("FLUSH PRIVILEGES");
    assertThat(read(source)).isTrue();
  }

  private boolean read(SourceConfig source) throws Exception {
    try (BinlogConnection log = stream(source)) {
      return log.next();
    }
  }

  private BinlogConnection stream(SourceConfig source) throws SQLException {
    return BinlogConnection.open(
        MySqlAddress.of(source),
        isMariaDb(),
        new BinlogConnection.From(GtidSet.parse(""), lastFile(), 4),
        1_000,
        PATIENCE,
        in -> {});
  }

  /** The problem that queries have, and the stream, too. */
  private Problem refusal(SourceConfig source) {
    List<Problem> problems = new MySqlConnector().check(source);
    assertThat(problems).hasSize(1);
    SQLException ofStream = catchThrowableOfType(SQLException.class, () -> read(source));
    assertThat(MySqlFailures.of(source).problem(ofStream)).isEqualTo(problems.get(0));
    return problems.get(0);
  }

  @Test
  void capturesEncryptedWithTheServersCertificateVerified() throws Exception {
    // The server lets the user in by no other connection.
    String user = user("BY 'Paß€wort' REQUIRE SSL");
    Map<String, String> login = Map.of("user", user, "password", "Paß€wort");
    assertCaptured(source("localhost", "verify-identity", login));
    assertStreamed(source("127.0.0.1", "verify-ca", login));
    assertStreamed(source("localhost", "required", login));
    assertStreamed(source("localhost", "preferred", login));
    assertThat(refusal(source("localhost", "disabled", login)).code())
        .isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
  }

  @Test
  void capturesAsAUserWithACertificate() throws Exception {
    String user = user("BY 'p' REQUIRE X509");
    Map<String, String> login = new HashMap<>(Map.of("user", user, "password", "p"));
    assertThat(refusal(source("localhost", "verify-identity", login)).code())
        .isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
    login.put("ssl-certificate", ofUser.certificate().toString());
    login.put("ssl-key", ofUser.key().toString());
    assertCaptured(source("localhost", "verify-identity", login));
    login.put("ssl-certificate", ofServer.certificate().toString());
    login.put("ssl-key", ofServer.key().toString());
    // The server may end the connection before its refusal has been read.
    assertThat(new MySqlConnector().check(source("localhost", "verify-identity", login)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.code())
                    .isIn(ErrorCode.SOURCE_AUTHENTICATION, ErrorCode.SOURCE_UNREACHABLE));
  }

  @Test
  void tellsWhatIsWrongWithACertificate() {
    Problem otherHost = refusal(source("127.0.0.1", "verify-identity", Map.of()));
    assertThat(otherHost.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(otherHost.message()).contains("is of another host");

    Map<String, String> otherRoot = Map.of("ssl-root-certificate", ofUser.certificate().toString());
    for (String mode : List.of("verify-ca", "verify-identity")) {
      Problem problem = refusal(source("localhost", mode, otherRoot));
      assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
      assertThat(problem.message()).contains("is signed by none of ssl-root-certificate");
    }

    Problem missing =
        refusal(source("localhost", "verify-ca", Map.of("ssl-root-certificate", "/no/such.pem")));
    assertThat(missing.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(missing.message()).contains("Cannot read ssl-root-certificate");

    Problem noKey =
        refusal(
            source(
                "localhost",
                "verify-ca",
                Map.of(
                    "ssl-certificate",
                    ofUser.certificate().toString(),
                    "ssl-key",
                    ofUser.certificate().toString())));
    assertThat(noKey.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(noKey.message()).contains("Cannot read ssl-certificate");
  }

  @Test
  void tellsThatAServerTakesNoEncryptedConnections(@TempDir Path folder) {
    assumeTrue(isMariaDb(), "MySQL always does");
    try (DatabaseServer plain = super.start(folder)) {
      Map<String, String> options =
          Map.of("port", Integer.toString(plain.port()), "sslmode", "required");
      Problem problem = refusal(config(options));
      assertThat(problem.message()).contains("the server takes no encrypted connections");
    }
  }

  @Test
  void logsInWithAndWithoutEncryptionAndWithoutWhatTheServerRemembers() throws Exception {
    String user = user("BY 'p'");
    Map<String, String> login = Map.of("user", user, "password", "p");
    for (String mode : List.of("required", "disabled")) {
      SourceConfig source = source("localhost", mode, login);
      sql("FLUSH PRIVILEGES");
      assertThat(new MySqlConnector().check(source)).isEmpty();
      assertStreamed(source);
      // By now MySQL knows the password's hash.
      try (Connection again = MySqlAddress.of(source).connect()) {
        assertThat(again.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void tellsWhyAUserIsNotLetIn() throws Exception {
    String user = user("BY 'secret'");
    Map<String, String> login = Map.of("user", user, "password", "secret");
    Map<String, String> wrong = Map.of("user", user, "password", "wrong");
    for (String mode : List.of("required", "disabled")) {
      Problem problem = refusal(source("localhost", mode, wrong));
      assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
      assertThat(problem.message()).contains("as " + user);
      assertThat(problem.toString()).doesNotContain("wrong");
    }
    sql("ALTER USER " + user + " ACCOUNT LOCK");
    assertThat(refusal(source("localhost", "required", login)).code())
        .isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
    sql("ALTER USER " + user + " ACCOUNT UNLOCK", "ALTER USER " + user + " PASSWORD EXPIRE");
    assertThat(refusal(source("localhost", "required", login)).code())
        .isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
    // MySQL lets none know whether a user is there.
    sql("RENAME USER " + user + " TO " + user + "@'192.0.2.1'");
    assertThat(refusal(source("localhost", "required", login)).toString())
        .contains("Cannot log in to localhost")
        .contains("[SOURCE_AUTHENTICATION]");
  }
}
