package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import io.reactivex.FlowableSubscriber;
import io.reactivex.disposables.Disposable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription at a broker. It is connected again by itself when the connection is lost; then the
 * broker goes on with what was not acknowledged. Messages wait here until they are taken, no more
 * than the settings allow: the broker holds the others back.
 */
final class Broker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Broker.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Client client;
  private final Disposable opening;
  private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>();
  private final Messages messages;
  private volatile boolean subscribed;
  private volatile Optional<Throwable> trouble = Optional.empty();
  private volatile Optional<Throwable> end = Optional.empty();

  private Broker(MqttSettings settings, int task, Set<String> known) {
    MqttClientBuilder builder =
        builder(settings, settings.clientId(task))
            .automaticReconnect()
            .initialDelay(FIRST_PAUSE.toMillis(), TimeUnit.MILLISECONDS)
            .maxDelay(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS)
            .applyAutomaticReconnect()
            .addConnectedListener(connected -> trouble = Optional.empty())
            .addDisconnectedListener(lost -> lost(settings, lost.getCause()));
    client = client(settings, builder);
    messages = new Messages(settings.inFlightMax());
    client.messages().subscribe(messages);
    opening = client.open(known).subscribe(() -> subscribed = true, this::ended);
  }

  /**
   * Begins to connect; it may take as long as it likes.
   *
   * @param known the filters that an earlier subscription may have left
   */
  static Broker open(MqttSettings settings, int task, Set<String> known) {
    return new Broker(settings, task, known);
  }

  /** Connects and disconnects; throws what stands in the way. */
  static void tryOut(MqttSettings settings) {
    Client client = client(settings, builder(settings, settings.clientId() + "-check"));
    client.openForAMoment().timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).blockingAwait();
    close(client);
  }

  private static MqttClientBuilder builder(MqttSettings settings, String clientId) {
    MqttClientBuilder builder =
        MqttClient.builder()
            .identifier(clientId)
            .serverHost(settings.hostname())
            .serverPort(settings.port());
    return settings.tls().isOn() ? builder.sslConfig(settings.tls().config()) : builder;
  }

  private static Client client(MqttSettings settings, MqttClientBuilder builder) {
    return settings.isVersion5() ? new Client5(settings, builder) : new Client3(settings, builder);
  }

  private void lost(MqttSettings settings, Throwable cause) {
    LOGGER.debug("Not connected to {}", settings, cause);
    trouble = Optional.of(cause);
  }

  private void ended(Throwable cause) {
    end = Optional.of(cause);
  }

  /** Whether messages come. */
  boolean isSubscribed() {
    return subscribed && trouble.isEmpty();
  }

  /** Why there is no connection now; it is tried again and again. */
  Optional<Throwable> trouble() {
    return trouble;
  }

  /** Why nothing comes any more; this subscription is of no more use. */
  Optional<Throwable> end() {
    return end;
  }

  /**
   * Takes messages in the order in which they came.
   *
   * @param most how many at once
   * @param patience how long to wait for the first
   */
  void take(int most, Duration patience, Consumer<Message> taker) throws InterruptedException {
    Message first = waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Message> taken = new ArrayList<>();
    taken.add(first);
    waiting.drainTo(taken, most - 1);
    taken.forEach(taker);
    messages.request(taken.size());
  }

  /** Ends the connection. What was not acknowledged is sent to the next one. */
  @Override
  public void close() {
    opening.dispose();
    close(client);
  }

  private static void close(Client client) {
    if (!client
        .close()
        .onErrorComplete()
        .blockingAwait(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      LOGGER.warn("The connection to a broker does not end in time.");
    }
  }

  /** Takes what comes, as long as there is room. */
  private final class Messages implements FlowableSubscriber<Message> {
    private final int room;
    private volatile Subscription subscription;

    Messages(int room) {
      this.room = room;
    }

    void request(int more) {
      subscription.request(more);
    }

    @Override
    public void onSubscribe(Subscription begun) {
      subscription = begun;
      begun.request(room);
    }

    @Override
    public void onNext(Message message) {
      waiting.add(message);
    }

    @Override
    public void onError(Throwable cause) {
      ended(cause);
    }

    @Override
    public void onComplete() {}
  }
}
