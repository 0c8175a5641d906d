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
              "account is locked|Account is locked",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}: the account is locked.",
              "Run ALTER USER '{user}' ACCOUNT UNLOCK; or give source {source} another user."),
          new Rule(
              "password has expired|You must (SET PASSWORD|reset your password)",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}: the password has expired.",
              "Run ALTER USER '{user}' IDENTIFIED BY '…'; and give source {source} that password."),
          new Rule(
              "is not allowed to connect to this",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}: the server has no such user for this host.",
              "Run RENAME USER or CREATE USER so that the user's host takes in this one, or correct"
                  + " user of source {source}."),
          new Rule(
              "Received fatal alert: (unknown_ca|bad_certificate|certificate_)",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}: the server does not accept ssl-certificate.",
              "Name a certificate in ssl-certificate of source {source} that the server's ssl_ca"
                  + " vouches for."),
          new Rule(
              "Client does not support authentication protocol",
              ErrorCode.SOURCE_AUTHENTICATION,
              "Cannot log in to {address} as {user}: there is no such user, or it logs in in a way"
                  + " that is not supported.",
              "Correct user of source {source}, or give it a password: ALTER USER '{user}'"
                  + " IDENTIFIED BY '…';"),
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
              "doesn't correspond to (any )?certificate",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the server's certificate is of another host.",
              "Write the name that is in the certificate in hostname of source {source}, or have the"
                  + " server's certificate made anew."),
          new Rule(
              "unable to find valid certification path|PKIX path|Path does not chain",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot trust {address}: the server's certificate is signed by none of"
                  + " ssl-root-certificate.",
              "Name a file with the certificate that has signed it in ssl-root-certificate of source"
                  + " {source}."),
          new Rule(
              "serverSslCert",
              ErrorCode.SOURCE_SETTINGS,
              "Cannot read ssl-root-certificate of source {source}.",
              "Name a PEM file with the certificate that has signed the server's."),
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
