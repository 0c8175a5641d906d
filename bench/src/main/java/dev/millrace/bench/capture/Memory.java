package dev.millrace.bench.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What memory processes have taken. */
public final class Memory {
  private static final String PEAK = "VmHWM:";

  private Memory() {}

  /** The most that was resident so far of this process. */
  public static double peakMegabytes() {
    return peakMegabytes(ProcessHandle.current().pid());
  }

  /** The most that was resident so far of another process. */
  public static double peakMegabytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
              .filter(line -> line.startsWith(PEAK))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
