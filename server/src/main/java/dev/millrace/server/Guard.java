package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.server.endpoint.IcebergCatalog.Access;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may ask: the caller's token, the name it asks for, and the page it comes from. */
final class Guard {
  static final String COOKIE = "millrace";

  /** Charts and the editor set style attributes; all else comes from the server itself. */
  private static final String CONTENT_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private static final Pattern TOKEN_PARAMETER = Pattern.compile("(?:^|&)token=([^&]*)");

  private static final String BEARER = "bearer ";
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

  private final byte[] token;
  private final CatalogTokens catalogTokens;
  private final Set<String> names = new HashSet<>();

  /**
   * @param port that the server listens on
   */
  Guard(ServerOptions options, int port) {
    token = options.token().getBytes(StandardCharsets.US_ASCII);
    catalogTokens = options.catalogTokens();
    for (String own : List.of("127.0.0.1", "localhost", "[::1]", options.host())) {
      names.add(own + ":" + port);
    }
    for (String other : options.otherHosts()) {
      names.add(other.toLowerCase(Locale.ROOT));
      names.add(other.toLowerCase(Locale.ROOT) + ":" + port);
    }
    if (port == 80) {
      names.addAll(List.of("127.0.0.1", "localhost", "[::1]"));
    }
  }

  static void protect(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", CONTENT_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }

  /**
   * Lets pass what asks for this server by a name of its own, from a page of its own or from none.
   * A page elsewhere that made its own name resolve to this machine fails the first, a form or
   * script elsewhere the second.
   */
  void checkOrigin(HttpServletRequest request) {
    String host = header(request, "Host").toLowerCase(Locale.ROOT);
    if (!names.contains(host)) {
      throw new Refusal(
          403,
          ErrorCode.REQUEST_INVALID,
          "Cannot answer for host: " + printable(host) + ".",
          "Use the address that `millrace status` prints, or add this name to the server's hosts.");
    }
    String origin = header(request, "Origin");
    boolean changes = !SAFE_METHODS.contains(request.getMethod());
    boolean foreign = !origin.isEmpty() && !host.equals(authority(origin));
    boolean crossSite =
        header(request, "Sec-Fetch-Site").equals("cross-site")
            && isForPrograms(request.getRequestURI());
    if ((changes && foreign) || crossSite) {
      throw new Refusal(
          403,
          ErrorCode.REQUEST_INVALID,
          "Cannot answer a page of another site"
              + (origin.isEmpty() ? "." : ": " + printable(origin) + "."),
          "Call the API from Millrace's own pages, or from a program with the token.");
    }
  }

  private static boolean isForPrograms(String path) {
    return path.startsWith("/api/") || CatalogGate.concerns(path);
  }

  boolean knows(HttpServletRequest request) {
    Optional<String> bearer = bearer(request);
    if (bearer.isPresent()) {
      return isToken(bearer.get());
    }
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return false;
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(COOKIE) && isToken(cookie.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> bearer(HttpServletRequest request) {
    String authorization = header(request, "Authorization");
    return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? Optional.of(authorization.substring(BEARER.length()).trim())
        : Optional.empty();
  }

  boolean isToken(String given) {
    return isEqual(token, given);
  }

  /** Takes as long for a nearly right token as for a wrong one. */
  private static boolean isEqual(byte[] token, String given) {
    return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOneOf(List<String> tokens, String given) {
    boolean found = false;
    for (String one : tokens) {
      found |= isEqual(one.getBytes(StandardCharsets.US_ASCII), given);
    }
    return found;
  }

  /**
   * What a caller may do with the Iceberg catalog.
   *
   * @throws Refusal when it has no token for it
   */
  Access catalogAccess(HttpServletRequest request) {
    Optional<String> bearer = bearer(request);
    if (bearer.isPresent() && isOneOf(catalogTokens.write(), bearer.get())) {
      return Access.WRITE;
    }
    if (bearer.isPresent() ? opensCatalog(bearer.get()) : knows(request)) {
      return Access.READ;
    }
    throw new Refusal(
        401,
        ErrorCode.UNAUTHENTICATED,
        "Cannot open the catalog without a token for it.",
        "Give the engine one of lake.read-tokens or lake.write-tokens, or to read the one that"
            + " `millrace status` prints.");
  }

  boolean opensCatalog(String given) {
    return isOneOf(catalogTokens.write(), given)
        || isOneOf(catalogTokens.read(), given)
        || isToken(given);
  }

  void checkToken(HttpServletRequest request) {
    if (!knows(request)) {
      throw unauthenticated();
    }
  }

  /**
   * Lets a device pass that has the token, or one of its source's; those that can send no header
   * send it as the parameter {@code token}.
   */
  void checkDevice(HttpServletRequest request, Predicate<String> isOfSource) {
    Optional<String> given = bearer(request).or(() -> tokenParameter(request));
    if (!given.map(one -> isToken(one) || isOfSource.test(one)).orElseGet(() -> knows(request))) {
      throw new Refusal(
          401,
          ErrorCode.UNAUTHENTICATED,
          "Cannot take events without a token for their source.",
          "Send one of the source's `tokens` as `Authorization: Bearer <token>`.");
    }
  }

  private static Optional<String> tokenParameter(HttpServletRequest request) {
    String query = request.getQueryString();
    Matcher matcher = TOKEN_PARAMETER.matcher(query == null ? "" : query);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  static Refusal unauthenticated() {
    return new Refusal(
        401,
        ErrorCode.UNAUTHENTICATED,
        "Cannot answer without the token.",
        "Open the address that `millrace status` prints, or send the token as"
            + " `Authorization: Bearer <token>`.");
  }

  void admit(HttpServletResponse response) {
    response.addHeader(
        "Set-Cookie",
        COOKIE
            + "="
            + new String(token, StandardCharsets.US_ASCII)
            + "; Path=/; HttpOnly; SameSite=Strict");
  }

  private static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private static String authority(String origin) {
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /** What a stranger wrote, short and without control characters. */
  private static String printable(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
  }
}
