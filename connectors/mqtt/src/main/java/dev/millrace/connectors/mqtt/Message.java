package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.log.JsonText;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message that a broker has sent.
 *
 * @param payload not to be changed
 * @param contentType as MQTT 5 has it
 * @param userProperties of MQTT 5, as a JSON object whose values are texts, or lists of texts for
 *     names that come several times; empty when there are none
 * @param acknowledgement tells the broker that it may forget the message
 */
record Message(
    String topic,
    ByteBuffer payload,
    int qos,
    boolean retained,
    Optional<String> contentType,
    Optional<String> userProperties,
    Runnable acknowledgement) {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static Message of(Mqtt3Publish publish) {
    return new Message(
        publish.getTopic().toString(),
        publish.getPayload().orElse(NOTHING),
        publish.getQos().getCode(),
        publish.isRetain(),
        Optional.empty(),
        Optional.empty(),
        publish::acknowledge);
  }

  static Message of(Mqtt5Publish publish) {
    List<? extends Mqtt5UserProperty> properties = publish.getUserProperties().asList();
    return new Message(
        publish.getTopic().toString(),
        publish.getPayload().orElse(NOTHING),
        publish.getQos().getCode(),
        publish.isRetain(),
        publish.getContentType().map(Object::toString),
        properties.isEmpty() ? Optional.empty() : Optional.of(json(properties)),
        publish::acknowledge);
  }

  private static String json(List<? extends Mqtt5UserProperty> properties) {
    return JsonText.grouped(
        properties.stream()
            .map(one -> Map.entry(one.getName().toString(), one.getValue().toString()))
            .toList());
  }
}
