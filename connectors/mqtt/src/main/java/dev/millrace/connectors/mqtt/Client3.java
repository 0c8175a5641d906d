package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.Mqtt3RxClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import io.reactivex.Completable;
import io.reactivex.Flowable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Speaks MQTT 3.1.1. */
final class Client3 implements Client {
  private final MqttSettings settings;
  private final Mqtt3RxClient client;

  Client3(MqttSettings settings, MqttClientBuilder base) {
    this.settings = settings;
    Mqtt3ClientBuilder builder = base.useMqttVersion3();
    if (!settings.user().isEmpty()) {
      builder
          .simpleAuth()
          .username(settings.user())
          .password(settings.password().getBytes(StandardCharsets.UTF_8))
          .applySimpleAuth();
    }
    client = builder.buildRx();
  }

  @Override
  public Flowable<Message> messages() {
    return client.publishes(MqttGlobalPublishFilter.ALL, true).map(Message::of);
  }

  @Override
  public Completable open(Set<String> known) {
    return client
        .connect(
            Mqtt3Connect.builder()
                .cleanSession(false)
                .keepAlive(settings.keepAliveSeconds())
                .build())
        .flatMapCompletable(
            // With every subscription the broker sends again what it has kept.
            connected ->
                connected.isSessionPresent() && known.containsAll(settings.filters())
                    ? Completable.complete()
                    : client.subscribe(subscription()).flatMapCompletable(Client3::granted))
        .andThen(giveUp(settings.noMoreWanted(known)));
  }

  private Mqtt3Subscribe subscription() {
    List<Mqtt3Subscription> subscriptions =
        settings.filters().stream()
            .map(
                filter ->
                    Mqtt3Subscription.builder()
                        .topicFilter(filter)
                        .qos(MqttQos.fromCode(settings.qos()))
                        .build())
            .toList();
    return Mqtt3Subscribe.builder().addSubscriptions(subscriptions).build();
  }

  private static Completable granted(Mqtt3SubAck answer) {
    return answer.getReturnCodes().stream().anyMatch(Mqtt3SubAckReturnCode::isError)
        ? Completable.error(
            new Mqtt3SubAckException(answer, "SUBACK: " + answer.getReturnCodes(), null))
        : Completable.complete();
  }

  private Completable giveUp(List<String> filters) {
    return filters.isEmpty()
        ? Completable.complete()
        : client.unsubscribe(
            Mqtt3Unsubscribe.builder()
                .addTopicFilters(filters.stream().map(MqttTopicFilter::of))
                .build());
  }

  @Override
  public Completable openForAMoment() {
    return client.connect().ignoreElement();
  }

  @Override
  public Completable close() {
    return client.disconnect();
  }
}
