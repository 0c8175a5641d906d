package dev.millrace.bench.capture;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.Connector;
import dev.millrace.api.SourceConfig;
import dev.millrace.log.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * A Millrace connector's task, driven as Connect drives it, by a consumer that drops the records at
 * once. Offsets are not stored unless {@link #settle} asks for it, and nothing is confirmed to the
 * database, so that the same changes can be read again by the next process.
 */
final class MillraceTask extends OwnThread {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Job job;
  private final SourceTask task;
  private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
  private volatile boolean stopped;
  private volatile boolean streaming;

  /** One stored offset. */
  record Offset(Map<String, String> partition, Map<String, Object> offset) {}

  MillraceTask(Job job) {
    this.job = job;
    try {
      Connector connector = connector(job);
      Map<String, String> config = config(connector, job, job.setting("broker"));
      SourceConnector plugin =
          Class.forName(config.get("connector.class"))
              .asSubclass(SourceConnector.class)
              .getDeclaredConstructor()
              .newInstance();
      plugin.start(config);
      task = plugin.taskClass().asSubclass(SourceTask.class).getDeclaredConstructor().newInstance();
      Path stored = Path.of(job.setting("offsets"));
      if (Files.exists(stored)) {
        List<Offset> read = JSON.readValue(stored.toFile(), new TypeReference<>() {});
        read.forEach(one -> offsets.put(one.partition(), one.offset()));
      }
      task.initialize(new Context());
      task.start(plugin.taskConfigs(1).get(0));
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException("Cannot start a connector.", e);
    }
  }

  static Connector connector(Job job) {
    return ServiceLoader.load(Connector.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(one -> one.kind().equals(job.setting("kind")))
        .findFirst()
        .orElseThrow();
  }

  static Map<String, String> config(Connector connector, Job job, String broker) {
    Map<String, String> options = new HashMap<>();
    connector.options().forEach(option -> options.put(option.name(), option.defaultValue()));
    job.settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith("source.")) {
                options.put(name.substring("source.".length()), value);
              }
            });
    return connector.connectConfig(new SourceConfig("bench", connector.kind(), options), broker);
  }

  @Override
  void read(Arrivals arrivals) throws InterruptedException {
    while (!stopped) {
      List<SourceRecord> records = task.poll();
      if (records == null) {
        continue;
      }
      int changes = 0;
      for (SourceRecord record : records) {
        if (record.topic().equals(Progress.TOPIC)) {
          look(record);
        } else if (record.value() != null) {
          changes++;
        }
        task.commitRecord(record, null);
      }
      arrivals.add(changes);
      keep(records.get(records.size() - 1));
    }
  }

  private void look(SourceRecord progress) {
    keep(progress);
    String text = new String((byte[]) progress.value(), StandardCharsets.UTF_8);
    streaming =
        text.contains("\"state\":\"streaming\"")
            && progress.sourcePartition().containsKey("server");
  }

  @SuppressWarnings("unchecked")
  private void keep(SourceRecord record) {
    synchronized (offsets) {
      offsets.put(
          record.sourcePartition(), new HashMap<>((Map<String, Object>) record.sourceOffset()));
    }
  }

  @Override
  public void settle() throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!streaming) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("The first read does not end.");
      }
      LockSupport.parkNanos(100_000_000);
    }
    synchronized (offsets) {
      List<Offset> all =
          offsets.entrySet().stream()
              .map(
                  entry -> {
                    Map<String, String> partition = new HashMap<>();
                    entry.getKey().forEach((name, value) -> partition.put(name, (String) value));
                    return new Offset(partition, entry.getValue());
                  })
              .toList();
      JSON.writeValue(Path.of(job.setting("offsets")).toFile(), all);
    }
  }

  @Override
  void abort() {
    stopped = true;
    task.stop();
  }

  private final class Context implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException("Nobody asks for metrics.");
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          synchronized (offsets) {
            return offsets.get(partition);
          }
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
          partitions.forEach(partition -> all.put(partition, offset(partition)));
          return all;
        }
      };
    }
  }
}
