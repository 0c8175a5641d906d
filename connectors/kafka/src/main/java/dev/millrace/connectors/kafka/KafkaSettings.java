package dev.millrace.connectors.kafka;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import dev.millrace.api.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Which messages a source takes, as its options say.
 *
 * @param topics names, or patterns with {@code *}
 * @param start where topics begin that the source has not taken from before
 * @param goesOnWhenLost whether the oldest message is taken where the next one is gone
 * @param client settings of Kafka's client; some are secret
 */
record KafkaSettings(
    String source,
    List<String> topics,
    Start start,
    boolean goesOnWhenLost,
    Map<String, Object> client) {

  /** Where a topic begins that was not taken from before. */
  record Start(Kind kind, Instant at) {
    enum Kind {
      EARLIEST,
      LATEST,
      /** With the first message that is not older than the time. */
      TIME
    }
  }

  static final List<Option> OPTIONS =
      List.of(
          Option.required("bootstrap-servers", Option.Type.LIST, "The brokers, each as host:port."),
          Option.required(
              "topics",
              Option.Type.LIST,
              "The topics to take, by name or by a pattern with * for any letters; topics of a"
                  + " pattern that are made later are taken from their beginning."),
          Option.optional(
              "start",
              Option.Type.TEXT,
              "earliest",
              "With which message to begin: earliest, latest (what comes from now on), or a time in"
                  + " ISO 8601."),
          Option.optional(
              "when-lost",
              Option.Type.TEXT,
              "fail",
              "What to do when the brokers have deleted messages before they were taken: fail says"
                  + " so and waits, go-on takes the oldest there is."),
          Option.optional(
              "security-protocol",
              Option.Type.TEXT,
              "PLAINTEXT",
              "How to talk to the brokers: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."),
          Option.optional(
              "sasl-mechanism",
              Option.Type.TEXT,
              "SCRAM-SHA-512",
              "How user and password are shown: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN."),
          Option.optional("user", Option.Type.TEXT, "", "A user of the brokers, for SASL."),
          new Option("password", Option.Type.TEXT, "", false, true, "The user's password."),
          Option.optional(
              "ssl-root-certificate",
              Option.Type.TEXT,
              "",
              "A PEM file with the certificates that may have signed the brokers'; those that Java"
                  + " trusts when left out."),
          Option.optional(
              "ssl-certificate", Option.Type.TEXT, "", "A PEM file with the client's certificate."),
          Option.optional(
              "ssl-key",
              Option.Type.TEXT,
              "",
              "A PEM file with the key of the client's certificate, PKCS #8, not encrypted."),
          new Option(
              "client-properties",
              Option.Type.LIST,
              "",
              false,
              true,
              "Further settings of Kafka's client, each as name=value; they win over all others,"
                  + " and may be secret as a whole."));

  private static final Set<String> PROTOCOLS =
      Set.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");
  private static final Set<String> MECHANISMS = Set.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._*-]{1,249}");
  private static final int FETCH_BYTES = 16 << 20;
  private static final int FETCH_BYTES_OF_A_PARTITION = 4 << 20;
  private static final int RECORDS_AT_ONCE = 2_000;

  /**
   * Reads the options.
   *
   * @throws MillraceException CONFIGURATION_INVALID for the first value that is none
   */
  static KafkaSettings of(SourceConfig source) {
    List<String> topics = source.list("topics");
    if (topics.isEmpty() || !topics.stream().allMatch(topic -> TOPIC.matcher(topic).matches())) {
      throw wrong(source, "topics", "Name topics, or patterns such as fleet.*.");
    }
    return new KafkaSettings(
        source.name(),
        topics,
        start(source),
        choice(source, "when-lost", Set.of("fail", "go-on")).equals("go-on"),
        client(source));
  }

  /** Whether a topic is among those that are taken. */
  boolean wants(String topic) {
    return topics.stream().anyMatch(pattern -> expression(pattern).matcher(topic).matches());
  }

  /** The topics that must be there, because they are named and not only meant. */
  List<String> named() {
    return topics.stream().filter(topic -> topic.indexOf('*') < 0).toList();
  }

  private static Pattern expression(String pattern) {
    return Pattern.compile(
        java.util.Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  private static Start start(SourceConfig source) {
    String start = orDefault(source, "start");
    return switch (start) {
      case "earliest" -> new Start(Start.Kind.EARLIEST, Instant.EPOCH);
      case "latest" -> new Start(Start.Kind.LATEST, Instant.EPOCH);
      default -> new Start(Start.Kind.TIME, time(source, start));
    };
  }

  private static Instant time(SourceConfig source, String start) {
    try {
      return OffsetDateTime.parse(start).toInstant();
    } catch (DateTimeException e) {
      throw wrong(
          source, "start", "Write earliest, latest, or a time such as 2026-01-31T12:00:00Z.");
    }
  }

  private static Map<String, Object> client(SourceConfig source) {
    Map<String, Object> client = new HashMap<>();
    client.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, source.text("bootstrap-servers"));
    client.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-" + source.name());
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
    client.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    client.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES_OF_A_PARTITION);
    String protocol = choice(source, "security-protocol", PROTOCOLS);
    client.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
    if (protocol.startsWith("SASL") && !source.text("user").isEmpty()) {
      String mechanism = choice(source, "sasl-mechanism", MECHANISMS);
      client.put(SaslConfigs.SASL_MECHANISM, mechanism);
      client.put(SaslConfigs.SASL_JAAS_CONFIG, login(source, mechanism));
    }
    secure(source, client);
    for (String property : source.list("client-properties")) {
      int equal = property.indexOf('=');
      if (equal < 1) {
        throw new MillraceException(
            ErrorCode.CONFIGURATION_INVALID,
            "Cannot use client-properties of source " + source.name() + ": one is no name=value.",
            "Write each as name=value, for example sasl.mechanism=OAUTHBEARER.");
      }
      client.put(property.substring(0, equal).strip(), property.substring(equal + 1).strip());
    }
    // Millrace keeps its place itself: without a group, and never skipping what is gone unseen.
    client.remove(ConsumerConfig.GROUP_ID_CONFIG);
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    client.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    client.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return Map.copyOf(client);
  }

  private static String login(SourceConfig source, String mechanism) {
    String module =
        mechanism.equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    return module
        + " required username=\""
        + escaped(source.text("user"))
        + "\" password=\""
        + escaped(source.text("password"))
        + "\";";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static void secure(SourceConfig source, Map<String, Object> client) {
    pem(source, "ssl-root-certificate")
        .ifPresent(
            certificates -> {
              client.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
              client.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, certificates);
            });
    Optional<String> certificate = pem(source, "ssl-certificate");
    Optional<String> key = pem(source, "ssl-key");
    if (certificate.isPresent() != key.isPresent()) {
      throw wrong(
          source, "ssl-certificate", "Give ssl-certificate and ssl-key together, or neither.");
    }
    if (certificate.isPresent()) {
      client.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      client.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, certificate.get());
      client.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, key.orElseThrow());
    }
  }

  private static Optional<String> pem(SourceConfig source, String option) {
    String file = source.text(option);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(file)));
    } catch (IOException | RuntimeException e) {
      throw wrong(source, option, "Name a PEM file that can be read.");
    }
  }

  private static String choice(SourceConfig source, String option, Set<String> choices) {
    String chosen = orDefault(source, option);
    if (!choices.contains(chosen)) {
      throw wrong(
          source,
          option,
          "Write one of " + String.join(", ", choices.stream().sorted().toList()) + ".");
    }
    return chosen;
  }

  private static String orDefault(SourceConfig source, String option) {
    String value = source.text(option);
    return value.isEmpty()
        ? OPTIONS.stream()
            .filter(known -> known.name().equals(option))
            .findFirst()
            .orElseThrow()
            .defaultValue()
        : value;
  }

  private static MillraceException wrong(SourceConfig source, String option, String remedy) {
    return new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot use " + option + " of source " + source.name() + ": " + source.text(option) + ".",
        remedy);
  }

  /** Never shows what is secret. */
  @Override
  public String toString() {
    return "kafka://" + client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
  }
}
