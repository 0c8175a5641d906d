package dev.millrace.connectors.mysql;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.FailureRules;
import dev.millrace.api.FailureRules.Rule;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Map;

/** What the words of the servers and of their driver mean when a capture fails. */
final class MySqlFailures {
  static final String LOGIN = "Access denied for user|Authentication plugin|caching_sha2_password";

  static final String UNREACHABLE =
      "Socket fail to connect|Connection refused|UnknownHostException|timed out"
          + "|No route to host|EOFException|unexpected end of stream|Connection reset"
          + "|Broken pipe|Socket (is )?closed|Server shutdown in progress|Connection was"
          + " killed|closed the connection|Connection is closed"
          + "|Could not send query|Network is unreachable";

  /** The names in the texts: address, user, source. */
  static final List<Rule> RULES =
      List.of(
          new Rule(
              "Access denied for user '[^']*'@'[^']*' to database|command denied"
                  + "|you need \\(at least one of\\) the",
              ErrorCode.SOURCE_RIGHTS,
              "Cannot read {address}: user {user} lacks a right.",
              "See the rights that millrace check names for source {source}."),
          new Rule(
              LOGIN,
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}.",
              "Correct user and password of source {source}."),
          new Rule(
              "Unknown database",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot find the database of {address}.",
              "Correct the option database of source {source}."),
          new Rule(
              "ssl not enabled in the server",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot encrypt the connection to {address}: the server takes no encrypted"
                  + " connections.",
              "Give the server a certificate (ssl_cert, ssl_key), or correct sslmode of source"
                  + " {source}."),
          new Rule(
              "unable to find valid certification path|PKIX path|Path does not chain"
                  + "|DNS host \"[^\"]*\" doesn't correspond",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the server's certificate is not one of"
                  + " ssl-root-certificate, or is of another host.",
              "Correct ssl-root-certificate or hostname of source {source}."),
          new Rule(
              UNREACHABLE,
              ErrorCode.SOURCE_UNREACHABLE,
              "Cannot reach {address}.",
              "Start the database, or correct hostname and port of source {source}."));

  private MySqlFailures() {}

  /** The rules for a source. */
  static FailureRules of(SourceConfig source) {
    return new FailureRules(
        RULES,
        Map.of(
            "address", MySqlAddress.of(source).toString(),
            "user", source.text("user"),
            "source", source.name()));
  }
}
