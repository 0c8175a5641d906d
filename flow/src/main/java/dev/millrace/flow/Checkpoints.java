package dev.millrace.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What Flink has left of a job in the job's folder. */
final class Checkpoints {
  private Checkpoints() {}

  /** The newest state that a job can go on from. */
  static Optional<Path> newest(Path folder) {
    if (!Files.exists(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.find(folder, 3, (path, info) -> isComplete(path))) {
      return files.max(Comparator.comparing(Checkpoints::time)).map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the states of a job in " + folder, e);
    }
  }

  /** A checkpoint, or the savepoint of a job that was stopped. */
  private static boolean isComplete(Path path) {
    String parent = path.getParent().getFileName().toString();
    return path.endsWith("_metadata")
        && (parent.startsWith("chk-") || parent.startsWith("savepoint-"));
  }

  private static FileTime time(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read checkpoint: " + path, e);
    }
  }
}
