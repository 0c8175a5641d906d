package dev.millrace.connectors.conformance;

import dev.millrace.api.SourceConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * A process that runs Kafka Connect with a connector, as the product does, and ends at a {@link
 * CrashPoint}. The points lie around the connector: in a task, an interceptor and an offset store
 * that stand between it and Connect, and where its {@link CrashWatch} sees them.
 */
public final class CrashingWorker {
  /** The setting that has the class of the connector itself. */
  private static final String CONNECTOR = "crash.connector.class";

  /** The setting that has the class of its {@link CrashWatch}. */
  static final String WATCH = "crash.watch.class";

  /** The setting that has the class of the connector's task. */
  private static final String TASK = "crash.task.class";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  /** Changes handed over and not yet durable; what says how the source is doing is no change. */
  private static final AtomicInteger OPEN = new AtomicInteger();

  private static volatile CrashWatch watch = new CrashWatch.None();

  private CrashingWorker() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments the brokers, a folder with the connector's configuration in {@code
   *     connector.properties}, and a point and after how many passes to end there, if at all
   */
  public static void main(String[] arguments) throws Exception {
    String bootstrapServers = arguments[0];
    Path folder = Path.of(arguments[1]);
    if (arguments.length > 2) {
      CrashPoint.choose(CrashPoint.valueOf(arguments[2]), Integer.parseInt(arguments[3]));
    }
    Properties stored = new Properties();
    try (InputStream in = Files.newInputStream(folder.resolve("connector.properties"))) {
      stored.load(in);
    }
    Map<String, String> connector = new HashMap<>();
    stored.stringPropertyNames().forEach(name -> connector.put(name, stored.getProperty(name)));
    connector.put(CONNECTOR, connector.get("connector.class"));
    connector.put("connector.class", Source.class.getName());
    connector.put("producer.override.interceptor.classes", Interceptor.class.getName());
    watch = made(connector.get(WATCH), CrashWatch.class);
    StandaloneHerder herder = herder(bootstrapServers, folder.resolve("offsets"));
    herder.putConnectorConfig(
        connector.get("name"),
        connector,
        true,
        (error, created) -> {
          if (error != null) {
            throw new IllegalStateException(error);
          }
        });
    watch.watch(new SourceConfig(connector.get("name"), "crashing", connector));
    new CountDownLatch(1).await();
  }

  private static <T> T made(String name, Class<T> type) {
    try {
      return Class.forName(name).asSubclass(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a " + name + ".", e);
    }
  }

  private static StandaloneHerder herder(String bootstrapServers, Path offsets) {
    Map<String, String> properties =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
            "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
            "offset.storage.file.filename", offsets.toString(),
            "offset.flush.interval.ms", "250",
            "plugin.discovery", "service_load",
            "topic.creation.enable", "true");
    Plugins plugins = new Plugins(properties);
    plugins.compareAndSwapWithDelegatingLoader();
    StandaloneConfig config = new StandaloneConfig(properties);
    AllConnectorClientConfigOverridePolicy policy = new AllConnectorClientConfigOverridePolicy();
    Offsets store = new Offsets(offsets);
    store.configure(config);
    Worker worker = new Worker("crashing", Time.SYSTEM, plugins, config, store, policy);
    StandaloneHerder herder = new StandaloneHerder(worker, "crashing", policy);
    herder.start();
    herder.ready();
    return herder;
  }

  /** The offsets that are stored in a file, as Connect writes keys and values. */
  static Map<ByteBuffer, ByteBuffer> offsets(Path file) throws IOException {
    Map<ByteBuffer, ByteBuffer> offsets = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] pair = line.split(" ", -1);
        offsets.put(bytes(pair[0]), bytes(pair[1]));
      }
    }
    return offsets;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(text));
  }

  /** The connector with a task that passes the points. */
  public static final class Source extends SourceConnector {
    private SourceConnector source;

    @Override
    public void start(Map<String, String> config) {
      source = made(config.get(CONNECTOR), SourceConnector.class);
      source.start(config);
    }

    @Override
    public Class<? extends Task> taskClass() {
      return PassingTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
      List<Map<String, String>> configs = new ArrayList<>();
      for (Map<String, String> one : source.taskConfigs(maxTasks)) {
        Map<String, String> config = new HashMap<>(one);
        config.put(TASK, source.taskClass().getName());
        configs.add(config);
      }
      return configs;
    }

    @Override
    public void stop() {
      source.stop();
    }

    /** Connect checks nothing: the connector's own settings are passed on as they are. */
    @Override
    public ConfigDef config() {
      return new ConfigDef();
    }

    @Override
    public String version() {
      return "crashing";
    }
  }

  /** The connector's task, and the points between it and Connect. */
  public static final class PassingTask extends SourceTask {
    private SourceTask task;

    /** The chunks of a table that were done with the last row seen. */
    private final Map<Map<String, ?>, Object> done = new HashMap<>();

    @Override
    public void start(Map<String, String> config) {
      task = made(config.get(TASK), SourceTask.class);
      task.initialize(context);
      task.start(config);
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
      List<SourceRecord> records = task.poll();
      int changes = records == null ? 0 : (int) records.stream().filter(this::isChange).count();
      if (changes == 0) {
        return records;
      }
      CrashPoint.READ.pass();
      watch.changesRead();
      OPEN.addAndGet(changes);
      Interceptor.beginBatch(changes);
      return records;
    }

    private boolean isChange(SourceRecord record) {
      return record.topic().startsWith("raw.");
    }

    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata)
        throws InterruptedException {
      task.commitRecord(record, metadata);
      if (record.sourcePartition().containsKey("table")) {
        Object now = record.sourceOffset().get("done");
        Object before = done.put(record.sourcePartition(), now);
        if (now.equals(before)) {
          CrashPoint.IN_CHUNK.pass();
        } else if (before != null) {
          CrashPoint.BETWEEN_CHUNKS.pass();
        }
      }
      if (isChange(record) && OPEN.decrementAndGet() == 0) {
        CrashPoint.DURABLE.pass();
      }
    }

    @Override
    public void commit() throws InterruptedException {
      CrashPoint.STORED.pass();
      task.commit();
    }

    @Override
    public void stop() {
      task.stop();
    }

    @Override
    public String version() {
      return "crashing";
    }
  }

  /** The points between Connect and the log. */
  public static final class Interceptor implements ProducerInterceptor<byte[], byte[]> {
    private static final AtomicInteger UNSENT = new AtomicInteger();
    private static volatile int batch;

    static void beginBatch(int changes) {
      batch = changes;
      UNSENT.set(changes);
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      if (!record.topic().startsWith("raw.")) {
        return record;
      }
      int unsent = UNSENT.getAndDecrement();
      if (unsent == batch) {
        CrashPoint.HANDED_OVER.pass();
      }
      if (CrashPoint.PARTLY_DURABLE.isChosen() && batch > 1 && unsent == batch / 2) {
        while (OPEN.get() > unsent) {
          LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        CrashPoint.PARTLY_DURABLE.pass();
      }
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
  }

  /** Offsets in a file that is replaced whole, as the product keeps them. */
  private static final class Offsets extends MemoryOffsetBackingStore {
    private final Path file;

    Offsets(Path file) {
      this.file = file;
    }

    @Override
    public synchronized void start() {
      super.start();
      try {
        data.putAll(offsets(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    protected synchronized void save() {
      CrashPoint.STORING.pass();
      List<String> lines = new ArrayList<>();
      data.forEach((key, value) -> lines.add(text(key) + " " + text(value)));
      Path fresh = file.resolveSibling("offsets.new");
      try {
        Files.write(fresh, lines);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String text(ByteBuffer bytes) {
      ByteBuffer encoded = Base64.getEncoder().encode(bytes.duplicate());
      return StandardCharsets.US_ASCII.decode(encoded).toString();
    }

    @Override
    public Set<Map<String, Object>> connectorPartitions(String connectorName) {
      return Set.of();
    }
  }
}
