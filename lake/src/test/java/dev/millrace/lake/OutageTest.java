package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ErrorCode;
import dev.millrace.lake.CrashPoints.Point;
import dev.millrace.testing.CuttableNetwork;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.iceberg.io.FileIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Catalogs and stores that fail for a while, at the worst moments, and writers that do not know of
 * each other. Afterwards the history has each change once, and the current state is the source's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {
  /** Twenty times as fast as time, so that the pauses between tries are short. */
  private final InstantSource hasty =
      () -> Instant.ofEpochMilli(1_800_000_000_000L + System.nanoTime() / 50_000);

  private Path folder;
  private Bed bed;
  private PostgresServer postgres;

  @BeforeAll
  void start(@TempDir Path made) {
    folder = made;
    bed = new Bed(folder);
    postgres = PostgresServer.start(folder.resolve("catalog"));
  }

  @AfterAll
  void stop() {
    postgres.close();
    bed.close();
  }

  private Lake open(
      String name, Map<String, String> more, CrashPoints crashPoints, UnaryOperator<FileIO> files) {
    LakeOptions options =
        LakeOptions.of(folder.resolve(name), more).withCommitInterval(Duration.ofSeconds(2));
    return Lake.open(options, bed.log, bed.schemas, crashPoints, hasty, files);
  }

  private Map<String, String> inPostgres(int port) {
    Map<String, String> values = new HashMap<>();
    values.put(
        "catalog", postgres.jdbcUrl().replace(":" + postgres.port() + "/", ":" + port + "/"));
    values.put("catalog.jdbc.user", postgres.user());
    values.put("catalog.jdbc.password", postgres.password());
    // Each request has its SQL in it, so that the network knows it.
    values.put("catalog.jdbc.prepareThreshold", "0");
    return values;
  }

  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"FILES_CLOSED", "COMMITTED"})
  void doesNotHearWhetherItHasCommitted(Point last) throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (CuttableNetwork network = CuttableNetwork.to(postgres.host(), postgres.port());
        RandomSource source =
            new RandomSource(bed, "unheard_" + last.name().toLowerCase(Locale.ROOT));
        Lake lake =
            open(
                "unheard " + last,
                inPostgres(network.port()),
                (point, table) -> {
                  if (point == last && table.equals(source.name) && armed.getAndSet(false)) {
                    network.breakOffAtAnswerTo("UPDATE iceberg_tables");
                  }
                },
                UnaryOperator.identity())) {
      source.work();
      lake.commitNow(List.of(source.name));
      for (int i = 0; i < 2; i++) {
        int before = network.brokenOff();
        armed.set(true);
        source.work();
        Awaitility.await().until(() -> network.brokenOff() > before);
        source.check(lake);
      }
    }
  }

  @Test
  void goesOnWhenTheCatalogIsThereAgain() {
    try (RandomSource source = new RandomSource(bed, "catalog_down");
        Lake lake =
            open(
                "catalog down",
                inPostgres(postgres.port()),
                CrashPoints.NONE,
                UnaryOperator.identity())) {
      source.work();
      lake.commitNow(List.of(source.name));
      postgres.stop();
      source.work();
      Awaitility.await().until(() -> lake.status().state() == LakeStatus.State.FAILED);
      assertThat(lake.status().problem().orElseThrow().code()).isEqualTo(ErrorCode.LAKE_FAILED);
      source.work();
      postgres.start();
      source.work();
      source.check(lake);
    }
  }

  /** Its catalog is on the same disk. */
  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"FILES_CLOSED", "COMMITTED"})
  void goesOnWhenTheDiskIsNotFullAnyMore(Point full) throws Exception {
    String name = "full_" + full.name().toLowerCase(Locale.ROOT);
    AtomicBoolean armed = new AtomicBoolean();
    try (SmallDisk disk = SmallDisk.mount(folder.resolve(name));
        RandomSource source = new RandomSource(bed, name);
        Lake lake =
            open(
                name,
                Map.of(),
                (point, table) -> {
                  if (point == full && table.equals(source.name) && armed.getAndSet(false)) {
                    disk.fill();
                  }
                },
                disk::files)) {
      source.work();
      lake.commitNow(List.of(source.name));
      armed.set(true);
      source.work();
      Awaitility.await().until(() -> lake.status().state() == LakeStatus.State.FAILED);
      assertThat(lake.status().problem().orElseThrow().code()).isEqualTo(ErrorCode.LAKE_FULL);
      source.work();
      disk.free();
      source.work();
      source.check(lake);
    }
  }

  /** The zombie stands still wherever it is, and does not know of it when it goes on. */
  @Test
  void hasEachChangeOnceWithAZombie() throws Exception {
    Random random = new Random(2);
    LakeOptions options = bed.options("haunted");
    Process zombie = LakeProcess.start(options, bed.log.bootstrapServers());
    try (RandomSource source = new RandomSource(bed, "haunted")) {
      source.work();
      try (Lake lake = bed.open(options, CrashPoints.NONE)) {
        for (int round = 0; round < 6; round++) {
          source.work();
          zombie.waitFor(random.nextInt(200), TimeUnit.MILLISECONDS);
          signal(zombie, "STOP");
          source.check(lake);
          signal(zombie, "CONT");
        }
        source.check(lake);
        assertThat(zombie.isAlive()).isTrue();
      }
    } finally {
      zombie.destroyForcibly().waitFor();
    }
  }

  private static void signal(Process process, String signal) throws Exception {
    int status =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertThat(status).isZero();
  }
}
