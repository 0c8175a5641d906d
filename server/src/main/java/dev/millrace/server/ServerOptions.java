package dev.millrace.server;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * How the server runs.
 *
 * @param host the address to listen on
 * @param port to listen on; 0 takes a free one
 * @param token what a caller must know
 * @param ui where the UI's files are
 * @param otherHosts names besides 127.0.0.1, localhost and [::1] under which the server may be
 *     asked, with the port where it is not the server's: {@code millrace.example.com:443}
 * @param catalogTokens what else opens the Iceberg catalog
 */
public record ServerOptions(
    String host,
    int port,
    String token,
    UiFiles ui,
    List<String> otherHosts,
    CatalogTokens catalogTokens) {
  private static final int TOKEN_BYTES = 32;
  private static final int LEAST_TOKEN_LENGTH = 22;

  public ServerOptions {
    otherHosts = List.copyOf(otherHosts);
    checkToken(token);
  }

  static void checkToken(String token) {
    if (!isToken(token)) {
      throw new IllegalArgumentException(
          "Cannot take a token of " + token.length() + " characters. Make one with newToken().");
    }
  }

  /** Whether a text is long enough for a token and can stand in an address. */
  public static boolean isToken(String text) {
    return text.length() >= LEAST_TOKEN_LENGTH && text.matches("[A-Za-z0-9_-]+");
  }

  /** On 127.0.0.1 and port 7070. */
  public static ServerOptions of(String token, UiFiles ui) {
    return new ServerOptions("127.0.0.1", 7070, token, ui, List.of(), CatalogTokens.NONE);
  }

  public ServerOptions withPort(int other) {
    return new ServerOptions(host, other, token, ui, otherHosts, catalogTokens);
  }

  public ServerOptions withHost(String other) {
    return new ServerOptions(other, port, token, ui, otherHosts, catalogTokens);
  }

  public ServerOptions withOtherHosts(List<String> names) {
    return new ServerOptions(host, port, token, ui, names, catalogTokens);
  }

  public ServerOptions withCatalogTokens(CatalogTokens tokens) {
    return new ServerOptions(host, port, token, ui, otherHosts, tokens);
  }

  /** A token of 256 random bits, as it can stand in an address. */
  public static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "server on " + host + ":" + port;
  }
}
