package dev.millrace.app.cli;

import dev.millrace.app.runtime.Version;
import picocli.CommandLine.Command;

/** Prints which Millrace this is. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Print the versions of Millrace and Java.")
public final class VersionCommand implements Runnable {
  @Override
  public void run() {
    System.out.println(
        "millrace " + Version.CURRENT + " (Java " + System.getProperty("java.version") + ")");
  }
}
