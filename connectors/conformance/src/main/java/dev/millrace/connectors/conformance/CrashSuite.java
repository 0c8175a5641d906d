package dev.millrace.connectors.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.testing.DatabaseServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that captures is killed at each {@link CrashPoint}, and another goes on, while business
 * goes on all the time: in the end the log has every change of every key in order.
 *
 * <p>{@code -Dcrash.seed} repeats a choice of points as far as the clock lets it; {@code
 * -Dcrash.rounds} kills more often.
 */
public abstract class CrashSuite {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ROWS = 20_000;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @TempDir Path folder;

  private DatabaseServer server;
  private EmbeddedBroker broker;

  /** Starts a server, of a release by chance where there are several. */
  protected abstract DatabaseServer startServer(Path folder, Random random);

  protected abstract Dialect dialect();

  protected abstract Connector connector();

  /** The source's options besides host, port, user, password and how the tables are read. */
  protected abstract Map<String, String> options(DatabaseServer server);

  /** In which the tables are. */
  protected abstract String schema(DatabaseServer server);

  /** Passes the points that only this connector knows. */
  protected Class<? extends CrashWatch> watch() {
    return CrashWatch.None.class;
  }

  /** Killed here for the first time while changes are streamed. */
  protected CrashPoint firstOfStream() {
    return CrashPoint.STORED;
  }

  /** Killed at these in random order while changes are streamed. */
  protected List<CrashPoint> pointsOfStream() {
    return List.of(
        CrashPoint.READ,
        CrashPoint.HANDED_OVER,
        CrashPoint.PARTLY_DURABLE,
        CrashPoint.DURABLE,
        CrashPoint.STORING,
        CrashPoint.STORED);
  }

  /** Does what it takes to come to a point, again and again until it has been passed. */
  protected void leadTo(CrashPoint point) throws SQLException {}

  /** Kills once more, after all other points. */
  protected void killInTheEnd() throws Exception {}

  @Test
  void losesNothingWhereverItIsKilled() throws Exception {
    System.out.println("-Dcrash.seed=" + seed);
    try (DatabaseServer database = startServer(folder.resolve("database"), random);
        EmbeddedBroker log = EmbeddedBroker.start(folder.resolve("log"), 0);
        Business business = new Business(database::connect, dialect(), seed)) {
      server = database;
      broker = log;
      business.prepare(ROWS);
      configure();
      business.start(3);
      killWhileRowsAreRead();
      long since = killWhileStreaming(business);
      killInTheEnd();
      business.stop();
      execute("INSERT INTO item VALUES (-1, -1, 'the end')");
      compareAtTheEnd(since);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("-Dcrash.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private void configure() throws IOException {
    Map<String, String> options = new HashMap<>(options(server));
    options.put("hostname", server.host());
    options.put("port", Integer.toString(server.port()));
    options.put("user", server.user());
    options.put("password", server.password());
    options.put("snapshot-chunk-rows", "2000");
    options.put("max-rows-per-second", "15000");
    SourceConfig source = new SourceConfig("erp", connector().kind(), options);
    Properties properties = new Properties();
    properties.putAll(connector().connectConfig(source, broker.bootstrapServers()));
    properties.put(CrashingWorker.WATCH, watch().getName());
    try (OutputStream out = Files.newOutputStream(folder.resolve("connector.properties"))) {
      properties.store(out, null);
    }
  }

  private void killWhileRowsAreRead() throws Exception {
    killAt(CrashPoint.IN_CHUNK, 1 + random.nextInt(3_000));
    killAt(CrashPoint.BETWEEN_CHUNKS, 1 + random.nextInt(2));
    killAt(CrashPoint.IN_CHUNK, 1 + random.nextInt(3_000));
  }

  /** Returns after which entry of the journal all must be in the log. */
  private long killWhileStreaming(Business business) throws Exception {
    List<CrashPoint> points = new ArrayList<>(pointsOfStream());
    Collections.shuffle(points, random);
    for (int extra = Integer.getInteger("crash.rounds", 0); extra > 0; extra--) {
      points.add(points.get(random.nextInt(points.size())));
    }
    killAt(firstOfStream(), 1);
    long since;
    try (Connection connection = server.connect()) {
      since = Journal.last(connection);
    }
    business.rowsAreRead();
    for (CrashPoint point : points) {
      killAt(point, 1 + random.nextInt(comesOften(point) ? 12 : 2));
    }
    return since;
  }

  private static boolean comesOften(CrashPoint point) {
    return switch (point) {
      case STORING, STORED, CONFIRMED, SPOOLING -> false;
      default -> true;
    };
  }

  /** Runs a process until it is killed at a point. */
  protected final void killAt(CrashPoint point, int times) throws Exception {
    long start = System.nanoTime();
    Process process = start(point.name(), Integer.toString(times));
    try {
      long deadline = start + PATIENCE.toNanos();
      while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
        leadTo(point);
        assertThat(System.nanoTime())
            .as("%s is not passed %d times: %s", point, times, output())
            .isLessThan(deadline);
      }
      assertThat(process.exitValue()).as(output()).isEqualTo(CrashPoint.STATUS);
      System.out.printf(
          "killed at %s, %d, after %d ms%n",
          point, times, Duration.ofNanos(System.nanoTime() - start).toMillis());
    } finally {
      process.destroyForcibly();
    }
  }

  private void compareAtTheEnd(long since) throws Exception {
    Process process = start();
    try (Log log = Log.connect(broker.bootstrapServers());
        Schemas schemas = Schemas.open(log);
        Connection connection = server.connect()) {
      awaitTheEnd(log, schemas, process);
      awaitRead(process);
      Journal.compare(connection, log, schemas, "erp", schema(server), since);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private void awaitTheEnd(Log log, Schemas schemas, Process process) throws IOException {
    TableName table = TableName.raw("erp", schema(server), "item");
    List<TopicPartition> partitions = log.partitions(table);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Consumer<byte[], byte[]> consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        assertThat(System.nanoTime())
            .as("The end does not come: %s", output())
            .isLessThan(deadline);
        assertThat(process.isAlive()).as(output()).isTrue();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          Change change = Change.of(schemas, table, record.key(), record.value());
          if (Integer.valueOf(-1).equals(change.row().get("id"))) {
            return;
          }
        }
      }
    }
  }

  /** Rows may be read for a while after the stream has come to the end. */
  private void awaitRead(Process process) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (tablesRead() < Business.TABLES.size()) {
      assertThat(System.nanoTime()).as("Not all is read: %s", output()).isLessThan(deadline);
      assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as(output()).isFalse();
    }
  }

  private long tablesRead() throws IOException {
    return CrashingWorker.offsets(folder.resolve("offsets")).values().stream()
        .map(offset -> StandardCharsets.UTF_8.decode(offset).toString())
        .filter(offset -> offset.contains("\"done\":\"all\""))
        .count();
  }

  private Process start(String... point) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWorker.class.getName(),
                broker.bootstrapServers(),
                folder.toString()));
    command.addAll(List.of(point));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("worker.log").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("worker.log"));
  }

  protected final void execute(String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
