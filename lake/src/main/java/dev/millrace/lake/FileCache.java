package dev.millrace.lake;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.lake.LakeScan;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileIO;

/**
 * Copies of a store's files on local disk, for a reader that reads only there. Files of a lake
 * never change once they are written, so a copy is good for ever; those used last are kept as far
 * as there is room, over restarts too. A copy in use stays. A file has its name here only when all
 * of it is there. The folder belongs to one process. Safe for use by several threads.
 */
final class FileCache implements AutoCloseable {
  private static final int PARALLEL = 8;
  private static final long MEGABYTE = 1_000_000;
  private static final String UNFINISHED = ".part";

  private final Path folder;
  private final long limitBytes;
  private final ThreadPoolExecutor fetchers;

  /** By the name of the copy, those used longest ago first. */
  private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

  private long usedBytes;

  /** A file that is here, or on its way. */
  private static final class Copy {
    final Path path;
    final long bytes;
    final CompletableFuture<Void> there = new CompletableFuture<>();
    int users;

    Copy(Path path, long bytes) {
      this.path = path;
      this.bytes = bytes;
    }
  }

  /**
   * Takes over what an earlier process left in the folder.
   *
   * @param limitBytes that copies may take
   */
  FileCache(Path folder, long limitBytes) {
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.fetchers =
        new ThreadPoolExecutor(
            PARALLEL,
            PARALLEL,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "millrace-lake-fetch");
              thread.setDaemon(true);
              return thread;
            });
    fetchers.allowCoreThreadTimeOut(true);
    try {
      takeOver();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the folder of the lake's copies: " + folder, e);
    }
  }

  private void takeOver() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted(Comparator.comparing(FileCache::lastUse)).toList();
    }
    for (Path file : files) {
      if (file.toString().endsWith(UNFINISHED)) {
        Files.deleteIfExists(file);
      } else {
        Copy copy = new Copy(file, Files.size(file));
        copy.there.complete(null);
        copies.put(file.getFileName().toString(), copy);
        usedBytes += copy.bytes;
      }
    }
    makeRoom(0);
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Begins a list of files that are to be read together.
   *
   * @param io reads them
   * @param reader is told in errors
   */
  Request request(FileIO io, String reader) {
    return new Request(io, reader);
  }

  /** Files that are read together. */
  final class Request implements LakeScan.Supply {
    private final FileIO io;
    private final String reader;
    private final Map<String, Long> wanted = new LinkedHashMap<>();
    private final List<Copy> held = new ArrayList<>();

    private Request(FileIO io, String reader) {
      this.io = io;
      this.reader = reader;
    }

    /**
     * Wants a file.
     *
     * @return where it is once it has been fetched; a file on local disk is where it is
     */
    Path path(String location, long bytes) {
      if (LocalFiles.isLocal(location)) {
        return LocalFiles.path(location);
      }
      wanted.put(location, bytes);
      return folder.resolve(name(location));
    }

    @Override
    public boolean fetch(Duration limit) {
      if (wanted.isEmpty()) {
        return true;
      }
      long deadline = System.nanoTime() + limit.toNanos();
      take(this);
      try {
        for (Copy copy : held) {
          copy.there.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException e) {
        throw unfetched(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private MillraceException unfetched(Throwable cause) {
      if (String.valueOf(cause.getMessage()).contains("No space left")) {
        return new MillraceException(
            ErrorCode.RESOURCES_EXHAUSTED,
            "Cannot fetch the files of " + reader + ": no space is left at " + folder + ".",
            "Free space there, or allow it less with lake.sql-cache-mb.",
            cause);
      }
      return new MillraceException(
          Problems.reading(cause, reader, "the store of the lake's files"), cause);
    }

    @Override
    public void release() {
      synchronized (copies) {
        held.forEach(copy -> copy.users--);
        held.clear();
      }
    }
  }

  /** Holds the copies of all files wanted, and begins to fetch those that are not there. */
  private void take(Request request) {
    synchronized (copies) {
      if (fetchers.isShutdown()) {
        throw new MillraceException(
            ErrorCode.NOT_RUNNING,
            "Cannot fetch the files of " + request.reader + ": the lake is closing.",
            "Try again when Millrace runs.");
      }
      Map<String, Long> missing = new LinkedHashMap<>();
      long missingBytes = 0;
      for (Map.Entry<String, Long> file : request.wanted.entrySet()) {
        Copy copy = sound(name(file.getKey()), file.getValue());
        if (copy == null) {
          missing.put(file.getKey(), file.getValue());
          missingBytes += file.getValue();
        } else {
          copy.users++;
          request.held.add(copy);
        }
      }
      if (!makeRoom(missingBytes)) {
        throw tooMuch(request);
      }
      missing.forEach((location, bytes) -> request.held.add(begin(request.io, location, bytes)));
    }
  }

  /** The copy of a name, if it is one of the file that is wanted. */
  private Copy sound(String name, long bytes) {
    Copy copy = copies.get(name);
    if (copy == null) {
      return null;
    }
    if (copy.bytes != bytes && copy.users == 0 && copy.there.isDone()) {
      drop(copy);
      copies.remove(name);
      return null;
    }
    if (copy.there.isDone()) {
      try {
        Files.setLastModifiedTime(copy.path, FileTime.from(Instant.now()));
      } catch (IOException e) {
        // Somebody has deleted it.
        copies.remove(name, copy);
        usedBytes -= copy.bytes;
        return null;
      }
    }
    return copy;
  }

  private Copy begin(FileIO io, String location, long bytes) {
    String name = name(location);
    Copy copy = new Copy(folder.resolve(name), bytes);
    copy.users = 1;
    copies.put(name, copy);
    usedBytes += bytes;
    fetchers.execute(() -> fetch(copy, name, io, location));
    return copy;
  }

  /** Removes copies that nobody uses until so much more would fit; false when it does not. */
  private boolean makeRoom(long bytes) {
    Iterator<Copy> oldest = copies.values().iterator();
    while (usedBytes + bytes > limitBytes && oldest.hasNext()) {
      Copy copy = oldest.next();
      if (copy.users == 0 && copy.there.isDone()) {
        drop(copy);
        oldest.remove();
      }
    }
    return usedBytes + bytes <= limitBytes;
  }

  private void drop(Copy copy) {
    try {
      Files.deleteIfExists(copy.path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete a copy of a file: " + copy.path, e);
    }
    usedBytes -= copy.bytes;
  }

  private MillraceException tooMuch(Request request) {
    long needed = request.wanted.values().stream().mapToLong(Long::longValue).sum();
    request.held.forEach(copy -> copy.users--);
    request.held.clear();
    if (needed <= limitBytes) {
      return new MillraceException(
          ErrorCode.RESOURCES_EXHAUSTED,
          "Cannot fetch the files of "
              + request.reader
              + " now: they have "
              + megabytes(needed)
              + " MB, and what else is being read leaves too little of the cache's "
              + megabytes(limitBytes)
              + " MB.",
          "Run the query again when others have ended, or allow the cache more with"
              + " lake.sql-cache-mb.");
    }
    return new MillraceException(
        ErrorCode.RESOURCES_EXHAUSTED,
        "Cannot fetch the files of "
            + request.reader
            + ": the query needs "
            + megabytes(needed)
            + " MB of them, and the cache may have "
            + megabytes(limitBytes)
            + " MB.",
        "Give a condition on the commit time or the key, so that fewer are needed, or allow the"
            + " cache more with lake.sql-cache-mb.");
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  /** What has begun goes on when nobody waits any more, so that the next try comes further. */
  private void fetch(Copy copy, String name, FileIO io, String location) {
    try {
      synchronized (copies) {
        if (copy.users == 0) {
          throw new CancellationException("Nobody waits for it");
        }
      }
      download(copy, io, location);
      copy.there.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      synchronized (copies) {
        copies.remove(name, copy);
        usedBytes -= copy.bytes;
      }
      copy.there.completeExceptionally(e);
    }
  }

  private void download(Copy copy, FileIO io, String location) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "", UNFINISHED);
    try (InputStream in = io.newInputFile(location, copy.bytes).newStream();
        FileOutputStream out = new FileOutputStream(part.toFile())) {
      long bytes = in.transferTo(out);
      if (bytes != copy.bytes) {
        throw new IOException(
            location + " has " + bytes + " bytes, not " + copy.bytes + " as its table says");
      }
      // Its name is to mean that all of it is there, after the machine has lost power too.
      out.getFD().sync();
      Files.move(part, copy.path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String name(String location) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(location.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Gives up what is not there yet. */
  @Override
  public void close() {
    synchronized (copies) {
      fetchers.shutdownNow();
      copies
          .values()
          .forEach(copy -> copy.there.completeExceptionally(new CancellationException()));
    }
  }
}
