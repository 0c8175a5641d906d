package dev.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.SourceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {
  @TempDir Path folder;

  private static KafkaSettings settings(String... values) {
    Map<String, String> given = new HashMap<>();
    given.put("bootstrap-servers", "one:9092,two:9092");
    given.put("topics", "fleet.*, yard");
    for (int i = 0; i < values.length; i += 2) {
      given.put(values[i], values[i + 1]);
    }
    return KafkaSettings.of(new SourceConfig("cars", KafkaConnector.KIND, given));
  }

  @Test
  void choosesTopicsByNameAndPattern() {
    KafkaSettings settings = settings();
    assertThat(settings.wants("fleet.trucks")).isTrue();
    assertThat(settings.wants("yard")).isTrue();
    assertThat(settings.wants("yards")).isFalse();
    assertThat(settings.wants("fleetXtrucks")).isFalse();
    assertThat(settings.named()).containsExactly("yard");
  }

  @Test
  void makesTheClientsSettings() throws Exception {
    Path certificate = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");
    KafkaSettings settings =
        settings(
            "security-protocol", "SASL_SSL",
            "user", "reader",
            "password", "a\"b\\c",
            "ssl-root-certificate", certificate.toString(),
            "client-properties", "fetch.min.bytes=7,auto.offset.reset=latest,group.id=x");
    assertThat(settings.client())
        .containsEntry("bootstrap.servers", "one:9092,two:9092")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"reader\""
                + " password=\"a\\\"b\\\\c\";")
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("ssl.truststore.certificates", "-----BEGIN CERTIFICATE-----")
        .containsEntry("fetch.min.bytes", "7")
        .containsEntry("auto.offset.reset", "none")
        .doesNotContainKey("group.id");
    assertThat(settings.toString()).isEqualTo("kafka://one:9092,two:9092");
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> settings("topics", "a b"))
        .hasMessage(
            "Cannot use topics of source cars: a b. Name topics, or patterns such as fleet.*."
                + " [CONFIGURATION_INVALID]");
    assertThatThrownBy(() -> settings("start", "yesterday"))
        .hasMessageContaining(
            "Cannot use start of source cars: yesterday. Write earliest, latest,");
    assertThatThrownBy(() -> settings("security-protocol", "TLS"))
        .hasMessageContaining("Write one of PLAINTEXT, SASL_PLAINTEXT, SASL_SSL, SSL.");
    assertThatThrownBy(() -> settings("ssl-certificate", "/nowhere.pem"))
        .hasMessageContaining("Name a PEM file that can be read.");
    assertThatThrownBy(() -> settings("client-properties", "secret"))
        .hasMessageContaining("one is no name=value")
        .hasMessageNotContaining("secret.");
  }
}
