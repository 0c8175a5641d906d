package dev.millrace.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /iceberg/v1/oauth/tokens}: gives clients that know OAuth2 alone the token that they
 * have already, as client secret or as the token to renew. It makes none, and none expires.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">Client credentials</a>
 */
final class CatalogTokenGrant {
  static final String PATH = CatalogGate.ROOT + "/v1/oauth/tokens";

  private static final int MOST_BODY_BYTES = 64_000;
  private static final String CLIENT_CREDENTIALS = "client_credentials";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String BASIC = "basic ";

  private final Guard guard;

  CatalogTokenGrant(Guard guard) {
    this.guard = guard;
  }

  void answer(Call call) throws IOException {
    Map<String, String> form = form(call.readBody(MOST_BODY_BYTES));
    String grant = form.getOrDefault("grant_type", "");
    if (!grant.equals(CLIENT_CREDENTIALS) && !grant.equals(EXCHANGE)) {
      refuse(
          call,
          400,
          "unsupported_grant_type",
          "Cannot grant a token by this grant_type. Use " + CLIENT_CREDENTIALS + ".");
      return;
    }
    String token =
        grant.equals(EXCHANGE)
            ? form.getOrDefault("subject_token", "")
            : Optional.ofNullable(form.get("client_secret"))
                .orElseGet(() -> basicPassword(call.request()));
    if (!guard.opensCatalog(token)) {
      refuse(
          call,
          401,
          "invalid_client",
          "Cannot take this client secret. Give one of lake.read-tokens or lake.write-tokens.");
      return;
    }
    send(call, 200, new Grant(token, "bearer", ACCESS_TOKEN));
  }

  private static void refuse(Call call, int status, String error, String description) {
    send(call, status, new Refused(error, description));
  }

  private static void send(Call call, int status, Record answer) {
    call.reply(status, "application/json", Json.bytes(answer));
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return form;
  }

  /** What cannot be decoded is no token of ours either. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String basicPassword(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return "";
    }
    try {
      byte[] pair = Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
      String text = new String(pair, StandardCharsets.UTF_8);
      return decoded(text.substring(text.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private record Grant(String accessToken, String tokenType, String issuedTokenType) {}

  private record Refused(String error, String errorDescription) {}
}
