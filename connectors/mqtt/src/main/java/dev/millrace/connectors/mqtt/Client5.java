package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.reactivex.Completable;
import io.reactivex.Flowable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Speaks MQTT 5. */
final class Client5 implements Client {
  private final MqttSettings settings;
  private final Mqtt5RxClient client;

  Client5(MqttSettings settings, MqttClientBuilder base) {
    this.settings = settings;
    Mqtt5ClientBuilder builder = base.useMqttVersion5();
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
            Mqtt5Connect.builder()
                .cleanStart(false)
                .sessionExpiryInterval(settings.sessionExpirySeconds())
                .keepAlive(settings.keepAliveSeconds())
                .restrictions()
                .receiveMaximum(settings.inFlightMax())
                .applyRestrictions()
                .build())
        .flatMap(connected -> client.subscribe(subscription()))
        .flatMapCompletable(Client5::granted)
        .andThen(giveUp(settings.noMoreWanted(known)));
  }

  private Mqtt5Subscribe subscription() {
    List<Mqtt5Subscription> subscriptions =
        settings.filters().stream()
            .map(
                filter ->
                    Mqtt5Subscription.builder()
                        .topicFilter(filter)
                        .qos(MqttQos.fromCode(settings.qos()))
                        // What the broker has kept comes once, and not after every start.
                        .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                        .build())
            .toList();
    return Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build();
  }

  private static Completable granted(Mqtt5SubAck answer) {
    return answer.getReasonCodes().stream().anyMatch(Mqtt5SubAckReasonCode::isError)
        ? Completable.error(new Mqtt5SubAckException(answer, "SUBACK: " + answer.getReasonCodes()))
        : Completable.complete();
  }

  private Completable giveUp(List<String> filters) {
    return filters.isEmpty()
        ? Completable.complete()
        : client
            .unsubscribe(
                Mqtt5Unsubscribe.builder()
                    .addTopicFilters(filters.stream().map(MqttTopicFilter::of))
                    .build())
            .ignoreElement();
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
