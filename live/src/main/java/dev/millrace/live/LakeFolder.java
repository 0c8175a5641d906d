package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only folder that DuckDB may read, besides its own. A query's files of the lake are linked
 * into it as long as the query runs: so DuckDB reaches exactly these, wherever they are, and a file
 * that the lake removes meanwhile stays readable to the end.
 */
final class LakeFolder {
  private static final Logger LOGGER = LoggerFactory.getLogger(LakeFolder.class);

  private final Path folder;
  private final AtomicLong number = new AtomicLong();

  private LakeFolder(Path folder) {
    this.folder = folder;
  }

  /** Takes the folder over; what an earlier process left there goes. */
  static LakeFolder open(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    try {
      if (Files.exists(whole)) {
        remove(whole);
      }
      Files.createDirectories(whole);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clear folder: " + whole, e);
    }
    return new LakeFolder(whole);
  }

  Path path() {
    return folder;
  }

  /** A place for the files of one query. */
  Links links() {
    return new Links(folder.resolve(Long.toString(number.incrementAndGet())));
  }

  /** The files of one query. */
  static final class Links implements AutoCloseable {
    private final Path folder;
    private int count;

    private Links(Path folder) {
      this.folder = folder;
    }

    /**
     * Lets DuckDB read a file, and returns the path by which it does.
     *
     * @throws MillraceException when the file is not there
     */
    Path link(Path file) {
      Path link = folder.resolve(count++ + ".parquet");
      try {
        if (count == 1) {
          Files.createDirectory(folder);
        }
        link(link, file.toAbsolutePath());
        return link;
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

    /** A hard link where it can be, because it keeps the file; it cannot cross file systems. */
    private static void link(Path link, Path file) throws IOException {
      try {
        Files.createLink(link, file);
      } catch (NoSuchFileException e) {
        throw e;
      } catch (UnsupportedOperationException | FileSystemException e) {
        if (!Files.exists(file)) {
          throw new NoSuchFileException(file.toString());
        }
        Files.createSymbolicLink(link, file);
      }
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
