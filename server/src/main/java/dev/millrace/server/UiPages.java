package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that is not the API: the UI's files, its one page, and the way in with a token. */
final class UiPages {
  private static final String HTML = "text/html;charset=utf-8";
  private static final String TOKEN = "token=";

  private final UiFiles files;
  private final Guard guard;

  UiPages(UiFiles files, Guard guard) {
    this.files = files;
    this.guard = guard;
  }

  void answer(Call call) {
    HttpServletRequest request = call.request();
    if (call.path().startsWith("/api/") || call.path().equals("/api")) {
      throw new Refusal(
          404,
          ErrorCode.REQUEST_INVALID,
          "Cannot find GET " + call.path() + ".",
          "GET /api/openapi.json lists what there is.");
    }
    String given = request.getParameter("token");
    if (given != null && guard.isToken(given)) {
      guard.admit(call.response());
      call.reply(302, HTML, Map.of("Location", withoutToken(request)), new byte[0]);
    } else if (given != null || !guard.knows(request)) {
      page(
          call,
          401,
          "Millrace needs its token",
          "Run <code>millrace status</code> where Millrace runs: it prints the address to open here,"
              + " token included.</p><p><a href=\"/\">Try again</a>");
    } else {
      file(call);
    }
  }

  private void file(Call call) {
    String name = call.path().substring(1);
    Optional<UiFiles.UiFile> file = name.isEmpty() ? Optional.empty() : files.file(name);
    if (file.isPresent()) {
      send(call, name, file.get());
    } else if (UiFiles.namesFile(name)) {
      page(call, 404, "No such file", "The UI has no file of this name. Reload the page.");
    } else {
      Optional<UiFiles.UiFile> index = files.file("index.html");
      if (index.isPresent()) {
        send(call, "index.html", index.get());
      } else {
        page(
            call,
            404,
            "The UI is not part of this build",
            "The API is here: <a href=\"/api/openapi.json\">/api/openapi.json</a>.");
      }
    }
  }

  private static void send(Call call, String name, UiFiles.UiFile file) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Vary", "Accept-Encoding");
    // The build puts a hash of the content into the names of all it puts into this folder.
    headers.put(
        "Cache-Control",
        name.startsWith("assets/") ? "private, max-age=31536000, immutable" : "no-cache");
    byte[] body = file.plain();
    if (file.brotli().isPresent() && accepts(call, "br")) {
      headers.put("Content-Encoding", "br");
      body = file.brotli().get();
    } else if (file.gzip().isPresent() && accepts(call, "gzip")) {
      headers.put("Content-Encoding", "gzip");
      body = file.gzip().get();
    }
    call.reply(200, file.contentType(), headers, body);
  }

  private static boolean accepts(Call call, String encoding) {
    String accepted = call.request().getHeader("Accept-Encoding");
    return accepted != null
        && Arrays.stream(accepted.split(","))
            .map(one -> one.replace(" ", ""))
            .anyMatch(
                one -> one.equals(encoding) || one.matches(encoding + ";q=(1|0\\.\\d*[1-9].*)"));
  }

  /** The same address without the token, so that it stays neither on screen nor in the history. */
  private static String withoutToken(HttpServletRequest request) {
    String path = request.getRequestURI();
    String query =
        Arrays.stream(request.getQueryString().split("&"))
            .filter(part -> !part.startsWith(TOKEN))
            .collect(Collectors.joining("&"));
    // Two slashes or a backslash would lead a browser to another host.
    boolean plain = path.startsWith("/") && !path.startsWith("//") && !path.contains("\\");
    return (plain ? path : "/") + (query.isEmpty() ? "" : "?" + query);
  }

  private static void page(Call call, int status, String title, String text) {
    String html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%1$s</title>
        <style>body{font:15px/1.6 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem}</style>
        </head>
        <body>
        <h1>%1$s</h1>
        <p>%2$s</p>
        </body>
        </html>
        """
            .formatted(title, text);
    call.reply(status, HTML, html.getBytes(StandardCharsets.UTF_8));
  }
}
