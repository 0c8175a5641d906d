package dev.millrace.flow;

import dev.millrace.api.TableSchema;
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

/**
 * Where a mapping keeps its state: one folder for each form of the mapping, which is its SQL and
 * the tables it reads. A mapping of another form cannot go on from the state of the old one.
 */
final class Checkpoints {
  /** Changes when jobs keep their state in another way. */
  private static final String LAYOUT = "3";

  private final Path folder;

  Checkpoints(Path root, MappingFile mapping, Collection<TableSchema> reads) {
    try {
      MessageDigest form = MessageDigest.getInstance("SHA-256");
      form.update(LAYOUT.getBytes(StandardCharsets.UTF_8));
      form.update(mapping.sql().getBytes(StandardCharsets.UTF_8));
      reads.stream()
          .sorted(Comparator.comparing(TableSchema::name))
          .forEach(table -> form.update(table.toString().getBytes(StandardCharsets.UTF_8)));
      String name =
          mapping.name().replace('/', '.') + "-" + HexFormat.of().formatHex(form.digest(), 0, 8);
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
