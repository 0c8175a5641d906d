package dev.millrace.connectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.connectors.conformance.Certificate;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what is said to those who are not. */
class MqttAccessTest {
  private static final String USER = "millrace";
  private static final String PASSWORD = "let me in";
  private static final int ITERATIONS = 101;

  @TempDir private static Path folder;

  private static Mosquitto broker;
  private static Certificate certificate;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Mosquitto.isAvailable(), Mosquitto.MISSING);
    certificate = Certificate.make(folder, "localhost");
    Path passwords = folder.resolve("passwords");
    Files.writeString(passwords, USER + ":" + hashed(PASSWORD) + "\n");
    broker =
        Mosquitto.start(
            folder.resolve("mosquitto"),
            "allow_anonymous false",
            "password_file " + passwords,
            "certfile " + certificate.certificate(),
            "keyfile " + certificate.key());
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  /** As the broker's own tool writes it. */
  private static String hashed(String password) throws Exception {
    byte[] salt = new byte[12];
    new SecureRandom().nextBytes(salt);
    byte[] hash =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 512))
            .getEncoded();
    Base64.Encoder base64 = Base64.getEncoder();
    return "$7$%d$%s$%s"
        .formatted(ITERATIONS, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  private static SourceConfig source(String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", "localhost");
    values.put("port", Integer.toString(broker.port()));
    values.put("topics", "fleet/#");
    values.put("user", USER);
    values.put("password", PASSWORD);
    values.put("sslmode", "verify-full");
    values.put("ssl-root-certificate", certificate.certificate().toString());
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new SourceConfig("fleet", MqttConnector.KIND, values);
  }

  private static Problem problem(SourceConfig source) {
    List<Problem> problems = new MqttConnector().check(source);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void comesInWithPasswordAndTls() throws Exception {
    SourceConfig source = source();
    assertThat(new MqttConnector().check(source)).isEmpty();
    MqttSettings settings = MqttSettings.of(source);
    try (EmbeddedBroker log = EmbeddedBroker.start(folder.resolve("log"), 0);
        Run run =
            new Run(
                new MqttTask(),
                new MqttConnector(),
                source,
                log.bootstrapServers(),
                new Run.Offsets())) {
      run.until(none -> !run.progress().isEmpty());
      Mqtt5BlockingClient device =
          MqttClient.builder()
              .serverHost("localhost")
              .serverPort(broker.port())
              .sslConfig(settings.tls().config())
              .useMqttVersion5()
              .simpleAuth()
              .username(USER)
              .password(PASSWORD.getBytes(StandardCharsets.UTF_8))
              .applySimpleAuth()
              .buildBlocking();
      device.connect();
      device.publishWith().topic("fleet/1").payload("x".getBytes(StandardCharsets.UTF_8)).send();
      run.until("fleet.mqtt.message", 1);
      device.disconnect();
    }
  }

  @Test
  void saysThatThePasswordIsWrong() {
    for (String version : List.of("5", "3.1.1")) {
      Problem problem = problem(source("password", "wrong", "mqtt-version", version));
      assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_AUTHENTICATION);
      assertThat(problem.message())
          .isEqualTo("Cannot log in to localhost:" + broker.port() + " as millrace.");
      assertThat(problem.remedy())
          .isEqualTo("Correct user, password and client-id of source fleet.");
    }
  }

  @Test
  void saysThatTheCertificateIsNotTrusted() {
    Problem problem = problem(source("ssl-root-certificate", ""));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(problem.message())
        .endsWith("the broker's certificate is signed by none of ssl-root-certificate.");
  }

  @Test
  void saysThatTheCertificateIsOfAnotherHost() {
    Problem problem = problem(source("hostname", "127.0.0.1"));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SETTINGS);
    assertThat(problem.message()).endsWith("the broker's certificate is of another host.");
    assertThat(new MqttConnector().check(source("hostname", "127.0.0.1", "sslmode", "verify-ca")))
        .isEmpty();
  }

  @Test
  void saysThatTheBrokerWantsTls() {
    assertThat(problem(source("sslmode", "disable")).code())
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  @Test
  void saysThatNobodyIsThere() {
    Problem problem = problem(source("port", "1"));
    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(problem.message()).isEqualTo("Cannot reach localhost:1.");
  }

  @Test
  void saysWhichOptionIsWrong() {
    assertThat(problem(source("topics", "fleet/#/position")).message())
        .isEqualTo("Cannot use topics of source fleet: fleet/#/position.");
    assertThat(problem(source("qos", "2")).message())
        .isEqualTo("Cannot use qos of source fleet: 2.");
    assertThat(problem(source("mqtt-version", "4")).remedy()).isEqualTo("Write one of 3.1.1, 5.");
    assertThat(problem(source("ssl-root-certificate", "missing.pem")).message())
        .startsWith("Cannot read ssl-root-certificate: missing.pem");
  }
}
