package dev.millrace.bench.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's own engine with a consumer that drops the records, as its users would embed it: the
 * change in Connect's form, not yet encoded. Settings that begin with {@code debezium.} are its
 * own.
 */
final class DebeziumEngineSubject implements Subject {
  private static final String PREFIX = "debezium.";

  private final Job job;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;

  DebeziumEngineSubject(Job job) {
    this.job = job;
  }

  @Override
  public void start(Arrivals arrivals) {
    Properties properties = new Properties();
    properties.put("name", "bench");
    properties.put("topic.prefix", "bench");
    // Connect's configuration wants brokers; the engine does not speak to any.
    properties.put("bootstrap.servers", "127.0.0.1:9");
    properties.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    properties.put("offset.flush.interval.ms", "3600000");
    job.settings()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)) {
                properties.put(name.substring(PREFIX.length()), value);
              }
            });
    engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(properties)
            .using(
                (success, message, error) -> {
                  if (!success) {
                    arrivals.fail(new IllegalStateException(message, error));
                  }
                })
            .notifying((records, committer) -> take(records, arrivals))
            .build();
    thread.execute(engine);
  }

  /** Marks nothing as processed: the next process is to read the same. */
  private static void take(List<RecordChangeEvent<SourceRecord>> records, Arrivals arrivals) {
    int changes = 0;
    for (RecordChangeEvent<SourceRecord> record : records) {
      if (record.record().value() != null) {
        changes++;
      }
    }
    arrivals.add(changes);
  }

  @Override
  public void close() throws IOException {
    engine.close();
    thread.shutdownNow();
  }
}
