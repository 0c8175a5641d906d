package dev.millrace.app.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Listed here for the help; the script runs the room {@code bench} itself. */
@Command(
    name = "bench",
    description = "Measure: run one benchmark of bench/ on embedded servers and print a table.")
public final class BenchCommand implements Runnable {
  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Override
  public void run() {
    System.out.println(
        "Run it through the script: ./millrace bench " + String.join(" ", arguments));
  }
}
