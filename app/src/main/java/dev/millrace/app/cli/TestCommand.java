package dev.millrace.app.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Listed here for the help; the script runs the tests itself. */
@Command(name = "test", description = "Run the whole test suite.")
public final class TestCommand implements Runnable {
  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Override
  public void run() {
    System.out.println("Run it through the script: ./millrace test " + String.join(" ", arguments));
  }
}
