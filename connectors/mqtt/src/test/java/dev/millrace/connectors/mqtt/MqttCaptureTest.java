package dev.millrace.connectors.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Schemas;
import dev.millrace.testing.Mosquitto;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a real broker, taken into the log as Connect has it done. */
class MqttCaptureTest {
  @TempDir private static Path folder;

  private static EmbeddedBroker log;
  private static Mosquitto broker;

  @BeforeAll
  static void start() {
    assumeTrue(Mosquitto.isAvailable(), Mosquitto.MISSING);
    log = EmbeddedBroker.start(folder.resolve("log"), 0);
    broker = Mosquitto.start(folder.resolve("mosquitto"));
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
      log.close();
    }
  }

  private static SourceConfig source(String name, String topics, String... more) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", Mosquitto.HOST);
    values.put("port", Integer.toString(broker.port()));
    values.put("topics", topics);
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new SourceConfig(name, MqttConnector.KIND, values);
  }

  private static Run run(SourceConfig source, Run.Offsets offsets) {
    return new Run(new MqttTask(), new MqttConnector(), source, log.bootstrapServers(), offsets);
  }

  private static Run subscribed(SourceConfig source, Run.Offsets offsets) throws Exception {
    Run run = run(source, offsets);
    run.until(none -> streams(run));
    return run;
  }

  private static boolean streams(Run run) {
    List<String> said = run.progress();
    return !said.isEmpty() && said.get(said.size() - 1).contains("\"state\":\"streaming\"");
  }

  private static List<Object> payloads(Run run) {
    return run.changes().stream().map(change -> change.row().get("payload")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void takesWhatItsFiltersMatch(String version) throws Exception {
    String name = "wild" + version.charAt(0);
    SourceConfig source = source(name, "fleet/+/position,yard/#", "mqtt-version", version);
    try (Run run = subscribed(source, new Run.Offsets());
        Devices devices = new Devices(broker)) {
      devices.publish("fleet/7/position", "{\"lat\":52.5}");
      devices.publish("fleet/7/fuel", "left out");
      devices.publish("fleet/7/8/position", "left out");
      devices.publish("yard/gate/2/door", "öffnet");
      run.until(name + ".mqtt.message", 2);
      Change first = run.changes().get(0);
      assertThat(first.row())
          .containsEntry("topic", "fleet/7/position")
          .containsEntry("payload", "{\"lat\":52.5}")
          .containsEntry("payload_bytes", null)
          .containsEntry("qos", 1)
          .containsEntry("retained", false)
          .containsEntry("task", 0)
          .containsEntry("received_at", first.commitMicros());
      assertThat(payloads(run)).containsExactly("{\"lat\":52.5}", "öffnet");
      assertThat(run.changes().get(1).position()).isGreaterThan(first.position());
    }
  }

  @Test
  void keepsBytesThatAreNoText() throws Exception {
    try (Run run = subscribed(source("bytes", "raw/#"), new Run.Offsets());
        Devices devices = new Devices(broker)) {
      devices.publish("raw/1", new byte[] {(byte) 0xc3, 0x28});
      devices.publish("raw/2", new byte[] {0, 65});
      devices.publish("raw/3", new byte[0]);
      run.until("bytes.mqtt.message", 3);
      assertThat(run.changes().stream().map(change -> change.row().get("payload_bytes")))
          .containsExactly("0xc328", "0x0041", null);
      assertThat(payloads(run)).containsExactly(null, null, "");
    }
  }

  @Test
  void takesWhatMqtt5TellsOfAMessage() throws Exception {
    try (Run run = subscribed(source("props", "props/#"), new Run.Offsets());
        Devices devices = new Devices(broker)) {
      devices.send(
          Mqtt5Publish.builder()
              .topic("props/1")
              .qos(MqttQos.AT_MOST_ONCE)
              .contentType("application/json")
              .userProperties()
              .add("tenant", "a \"b\"")
              .add("tag", "x")
              .add("tag", "y")
              .applyUserProperties()
              .payload("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .build());
      run.until("props.mqtt.message", 1);
      assertThat(run.changes().get(0).row())
          .containsEntry("qos", 0)
          .containsEntry("content_type", "application/json")
          .containsEntry("user_properties", "{\"tenant\":\"a \\\"b\\\"\",\"tag\":[\"x\",\"y\"]}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void losesNothingWhenKilledBetweenReceivingAndStoring(String version) throws Exception {
    String name = "killed" + version.charAt(0);
    String topics = name + "/#";
    SourceConfig source = source(name, topics, "mqtt-version", version);
    Run.Offsets offsets = new Run.Offsets();
    try (Devices devices = new Devices(broker)) {
      Run first = subscribed(source, offsets);
      for (int i = 0; i < 50; i++) {
        devices.publish(name + "/x", Integer.toString(i));
      }
      int seen = 0;
      while (seen == 0) {
        // Half of the first that come are durable and acknowledged; nothing is after that.
        seen = first.step(1);
      }
      first.close();
      devices.publish(name + "/x", "while away");
      try (Run second = run(source, offsets)) {
        second.until(all -> payloads(second).contains("while away"));
        TreeSet<Object> all = new TreeSet<>(payloads(first));
        all.addAll(payloads(second));
        assertThat(all).hasSize(51);
        assertThat(positions(second)).isSorted();
        assertThat(positions(second).get(0)).isGreaterThan(positions(first).get(0));
      }
    }
  }

  private static List<dev.millrace.api.Position> positions(Run run) {
    return run.changes().stream().map(Change::position).toList();
  }

  @Test
  void goesOnWhenTheBrokerIsBack() throws Exception {
    Run.Offsets offsets = new Run.Offsets();
    try (Run run = subscribed(source("back", "back/#"), offsets)) {
      try (Devices devices = new Devices(broker)) {
        devices.publish("back/1", "before");
      }
      run.until("back.mqtt.message", 1);
      broker.stop();
      run.until(
          none ->
              run.progress().stream().anyMatch(said -> said.contains("\"SOURCE_UNREACHABLE\"")));
      broker.start();
      run.until(none -> streams(run));
      try (Devices devices = new Devices(broker)) {
        devices.publish("back/1", "after");
      }
      run.until(all -> payloads(run).contains("after"));
      assertThat(payloads(run)).containsExactly("before", "after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void takesWhatTheBrokerHasKeptOnce(String version) throws Exception {
    String name = "kept" + version.charAt(0);
    SourceConfig source = source(name, name + "/#", "mqtt-version", version);
    Run.Offsets offsets = new Run.Offsets();
    try (Devices devices = new Devices(broker)) {
      devices.send(
          Mqtt5Publish.builder()
              .topic(name + "/last")
              .qos(MqttQos.AT_LEAST_ONCE)
              .retain(true)
              .payload("kept".getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .build());
      try (Run run = run(source, offsets)) {
        run.until(name + ".mqtt.message", 1);
        assertThat(run.changes().get(0).row()).containsEntry("retained", true);
      }
      try (Run run = subscribed(source, offsets)) {
        devices.publish(name + "/x", "new");
        run.until(name + ".mqtt.message", 1);
        assertThat(payloads(run)).containsExactly("new");
      }
    }
  }

  @Test
  void givesUpFiltersThatAreNoMoreWanted() throws Exception {
    Run.Offsets offsets = new Run.Offsets();
    try (Run run = subscribed(source("other", "one/#,two/#"), offsets)) {
      run.store();
    }
    try (Run run = subscribed(source("other", "two/#"), offsets);
        Devices devices = new Devices(broker)) {
      devices.publish("one/1", "left out");
      devices.publish("two/1", "taken");
      run.until("other.mqtt.message", 1);
      assertThat(payloads(run)).containsExactly("taken");
    }
  }

  @Test
  void tasksShareTheMessages() throws Exception {
    SourceConfig source = source("shared", "shared/#", "tasks", "2");
    TableName table = TableName.raw("shared", "mqtt", "message");
    MqttConnector connector = new MqttConnector();
    MqttSource plugin = new MqttSource();
    plugin.start(connector.connectConfig(source, log.bootstrapServers()));
    List<Map<String, String>> configs = plugin.taskConfigs(2);
    assertThat(configs).hasSize(2);
    try (Run first = subscribed(task(source, configs.get(0)), new Run.Offsets());
        Run second = run(task(source, configs.get(1)), new Run.Offsets());
        Devices devices = new Devices(broker)) {
      assertThat(first.log().partitions(table)).hasSize(4);
      while (first.changes().isEmpty() || second.changes().isEmpty()) {
        devices.publish("shared/warm", "warm");
        first.step(Integer.MAX_VALUE);
        second.step(Integer.MAX_VALUE);
      }
      IntStream.range(0, 200).forEach(i -> devices.publish("shared/x", "n" + i));
      while (numbered(first) + numbered(second) < 200) {
        first.step(Integer.MAX_VALUE);
        second.step(Integer.MAX_VALUE);
      }
      assertThat(numbered(first)).isPositive();
      assertThat(numbered(second)).isPositive();
      assertThat(first.changes()).allMatch(change -> change.row().get("task").equals(0));
      assertThat(second.changes()).allMatch(change -> change.row().get("task").equals(1));
      try (Schemas schemas = Schemas.open(first.log())) {
        assertThat(schemas.current(table)).hasValueSatisfying(s -> assertThat(s.events()).isTrue());
      }
    }
  }

  private static long numbered(Run run) {
    return payloads(run).stream().filter(payload -> payload.toString().startsWith("n")).count();
  }

  /** A source whose options are all the settings of one task. */
  private static SourceConfig task(SourceConfig source, Map<String, String> config) {
    return new SourceConfig(source.name(), source.connector(), config);
  }
}
