package dev.millrace.connectors.mqtt;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** What the words of brokers and of the client mean. */
final class MqttFailures {
  /** The names in the texts: address, user, topics, source. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "SubAckException|SUBACK",
              ErrorCode.SOURCE_RIGHTS,
              "Cannot subscribe at {address} as {user}: the broker refuses a filter of {topics}.",
              "Let the user read these topics in the broker's access control, or correct topics of"
                  + " source {source}."),
          new Rule(
              "BAD_USER_NAME_OR_PASSWORD|NOT_AUTHORIZED|BANNED|BAD_AUTHENTICATION_METHOD"
                  + "|CLIENT_IDENTIFIER_NOT_VALID|IDENTIFIER_REJECTED",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}.",
              "Correct user, password and client-id of source {source}."),
          new Rule(
              "SESSION_TAKEN_OVER",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot stay connected to {address}: another program uses the same client-id.",
              "Stop the other program, or give source {source} another client-id."),
          new Rule(
              "UNSUPPORTED_PROTOCOL_VERSION|UNACCEPTABLE_PROTOCOL_VERSION",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot talk to {address}: the broker does not speak this version of MQTT.",
              "Write mqtt-version: 3.1.1 for source {source}."),
          new Rule(
              "No subject alternative|No name matching|hostname",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the broker's certificate is of another host.",
              "Write the name that is in the certificate in hostname of source {source}, or"
                  + " sslmode: verify-ca."),
          new Rule(
              "unable to find valid certification path|path validation failed"
                  + "|Path does not chain with any of the trust",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the broker's certificate is signed by none of"
                  + " ssl-root-certificate.",
              "Name a file with the certificate that has signed it in ssl-root-certificate of source"
                  + " {source}."),
          new Rule(
              "Received fatal alert",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address}: the broker does not accept ssl-certificate.",
              "Name a certificate in ssl-certificate of source {source} that the broker's cafile"
                  + " vouches for."),
          new Rule(
              "SSLException|SSLHandshakeException|NotSslRecordException",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot encrypt the connection to {address}.",
              "Correct port, sslmode, ssl-root-certificate, ssl-certificate and ssl-key of source"
                  + " {source}."),
          new Rule(
              "Connection refused|UnknownHostException|UnresolvedAddressException|timed out"
                  + "|Timeout|No route to host|Network is unreachable|Connection reset"
                  + "|Broken pipe|ConnectionClosedException|ConnectionFailedException"
                  + "|SERVER_(UNAVAILABLE|BUSY|SHUTTING_DOWN)|without DISCONNECT"
                  + "|MqttSessionExpiredException",
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach {address}.",
              "Start the broker, or correct hostname, port and sslmode of source {source}."));

  private MqttFailures() {}

  /** The rules for a source. */
  static FailureRules of(SourceConfig source) {
    String user = source.text("user");
    return new FailureRules(
        RULES,
        Map.of(
            "address",
            source.text("hostname") + ":" + port(source),
            "user",
            user.isEmpty() ? "nobody" : user,
            "topics",
            source.text("topics"),
            "source",
            source.name()));
  }

  private static String port(SourceConfig source) {
    String port = source.text("port");
    return port.isEmpty() ? String.valueOf(MqttSettings.of(source).port()) : port;
  }
}
