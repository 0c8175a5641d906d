package dev.millrace.connectors.kafka;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** What the words of Kafka's client mean. */
final class KafkaFailures {
  /** The names in the texts: address, user, topics, source. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "SaslAuthenticationException|SaslException|UnsupportedSaslMechanismException"
                  + "|LoginException",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}.",
              "Correct user, password, sasl-mechanism and security-protocol of source {source}."),
          new Rule(
              "SslAuthenticationException|SSLHandshakeException|SSLException",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot encrypt the connection to {address}.",
              "Correct security-protocol, ssl-root-certificate, ssl-certificate and ssl-key of"
                  + " source {source}."),
          new Rule(
              "TopicAuthorizationException|ClusterAuthorizationException|AuthorizationException",
              ErrorCode.SOURCE_RIGHTS,
              "Cannot read {topics} at {address} as {user}.",
              "Allow the user READ and DESCRIBE of these topics, or correct topics of source"
                  + " {source}."),
          new Rule(
              "OffsetOutOfRangeException",
              ErrorCode.SOURCE_POSITION_LOST,
              "Cannot go on where source {source} was: {address} has deleted messages that were not"
                  + " taken.",
              "Write when-lost: go-on for source {source} to go on with the oldest there is; keep"
                  + " messages longer in the brokers."),
          new Rule(
              "ConfigException|Failed to construct kafka consumer",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot use the settings for {address}: Kafka's client refuses them.",
              "Correct bootstrap-servers and client-properties of source {source}; the log has what"
                  + " the client says."),
          new Rule(
              "TimeoutException|DisconnectException|Connection refused|UnknownHostException"
                  + "|No resolvable bootstrap urls|NetworkException",
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach {address}.",
              "Start the brokers, or correct bootstrap-servers and security-protocol of source"
                  + " {source}."));

  private KafkaFailures() {}

  /** The rules for a source. */
  static FailureRules of(SourceConfig source) {
    String user = source.text("user");
    return new FailureRules(
        RULES,
        Map.of(
            "address",
            source.text("bootstrap-servers"),
            "user",
            user.isEmpty() ? "nobody" : user,
            "topics",
            source.text("topics"),
            "source",
            source.name()));
  }
}
