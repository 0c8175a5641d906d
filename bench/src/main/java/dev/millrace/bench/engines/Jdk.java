package dev.millrace.bench.engines;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a Java other than the one that runs this process. */
final class Jdk {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  private Jdk() {}

  /**
   * The program {@code java} of a JDK: of the one that {@code JAVA<feature>_HOME} names, else of
   * the first that stands where JDKs usually do.
   *
   * @param feature the leading number of the oldest version that will do
   * @throws MillraceException CONFIGURATION_INVALID when there is none
   */
  static Path java(int feature) throws IOException {
    String variable = "JAVA" + feature + "_HOME";
    String named = System.getenv().getOrDefault(variable, "");
    List<Path> candidates = named.isEmpty() ? usual() : List.of(Path.of(named));
    for (Path candidate : candidates) {
      Path java = candidate.resolve("bin").resolve("java");
      if (version(candidate).filter(version -> version >= feature).isPresent()
          && Files.isExecutable(java)) {
        return java;
      }
    }
    throw new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot find a JDK " + feature + " or later: looked in " + candidates + ".",
        "Install one, and name its folder in the variable " + variable + ".");
  }

  private static List<Path> usual() throws IOException {
    List<Path> found = new ArrayList<>();
    found.add(Path.of(System.getProperty("java.home")));
    Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(found::add);
    Path home = Path.of(System.getProperty("user.home"));
    for (Path folder :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt/java"),
            home.resolve(".jdks"),
            home.resolve(".sdkman/candidates/java"))) {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
          homes.forEach(found::add);
        }
      }
    }
    return found;
  }

  private static Optional<Integer> version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) {
      return Optional.empty();
    }
    Matcher version = VERSION.matcher(Files.readString(release));
    return version.find() ? Optional.of(Integer.valueOf(version.group(1))) : Optional.empty();
  }
}
