package dev.millrace.app.runtime;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Spark at an Iceberg REST catalog, in a process with a class path of its own, which {@code
 * testing/spark} has written.
 */
final class SparkProcess implements AutoCloseable {
  private static final Path ROOM = Path.of("..", "testing", "spark", "target");
  private static final File LOG = new File("target", "spark.log");

  /** What Spark opens for itself when its own scripts start it. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private final Process process;
  private final PrintStream statements;
  private final BufferedReader answers;

  private SparkProcess(Process process) {
    this.process = process;
    this.statements = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts Spark.
   *
   * @param folder for what Spark leaves behind
   * @param address of the REST catalog, which statements call {@code millrace}
   */
  static SparkProcess start(Path folder, String address, String token) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    // Short queries do not repay the second compiler.
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(
        List.of(
            "-cp",
            ROOM.resolve("classes").toAbsolutePath()
                + File.pathSeparator
                + Files.readString(ROOM.resolve("classpath")).strip(),
            "dev.millrace.testing.spark.SparkSql",
            address,
            token));
    return new SparkProcess(
        new ProcessBuilder(command)
            .directory(Files.createDirectories(folder).toFile())
            .redirectError(LOG.getAbsoluteFile())
            .start());
  }

  /** The rows that answer a statement, as JSON; or what is wrong, after {@code !}. */
  List<String> sql(String statement) throws IOException {
    statements.println(statement.replace('\n', ' '));
    List<String> rows = new ArrayList<>();
    while (true) {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("Spark has ended; " + LOG + " says why.");
      }
      if (line.isEmpty()) {
        return rows;
      }
      rows.add(line);
    }
  }

  @Override
  public void close() throws IOException {
    statements.close();
    answers.close();
    process.destroyForcibly();
  }
}
