package dev.millrace.bench.engines;

import dev.millrace.bench.Benchmark;
import dev.millrace.bench.Main;
import dev.millrace.bench.capture.Memory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Trino server of one node in a process of its own, which ends with this one. Its catalog {@link
 * #WRITER} is what {@code docs/engines.md} says, with a token that may write; {@link #READER} is
 * the same with one that may only read.
 */
final class TrinoServer implements AutoCloseable {
  static final String WRITER = "millrace";
  static final String READER = "reader";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String DOCS_FIRST_LINE = "    # etc/catalog/millrace.properties";
  private static final String DOCS_ADDRESS = "http://127.0.0.1:7070/iceberg";

  private final Process process;
  private final Path log;
  private final TrinoSql sql;
  private final Thread atExit;
  private double startSeconds;

  private TrinoServer(Process process, Path log, URI address) {
    this.process = process;
    this.log = log;
    this.sql = new TrinoSql(address);
    this.atExit = new Thread(process::destroyForcibly, "millrace-bench-trino-end");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a server; returns when it takes statements.
   *
   * @param java of a JDK that Trino runs on
   * @param folder for its configuration, log and data
   * @param lake where Millrace's catalog is or will be
   */
  static TrinoServer start(Path java, Path program, Path folder, ServedLake.Address lake)
      throws IOException, InterruptedException {
    Path catalogs = Files.createDirectories(folder.resolve("etc/catalog"));
    String documented = documented().replace(DOCS_ADDRESS, lake.catalog());
    Files.writeString(catalogs.resolve(WRITER + ".properties"), documented);
    Files.writeString(
        catalogs.resolve(READER + ".properties"),
        documented.replace("${ENV:MILLRACE_TOKEN}", "${ENV:READ_TOKEN}"));
    URI address = URI.create("http://127.0.0.1:" + Benchmark.freePort());
    Path config = folder.resolve("etc/config.properties");
    Files.writeString(
        config,
        """
        coordinator=true
        node-scheduler.include-coordinator=true
        http-server.http.port=%d
        discovery.uri=%s
        catalog.config-dir=%s
        plugin.dir=%s
        """
            .formatted(address.getPort(), address, catalogs, program.resolve("plugin")));
    Path log = folder.resolve("trino.log");
    ProcessBuilder command =
        new ProcessBuilder(
                java.toString(),
                "-Xmx1g",
                "-Djdk.attach.allowAttachSelf=true",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dnode.environment=bench",
                "-Dnode.id=bench",
                "-Dnode.data-dir=" + Files.createDirectories(folder.resolve("data")),
                "-Dconfig=" + config,
                "-cp",
                program.resolve("lib") + "/*",
                "io.trino.server.TrinoServer")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().put("MILLRACE_TOKEN", lake.writeToken());
    command.environment().put("READ_TOKEN", lake.readToken());
    TrinoServer server = new TrinoServer(command.start(), log, address);
    try {
      server.await();
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The catalog's properties as the docs have them, so that those that are tried are those. */
  private static String documented() throws IOException {
    StringBuilder properties = new StringBuilder();
    List<String> lines = Files.readAllLines(Main.home().resolve("docs/engines.md"));
    int first = lines.indexOf(DOCS_FIRST_LINE);
    for (int i = first + 1; first >= 0 && !lines.get(i).isBlank(); i++) {
      properties.append(lines.get(i).strip()).append('\n');
    }
    if (properties.indexOf(DOCS_ADDRESS) < 0) {
      throw new IllegalStateException("Cannot find Trino's catalog properties in docs/engines.md.");
    }
    return properties.toString();
  }

  private void await() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!sql.isStarted()) {
      if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException("Trino does not start:\n" + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    startSeconds = (System.nanoTime() - begun) / 1e9;
  }

  double startSeconds() {
    return startSeconds;
  }

  TrinoSql sql() {
    return sql;
  }

  /** The CPU that it has taken so far. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  double peakMegabytes() {
    return Memory.peakMegabytes(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
