package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, as a newcomer starts it: in the browser, verified, killed and started again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoTest {
  private static final int BUSY = 600;
  private static final int CALM = 120;

  @TempDir static Path folder;

  private static Path data() throws Exception {
    return Files.createDirectories(folder.resolve("a path with spaces"));
  }

  @Test
  @Order(1)
  void showsBothErpsInTheBrowserAndKeepsThemEqualAcrossAKill() throws Exception {
    try (DemoProcess demo = DemoProcess.start(data(), CALM)) {
      demo.awaitCaughtUp();
      await().atMost(Duration.ofMinutes(1)).until(() -> sensors(demo) > 50);
      walkThroughThePages(demo);
      assertThat(demo.rate(BUSY)).isEqualTo(BUSY);
      long before = transactions(demo);
      await().atMost(Duration.ofMinutes(1)).until(() -> transactions(demo) > before + 50);
      assertThat(demo.verify()).isEmpty();
      demo.kill();
    }

    try (DemoProcess again = DemoProcess.start(data(), BUSY)) {
      again.awaitCaughtUp();
      assertThat(again.verify()).isEmpty();
      long before = transactions(again);
      await().atMost(Duration.ofMinutes(1)).until(() -> transactions(again) > before);
    }
  }

  private static long transactions(DemoProcess demo) {
    return demo.fetch("/api/demo").path("transactions").asLong();
  }

  /** How many sensors of what is under way are on the map. */
  private static long sensors(DemoProcess demo) {
    return demo.fetch("/api/status").path("tracking").path("sensors").asLong();
  }

  private static void walkThroughThePages(DemoProcess demo) throws Exception {
    Path shots = Path.of("target", "screens").toAbsolutePath();
    Process browser =
        new ProcessBuilder(
                "npm",
                "run",
                "--silent",
                "e2e",
                "--",
                "--url",
                demo.url(),
                "--token",
                demo.token(),
                "--shots",
                shots.toString())
            .directory(DemoProcess.HOME.resolve("ui").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(browser.waitFor()).as(said).isZero();
  }

  /** With a project that reads neither of the ERPs, as mappings take long to start. */
  @Test
  @Order(2)
  void endsByItselfWithASummary() throws Exception {
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.copy(
        DemoProcess.HOME.resolve("demo/project/millrace.yaml"), project.resolve("millrace.yaml"));
    Process demo =
        DemoProcess.command(
                "demo",
                "--headless",
                "--port",
                "0",
                "--for",
                "1s",
                "--project",
                project.toString(),
                "--data",
                data().toString())
            .start();
    String said = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(demo.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(said).isZero();
    assertThat(said).contains("Summary: ran").contains("Stopped.");
  }

  @Test
  @Order(3)
  void commandsWithoutARunningMillraceSaySo() throws Exception {
    for (List<String> command :
        List.of(List.of("status"), List.of("verify"), List.of("sql", "SELECT 1"))) {
      String[] arguments =
          java.util.stream.Stream.concat(
                  command.stream(),
                  java.util.stream.Stream.of("--data", folder.resolve("none").toString()))
              .toArray(String[]::new);
      Process process = DemoProcess.command(arguments).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(said).contains("Cannot find a running Millrace").contains("[NOT_RUNNING]");
    }
  }
}
