package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that do not fit the heap of 256 MB that the process has which answers. */
class AnswerSizeTest {
  @TempDir static Path folder;
  private static TestLog log;
  private static Process process;
  private static BufferedReader answers;

  @BeforeAll
  static void start() {
    log = new TestLog(folder);
  }

  /** Anew where the last test has ended it. */
  @BeforeEach
  void startProcess() throws IOException {
    if (process != null && process.isAlive()) {
      return;
    }
    process = AnswerProcess.start(log.broker.bootstrapServers(), folder.resolve("live"));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
    log.close();
  }

  private static String answer(String way, String sql) throws IOException {
    process.getOutputStream().write((way + " " + sql + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    String answer = answers.readLine();
    assertThat(answer).as("the process lives after %s by %s", sql, way).isNotNull();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT repeat('x', 300000000)",
        "SELECT repeat('x', 40000) AS text, range AS n FROM range(2000) ORDER BY n DESC",
        "SELECT repeat('x', 50000000)::BLOB",
        "SELECT repeat('1', 50000000)::BIT",
        "SELECT string_agg('some text ' || range, ',') FROM range(3000000)",
        "SELECT list(range) FROM range(2000000)",
        "SELECT list({'a': 1, 'b': NULL}) FROM range(1000000)",
        "SELECT {'a': {'b': repeat('x', 50000000)}}",
        "SELECT map_from_entries(list((range, 'x'))) FROM range(500000)",
        "SELECT union_value(a := repeat('x', 50000000))",
        "SELECT repeat('x', 50000000)::VARIANT",
        "SELECT 'a' AS x, 'b' AS x, repeat('x', 50000000) AS \"a \"\"quoted\"\" 'name'\"",
        "SELECT repeat('x', 50000000) AS \"row\"",
        "SUMMARIZE SELECT repeat('x', 50000000) AS a"
      })
  void refusesAnAnswerThatIsTooLarge(String sql) throws IOException {
    assertThat(answer("rows", sql)).startsWith("RESOURCES_EXHAUSTED ");
    assertThat(answer("rows", "SELECT 1")).isEqualTo("rows 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"arrow", "live"})
  void refusesItInWhateverFormItIsAskedFor(String way) throws IOException {
    assertThat(answer(way, "SELECT 1 AS a, repeat('x', 1000000) AS b FROM range(2000)"))
        .startsWith("RESOURCES_EXHAUSTED ");
    assertThat(answer(way, "SELECT list(range) FROM range(2000000)"))
        .startsWith("RESOURCES_EXHAUSTED ");
  }

  /** Near the bound, so that it is seen to be low enough. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | SELECT repeat('ü', 15500000)",
        "1000 | SELECT repeat('x', 31000) FROM range(1000)",
        "1 | SELECT repeat('x', 31000000)::BLOB",
        "1 | SELECT repeat('1', 15000000)::BIT",
        "1 | SELECT list(NULL::BOOLEAN) FROM range(1900000)",
        "1 | SELECT list({'a': NULL::BOOLEAN}) FROM range(600000)",
        "1 | SELECT list(['']) FROM range(400000)",
        "1 | SELECT map_from_entries(list((range, 'x'))) FROM range(100000)"
      })
  void answersWhatIsNotTooLarge(int rows, String sql) throws IOException {
    for (String way : List.of("rows", "live")) {
      assertThat(answer(way, sql)).as(sql).isEqualTo("rows " + rows);
    }
  }

  @Test
  void answersManyRowsThatAreLargeTogetherOneByOne() throws IOException {
    assertThat(answer("arrow", "SELECT repeat('x', 10000) FROM range(10000)"))
        .isEqualTo("rows 10000");
  }

  @Test
  void refusesColumnsThatAreTooMany() throws IOException {
    String columns =
        IntStream.range(0, 15_000).mapToObj(i -> "''c" + i).collect(Collectors.joining(","));
    assertThat(answer("rows", "SELECT " + columns + " FROM range(2000)"))
        .startsWith("RESOURCES_EXHAUSTED ");
  }

  @Test
  void shortensAMessageThatHoldsAValue() throws IOException {
    assertThat(answer("rows", "SELECT CAST(repeat('x\"\\', 10000000) AS INTEGER)"))
        .matches("SQL_INVALID 2\\d\\d\\d");
  }
}
