package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.testing.Mosquitto;
import java.nio.charset.StandardCharsets;

/** What publishes in tests. */
final class Devices implements AutoCloseable {
  private final Mqtt5BlockingClient client;

  Devices(Mosquitto broker) {
    client =
        MqttClient.builder()
            .serverHost(Mosquitto.HOST)
            .serverPort(broker.port())
            .useMqttVersion5()
            .buildBlocking();
    client.connect();
  }

  void publish(String topic, String payload) {
    publish(topic, payload.getBytes(StandardCharsets.UTF_8));
  }

  void publish(String topic, byte[] payload) {
    send(Mqtt5Publish.builder().topic(topic).payload(payload).qos(MqttQos.AT_LEAST_ONCE).build());
  }

  void send(Mqtt5Publish publish) {
    client.publish(publish);
  }

  @Override
  public void close() {
    client.disconnect();
  }
}
