package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UiTest {
  private static RunningServer running;
  private static Client client;

  @BeforeAll
  static void start() {
    running = new RunningServer();
    client = running.client;
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void everyAddressOutsideTheApiIsThePage() {
    for (String path : List.of("/", "/orders", "/tables/plant.public.item", "/index.html")) {
      HttpResponse<String> page = client.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).as(path).contains("<title>UI</title>");
      assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=utf-8");
      assertThat(page.headers().firstValue("cache-control")).hasValue("no-cache");
    }
  }

  @Test
  void hashedFilesAreKeptForEver() {
    HttpResponse<String> script = client.get("/assets/index-3f2a.js");
    assertThat(script.headers().firstValue("content-type"))
        .hasValue("text/javascript;charset=utf-8");
    assertThat(script.headers().firstValue("cache-control"))
        .hasValue("private, max-age=31536000, immutable");
    assertThat(script.body()).startsWith("export const value0 = 0;");
    assertThat(client.get("/favicon.svg").headers().firstValue("cache-control"))
        .hasValue("no-cache");
  }

  @Test
  void sendsFilesCompressed() throws IOException {
    HttpResponse<byte[]> gzip =
        client.bytes("/assets/index-3f2a.js", r -> r.header("Accept-Encoding", "gzip, deflate"));
    assertThat(gzip.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(gzip.headers().firstValue("vary")).hasValue("Accept-Encoding");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes();
    assertThat(new String(plain, StandardCharsets.UTF_8))
        .isEqualTo(client.get("/assets/index-3f2a.js").body());
    assertThat(gzip.body().length).isLessThan(plain.length / 3);

    HttpResponse<String> brotli =
        client.get("/assets/index-3f2a.js", r -> r.header("Accept-Encoding", "gzip, br"));
    assertThat(brotli.headers().firstValue("content-encoding")).hasValue("br");
    assertThat(brotli.body()).isEqualTo("a stand-in for brotli\n");

    HttpResponse<String> refused =
        client.get("/assets/index-3f2a.js", r -> r.header("Accept-Encoding", "gzip;q=0"));
    assertThat(refused.headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void aMissingFileIsNotThePage() {
    for (String path : List.of("/assets/other-77.js", "/robots.txt")) {
      HttpResponse<String> missing = client.get(path);
      assertThat(missing.statusCode()).as(path).isEqualTo(404);
      assertThat(missing.body()).doesNotContain("<title>UI</title>");
    }
  }

  @Test
  void servesNothingOutsideItsFolder(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Path ui = Files.createDirectory(folder.resolve("ui"));
    Files.writeString(ui.resolve("index.html"), "index");
    Files.writeString(ui.resolve(".env.txt"), "secret");
    try (RunningServer other =
        new RunningServer(
            options -> ServerOptions.of(options.token(), UiFiles.ofFolder(ui)).withPort(0))) {
      assertThat(other.client.get("/").body()).isEqualTo("index");
      for (String path :
          List.of(
              "/../secret.txt",
              "/%2e%2e/secret.txt",
              "/..%2fsecret.txt",
              "/assets/..%5c..%5csecret.txt",
              "/x/../../secret.txt",
              "//secret.txt",
              "/.env.txt")) {
        String answer =
            Client.raw(
                other.server.port(),
                "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                    .formatted(path, other.server.port(), other.token));
        assertThat(answer).as(path).startsWith("HTTP/1.1 ").doesNotEndWith("secret");
      }
    }
  }

  @Test
  void saysThatTheUiIsNotThere() {
    try (RunningServer other =
        new RunningServer(
            options -> ServerOptions.of(options.token(), UiFiles.none()).withPort(0))) {
      HttpResponse<String> page = other.client.get("/");
      assertThat(page.statusCode()).isEqualTo(404);
      assertThat(page.body()).contains("The UI is not part of this build");
    }
  }

  @Test
  void answersHeadWithoutABody() {
    HttpResponse<String> head = client.get("/", r -> r.method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
