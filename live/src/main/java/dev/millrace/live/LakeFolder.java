package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only folder that DuckDB may read, besides its own. A query's files of the lake are linked
 * into it as long as the query runs: so DuckDB reaches exactly these, wherever they are, and a file
 * that the lake removes meanwhile stays readable to the end.
 */
final class LakeFolder {
  private static final Pattern PATTERN = Pattern.compile("[*?\\[]");
  private static final Logger LOGGER = LoggerFactory.getLogger(LakeFolder.class);

  private final Path folder;
  private final Optional<Path> warehouse;
  private final AtomicLong number = new AtomicLong();

  private LakeFolder(Path folder, Optional<Path> warehouse) {
    this.folder = folder;
    this.warehouse = warehouse;
  }

  /** Takes the store's folder for the lake over; what an earlier process left there goes. */
  static LakeFolder open(LiveOptions options) throws IOException {
    Path folder = options.folder().resolve("lake");
    if (Files.exists(folder)) {
      remove(folder);
    }
    Path whole = Files.createDirectories(folder).toRealPath();
    Optional<Path> other = Optional.empty();
    if (options.warehouse().isPresent()) {
      Path warehouse = Files.createDirectories(options.warehouse().get()).toRealPath();
      if (!Files.getFileStore(warehouse).equals(Files.getFileStore(whole))) {
        other = Optional.of(warehouse);
      }
    }
    return new LakeFolder(whole, other);
  }

  /** The folders whose files DuckDB must be able to read. */
  List<Path> readable() {
    return warehouse.map(other -> List.of(folder, other)).orElse(List.of(folder));
  }

  /** A place for the files of one query. */
  Links links() {
    return new Links(folder.resolve(Long.toString(number.incrementAndGet())), warehouse);
  }

  /** The files of one query. */
  static final class Links implements AutoCloseable {
    private final Path folder;
    private final Optional<Path> warehouse;
    private int count;

    private Links(Path folder, Optional<Path> warehouse) {
      this.folder = folder;
      this.warehouse = warehouse;
    }

    /**
     * Lets DuckDB read a file, and returns the path by which it does.
     *
     * @throws MillraceException when the file is not there, or where DuckDB cannot read it
     */
    Path link(Path file) {
      Path link = folder.resolve(count++ + ".parquet");
      try {
        if (count == 1) {
          Files.createDirectory(folder);
        }
        return readable(hardLink(link, file.toRealPath()));
      } catch (NoSuchFileException e) {
        throw new MillraceException(
            ErrorCode.LAKE_FAILED,
            "Cannot find a file of the lake: " + file + ".",
            "Run the query again; if it stays so, somebody has removed the file.",
            e);
      } catch (IOException e) {
        throw new MillraceException(
            ErrorCode.RESOURCES_EXHAUSTED,
            "Cannot open a file of the lake: " + file + ".",
            "Check the rights and the free space of " + folder.getParent() + ".",
            e);
      }
    }

    /** A hard link keeps the file as long as the query runs, but cannot cross file systems. */
    private Path hardLink(Path link, Path file) throws IOException {
      try {
        return Files.createLink(link, file);
      } catch (UnsupportedOperationException | FileSystemException e) {
        if (warehouse.isPresent() && file.startsWith(warehouse.get())) {
          return file;
        }
        if (Files.getFileStore(file).equals(Files.getFileStore(folder))) {
          throw e;
        }
        throw new MillraceException(
            ErrorCode.TABLE_UNSUPPORTED,
            "Cannot read a file of the lake in SQL: " + file + " is on another disk.",
            "Keep the lake's files and the data folder on one disk, or read the table with another"
                + " engine.",
            e);
      }
    }

    private static Path readable(Path path) {
      // DuckDB would take the path for a pattern.
      if (PATTERN.matcher(path.toString()).find()) {
        throw new MillraceException(
            ErrorCode.TABLE_UNSUPPORTED,
            "Cannot read the lake in SQL: its path or the data folder's has one of * ? [: "
                + path
                + ".",
            "Give another data folder with --data.");
      }
      return path;
    }

    @Override
    public void close() {
      if (count > 0) {
        try {
          remove(folder);
        } catch (IOException e) {
          LOGGER.warn("Cannot remove the links of a query: {}", folder, e);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
