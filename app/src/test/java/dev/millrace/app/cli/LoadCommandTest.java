package dev.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Main;
import dev.millrace.lake.load.LoadProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as people use it, on a project that does not run. */
class LoadCommandTest {
  @TempDir Path folder;

  /** What a run of the command has left. */
  private record Run(int status, String out, String problems) {}

  @BeforeEach
  void makeAProject() throws IOException {
    Files.writeString(folder.resolve("millrace.yaml"), "server:\n  port: 0\n");
    Files.createDirectories(folder.resolve("sources"));
    Files.writeString(folder.resolve("sources/erp.yaml"), "connector: nonsense\n");
    Files.createDirectories(folder.resolve("orders/day=2024-01-31"));
    Files.writeString(folder.resolve("orders/day=2024-01-31/1.csv"), "id,price\n1,1.50\n2,2\n");
  }

  private Run run(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("load", folder.resolve("orders").toString(), "--quiet"));
    all.addAll(List.of("--project", folder.toString()));
    all.addAll(List.of(arguments));
    PrintStream console = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter problems = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(problems));
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int status = command.execute(all.toArray(String[]::new));
      String shown = out.toString(StandardCharsets.UTF_8).replaceAll(" +", " ");
      return new Run(status, shown, problems.toString());
    } finally {
      System.setOut(console);
    }
  }

  @Test
  void showsWhatItWouldDoAndDoesIt() {
    Run plan = run("--into", "archive", "--dry-run");
    assertThat(plan.out()).contains("archive.orders 1 20 B 0 csv converted day date");
    assertThat(plan.status()).isZero();
    Run load = run("--into", "archive");
    assertThat(load.out()).contains("archive.orders 2 20 B 0 0 1 0");
    assertThat(run("--into", "archive").out()).contains("archive.orders 0 0 B 0 0 0 1");
  }

  @Test
  void keepsOutOfTheNamespacesOfSources() {
    Run refused = run("--into", "erp");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.problems())
        .startsWith(
            "millrace: Cannot load into namespace: erp. Millrace writes the tables in it. Give one"
                + " of your own with --into, such as archive.");
  }

  @Test
  void saysHowFarItIs() {
    LoadProgress progress =
        new LoadProgress("a.b", LoadProgress.Step.LOADING, 3, 9, 1_000_000, 4_000_000, 1_000_000);
    assertThat(LoadText.Progress.line(progress, 10))
        .isEqualTo("Loading a.b: 3 of 9 files, 1.0 MB of 4.0 MB, 100 kB/s, about 30 s left");
  }
}
