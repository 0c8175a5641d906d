package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.log.JsonText;
import java.nio.ByteBuffer;
import java.util.List;
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
    StringBuilder json = new StringBuilder("{");
    List<String> names =
        properties.stream().map(property -> property.getName().toString()).distinct().toList();
    for (String name : names) {
      List<String> values =
          properties.stream()
              .filter(property -> property.getName().toString().equals(name))
              .map(property -> property.getValue().toString())
              .toList();
      json.append(json.length() > 1 ? "," : "");
      JsonText.quote(name, json);
      json.append(':');
      if (values.size() == 1) {
        JsonText.quote(values.get(0), json);
      } else {
        json.append(JsonText.array(values));
      }
    }
    return json.append('}').toString();
  }
}
