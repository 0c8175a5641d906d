package dev.millrace.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * Where a mapping keeps its state: one folder for each form of the mapping, which is its SQL and
 * the columns it reads. A mapping of another form cannot go on from the state of the old one.
 */
final class Checkpoints {
  /** Changes when jobs keep their state in another way. */
  private static final String LAYOUT = "4";

  private static final int DIGEST_BYTES = 8;

  private final Path folder;
  private final String mapping;

  Checkpoints(Path root, MappingFile mapping, Collection<RawColumns> reads) {
    try {
      MessageDigest form = MessageDigest.getInstance("SHA-256");
      form.update(LAYOUT.getBytes(StandardCharsets.UTF_8));
      form.update(mapping.sql().getBytes(StandardCharsets.UTF_8));
      reads.stream()
          .map(RawColumns::toString)
          .sorted()
          .forEach(columns -> form.update(columns.getBytes(StandardCharsets.UTF_8)));
      this.mapping = mapping.name().replace('/', '.');
      String name = this.mapping + "-" + HexFormat.of().formatHex(form.digest(), 0, DIGEST_BYTES);
      folder = Files.createDirectories(root.resolve("checkpoints").resolve(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java always has SHA-256.", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to the flow's folder: " + root, e);
    }
  }

  Path folder() {
    return folder;
  }

  /** The last checkpoint that was completed. */
  Optional<Path> newest() {
    try (Stream<Path> files = Files.find(folder, 3, (path, info) -> isComplete(path))) {
      return files.max(Comparator.comparing(Checkpoints::time)).map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list checkpoints: " + folder, e);
    }
  }

  /**
   * Deletes what other forms of the mapping have kept: one that comes back later has missed what
   * was written meanwhile.
   */
  void deleteOtherForms() {
    try (Stream<Path> forms = Files.list(folder.getParent())) {
      for (Path form : forms.filter(this::isOtherForm).toList()) {
        FileUtils.deleteDirectory(form.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete old state of a mapping: " + folder, e);
    }
  }

  private boolean isOtherForm(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(mapping + "-")
        && name.length() == mapping.length() + 1 + 2 * DIGEST_BYTES
        && !path.equals(folder);
  }

  private static boolean isComplete(Path path) {
    return path.endsWith("_metadata")
        && path.getParent().getFileName().toString().startsWith("chk-");
  }

  private static FileTime time(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read checkpoint: " + path, e);
    }
  }
}
