package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerTest {

  @Test
  void namesATakenPortAndTheRemedy() {
    try (RunningServer first = new RunningServer()) {
      int port = first.server.port();
      MillraceException failure =
          catchThrowableOfType(
              MillraceException.class,
              () -> new RunningServer(options -> options.withPort(port)).close());
      assertThat(failure.problem().code()).isEqualTo(ErrorCode.PORT_TAKEN);
      assertThat(failure.problem().message())
          .isEqualTo("Cannot listen on port " + port + ": another program does already.");
      assertThat(failure.problem().remedy()).contains("--port");
    }
  }

  @Test
  void namesAnAddressThatIsNotThisMachines() {
    for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
      MillraceException failure =
          catchThrowableOfType(
              MillraceException.class,
              () -> new RunningServer(options -> options.withHost(host)).close());
      assertThat(failure.problem().code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
      assertThat(failure.problem().message()).isEqualTo("Cannot listen on " + host + ":0.");
    }
  }

  @Test
  void canBeStartedAgainOnItsPortAtOnce() {
    RunningServer first = new RunningServer();
    int port = first.server.port();
    assertThat(first.client.get("/api/status").statusCode()).isEqualTo(200);
    first.close();
    try (RunningServer second = new RunningServer(options -> options.withPort(port))) {
      assertThat(second.server.port()).isEqualTo(port);
      assertThat(second.client.get("/api/status").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void leavesNoThreadBehind() {
    try (RunningServer running = new RunningServer()) {
      assertThat(running.client.get("/api/sql?q=values").statusCode()).isEqualTo(200);
      assertThat(threads()).isNotEmpty();
    }
    org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("millrace-"))
        .toList();
  }
}
