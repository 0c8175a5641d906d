package dev.millrace.app.runtime;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.runtime.ConnectorConfig;
import org.apache.kafka.connect.runtime.Herder.Created;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.util.Callback;

/** A Kafka Connect worker in this process, without its REST server. */
public final class ConnectWorker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int RECORD_BYTES_MAX = 64 << 20;

  private final StandaloneHerder herder;

  private ConnectWorker(StandaloneHerder herder) {
    this.herder = herder;
  }

  /**
   * Starts a worker.
   *
   * @param offsets the file that keeps the positions of the sources
   */
  public static ConnectWorker start(String bootstrapServers, Path offsets) {
    Map<String, String> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    properties.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    properties.put("offset.storage.file.filename", offsets.toString());
    properties.put("offset.flush.interval.ms", "1000");
    properties.put("task.shutdown.graceful.timeout.ms", "8000");
    properties.put("plugin.discovery", "service_load");
    properties.put("topic.creation.enable", "true");
    properties.put("producer.acks", "all");
    properties.put("producer.linger.ms", "0");
    // A new topic may refuse the first request and take the second, which then stands in its way.
    properties.put("producer.max.in.flight.requests.per.connection", "1");
    properties.put("producer.max.request.size", Integer.toString(RECORD_BYTES_MAX));
    // A first read gives a topic hundreds of thousands of records a second.
    properties.put("producer.batch.size", Integer.toString(128 << 10));
    properties.put("producer.buffer.memory", Integer.toString(RECORD_BYTES_MAX + (1 << 20)));
    Plugins plugins = new Plugins(properties);
    plugins.compareAndSwapWithDelegatingLoader();
    StandaloneConfig config = new StandaloneConfig(properties);
    AllConnectorClientConfigOverridePolicy policy = new AllConnectorClientConfigOverridePolicy();
    SourceOffsets store = new SourceOffsets(offsets);
    store.configure(config);
    Worker worker = new Worker("millrace", Time.SYSTEM, plugins, config, store, policy);
    StandaloneHerder herder = new StandaloneHerder(worker, "millrace", policy);
    herder.start();
    herder.ready();
    return new ConnectWorker(herder);
  }

  /** Starts a connector or changes the configuration of a running one. */
  public void run(String name, Map<String, String> config) {
    Map<String, String> named = new HashMap<>(config);
    named.put(ConnectorConfig.NAME_CONFIG, name);
    ConnectWorker.<Created<ConnectorInfo>>await(
        callback -> herder.putConnectorConfig(name, named, true, callback));
  }

  /** Stops a connector; does nothing when it does not run. */
  public void remove(String name) {
    if (state(name).isPresent()) {
      ConnectWorker.<Created<ConnectorInfo>>await(
          callback -> herder.deleteConnectorConfig(name, callback));
    }
  }

  /** How a connector and its tasks are, if it has been started. */
  Optional<ConnectorStateInfo> state(String name) {
    try {
      return Optional.of(herder.connectorStatus(name));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private static <T> void await(Consumer<Callback<T>> call) {
    CompletableFuture<T> done = new CompletableFuture<>();
    call.accept(
        (error, result) -> {
          if (error != null) {
            done.completeExceptionally(error);
          } else {
            done.complete(result);
          }
        });
    try {
      done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Cannot change a connector: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while changing a connector.", e);
    }
  }

  @Override
  public void close() {
    herder.stop();
  }
}
