package dev.millrace.live;

import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A live store in a process of its own with little heap, which ends when that is full. Says what
 * comes of each query that a line asks for: its way, a blank, and the SQL.
 */
final class AnswerProcess {
  private static final QueryLimits LIMITS = new QueryLimits(10_000, Duration.ofSeconds(60));

  private AnswerProcess() {}

  public static void main(String[] arguments) throws IOException {
    Log log = Log.connect(arguments[0]);
    Schemas schemas = Schemas.open(log);
    LiveStore store = LiveStore.open(LiveOptions.in(Path.of(arguments[1])), log, schemas);
    var lines =
        new java.io.BufferedReader(
            new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String way = line.substring(0, line.indexOf(' '));
      System.out.println(answer(store, way, line.substring(way.length() + 1)));
    }
  }

  private static String answer(LiveStore store, String way, String sql) {
    try {
      return switch (way) {
        case "rows" -> "rows " + store.query(sql, LIMITS, new Answers()).rows();
        case "arrow" -> "rows " + store.arrow(sql, LIMITS, OutputStream.nullOutputStream()).rows();
        default -> followed(store, sql);
      };
    } catch (MillraceException e) {
      return told(e.problem());
    }
  }

  private static String told(Problem problem) {
    return problem.code() + " " + problem.message().length();
  }

  private static String followed(LiveStore store, String sql) {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    LiveListener listener =
        new LiveListener() {
          @Override
          public void rows(String query, LiveRows rows) {
            outcome.complete("rows " + rows.rows().size());
          }

          @Override
          public void diff(String query, List<RowOp> ops, boolean truncated, Instant asOf) {}

          @Override
          public void failed(String query, Problem problem) {
            outcome.complete(told(problem));
          }
        };
    Subscription following = store.subscribe(Map.of("q", sql), QueryLimits.DEFAULT, listener);
    try {
      return outcome.join();
    } finally {
      following.close();
    }
  }

  static Process start(String bootstrapServers, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AnswerProcess.class.getName(),
            bootstrapServers,
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
