package dev.millrace.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Something that can be measured. */
public interface Benchmark {

  String name();

  /** What it measures, one sentence. */
  String text();

  /** What of it can be measured by itself; empty when it is one whole. */
  default List<String> parts() {
    return List.of();
  }

  /**
   * How much is to be measured.
   *
   * @param quick whether it must end within a minute or so
   * @param runs of which medians are taken; empty for as many as usual
   */
  record Effort(boolean quick, OptionalInt runs) {}

  /**
   * Measures.
   *
   * @param parts which of its parts
   * @param out takes each figure as soon as it is known
   */
  void run(Effort effort, List<String> parts, Consumer<Figure> out) throws Exception;

  /** A port of this machine that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Removes a folder and what is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
