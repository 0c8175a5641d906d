package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Store store;

  /** Files of a folder under locations that are not on this machine. */
  private static final class Store implements FileIO {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final Path folder;

    private final LocalFiles files = new LocalFiles();
    private final AtomicInteger opened = new AtomicInteger();

    /** Is run when a file is opened. */
    @SuppressWarnings("serial")
    private volatile Runnable opening = () -> {};

    Store(Path folder) {
      this.folder = folder;
    }

    String put(String name, int bytes) {
      byte[] content = new byte[bytes];
      new Random(name.hashCode()).nextBytes(content);
      try {
        Files.write(Files.createDirectories(folder).resolve(name), content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return "store://" + name;
    }

    Path file(String location) {
      return folder.resolve(location.substring("store://".length()));
    }

    @Override
    public InputFile newInputFile(String location) {
      InputFile file = files.newInputFile(file(location).toString());
      return new InputFile() {
        @Override
        public long getLength() {
          return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
          opened.incrementAndGet();
          opening.run();
          return file.newStream();
        }

        @Override
        public String location() {
          return location;
        }

        @Override
        public boolean exists() {
          return file.exists();
        }
      };
    }

    @Override
    public OutputFile newOutputFile(String location) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void deleteFile(String location) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void makeStore() {
    store = new Store(folder.resolve("store"));
  }

  private FileCache cache(long bytes) {
    return new FileCache(folder.resolve("cache"), bytes);
  }

  private Path fetch(FileCache cache, String location, int bytes) {
    FileCache.Request request = cache.request(store, "lake.plant.item");
    Path path = request.path(location, bytes);
    try {
      assertThat(request.fetch(LONG)).isTrue();
      assertThat(path).hasSameBinaryContentAs(store.file(location));
      return path;
    } finally {
      request.release();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  @Test
  void keepsWhatWasUsedLast() {
    String a = store.put("a", 40);
    String b = store.put("b", 40);
    String c = store.put("c", 40);
    try (FileCache cache = cache(100)) {
      fetch(cache, a, 40);
      Path second = fetch(cache, b, 40);
      fetch(cache, a, 40);
      fetch(cache, c, 40);
      assertThat(second).doesNotExist();
      fetch(cache, a, 40);
      assertThat(store.opened).hasValue(3);
    }
  }

  @Test
  void keepsFilesInUse() {
    String a = store.put("a", 60);
    String b = store.put("b", 60);
    try (FileCache cache = cache(100)) {
      FileCache.Request first = cache.request(store, "lake.plant.item");
      Path path = first.path(a, 60);
      first.fetch(LONG);
      FileCache.Request second = cache.request(store, "lake.plant.part");
      second.path(b, 60);
      assertThatThrownBy(() -> second.fetch(LONG))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.RESOURCES_EXHAUSTED))
          .hasMessageContaining(
              "Cannot fetch the files of lake.plant.part now: they have 1 MB, and what else is"
                  + " being read leaves too little of the cache's 1 MB.");
      second.release();
      assertThat(path).exists();
      first.release();
      fetch(cache, b, 60);
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void saysWhenAQueryNeedsMoreThanItMayHold() {
    try (FileCache cache = cache(2_000_000)) {
      FileCache.Request request = cache.request(store, "lake.plant.item");
      request.path("store://a", 1_500_000);
      request.path("store://b", 1_500_000);
      assertThatThrownBy(() -> request.fetch(LONG))
          .hasMessageContaining(
              "Cannot fetch the files of lake.plant.item: the query needs 3 MB of them, and the"
                  + " cache may have 2 MB.");
      request.release();
      assertThat(store.opened).hasValue(0);
      fetch(cache, store.put("c", 2_000_000), 2_000_000);
    }
  }

  @Test
  void showsNoFileThatIsNotThereInFull() throws IOException {
    String a = store.put("a", 40);
    try (FileCache cache = cache(100)) {
      FileCache.Request longer = cache.request(store, "lake.plant.item");
      longer.path(a, 50);
      assertThatThrownBy(() -> longer.fetch(LONG))
          .hasMessageContaining(
              "Cannot read the lake: lake.plant.item: IOException: store://a has 40 bytes, not 50"
                  + " as its table says.");
      longer.release();
      store.opening =
          () -> {
            throw new IllegalStateException("Connection lost");
          };
      assertThatThrownBy(() -> fetch(cache, a, 40)).hasMessageContaining("Connection lost");
      assertThat(files()).isEmpty();
      store.opening = () -> {};
      fetch(cache, a, 40);
      fetch(cache, store.put("b", 60), 60);
      assertThat(files()).as("all room is there").hasSize(2);
    }
  }

  @Test
  void goesOnFetchingWhenTheQuerysTimeIsOver() throws InterruptedException {
    String a = store.put("a", 40);
    CountDownLatch slow = new CountDownLatch(1);
    store.opening =
        () -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (FileCache cache = cache(100)) {
      FileCache.Request request = cache.request(store, "lake.plant.item");
      Path path = request.path(a, 40);
      assertThat(request.fetch(Duration.ZERO)).isFalse();
      FileCache.Request second = cache.request(store, "lake.plant.item");
      second.path(a, 40);
      assertThat(second.fetch(Duration.ZERO)).isFalse();
      request.release();
      assertThat(path).doesNotExist();
      slow.countDown();
      assertThat(second.fetch(LONG)).isTrue();
      second.release();
      assertThat(fetch(cache, a, 40)).isEqualTo(path);
      assertThat(store.opened).hasValue(1);
    }
  }

  @Test
  void hasItsFilesAfterARestart() throws IOException {
    String a = store.put("a", 40);
    String b = store.put("b", 40);
    try (FileCache cache = cache(100)) {
      fetch(cache, a, 40);
      fetch(cache, b, 40);
    }
    Files.writeString(folder.resolve("cache/1.part"), "half a file");
    try (FileCache cache = cache(100)) {
      assertThat(files()).hasSize(2);
      fetch(cache, a, 40);
      fetch(cache, b, 40);
      assertThat(store.opened).hasValue(2);
    }
    try (FileCache cache = cache(50)) {
      assertThat(files()).as("it may have less now").hasSize(1);
      fetch(cache, b, 40);
      assertThat(store.opened).hasValue(2);
    }
  }

  @Test
  void servesManyAtOnceAndHoldsItsLimit() throws Exception {
    long seed = new Random().nextLong();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      files.add(store.put("file" + i, 10 + i));
    }
    ExecutorService readers = Executors.newFixedThreadPool(4);
    try (FileCache cache = cache(500)) {
      List<Future<?>> done = new ArrayList<>();
      for (int reader = 0; reader < 4; reader++) {
        Random random = new Random(seed + reader);
        done.add(readers.submit(() -> read(cache, files, random)));
      }
      for (Future<?> each : done) {
        each.get();
      }
      long bytes = 0;
      for (Path file : files()) {
        bytes += Files.size(file);
      }
      assertThat(bytes).as("seed %d", seed).isLessThanOrEqualTo(500);
    } finally {
      readers.shutdown();
    }
  }

  /** Four readers of three files of at most 39 bytes never need more than 500. */
  private void read(FileCache cache, List<String> files, Random random) {
    for (int round = 0; round < 40; round++) {
      FileCache.Request request = cache.request(store, "lake.plant.item");
      List<String> wanted = new ArrayList<>();
      List<Path> paths = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int file = random.nextInt(files.size());
        wanted.add(files.get(file));
        paths.add(request.path(files.get(file), 10 + file));
      }
      assertThat(request.fetch(LONG)).isTrue();
      for (int i = 0; i < 3; i++) {
        assertThat(paths.get(i)).hasSameBinaryContentAs(store.file(wanted.get(i)));
      }
      request.release();
    }
  }
}
