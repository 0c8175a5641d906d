package dev.millrace.testing;

import java.nio.file.Path;

/** Starts a server in a process of its own, so that a test can kill that process. */
final class LeftBehind {
  private LeftBehind() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[1]);
    DatabaseServer server =
        DatabaseServerTest.Kind.valueOf(arguments[0]).start(folder, ServerOptions.defaults());
    System.out.println("pid " + server.pid());
    Thread.currentThread().join();
  }
}
