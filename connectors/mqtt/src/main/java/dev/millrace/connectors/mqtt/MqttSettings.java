package dev.millrace.connectors.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Option;
import dev.millrace.api.SourceConfig;
import java.util.List;
import java.util.Set;

/**
 * How a source subscribes, as its options say.
 *
 * @param isVersion5 whether MQTT 5 is spoken; 3.1.1 otherwise
 * @param filters of topics, shared where several tasks subscribe
 * @param qos that is asked for, 0 or 1
 * @param clientId of the first task
 * @param sessionExpirySeconds how long the broker keeps messages while nobody is connected
 * @param inFlightMax how many messages may wait to be acknowledged
 */
record MqttSettings(
    String source,
    String hostname,
    int port,
    boolean isVersion5,
    String user,
    String password,
    List<String> filters,
    int qos,
    int tasks,
    String clientId,
    long sessionExpirySeconds,
    int keepAliveSeconds,
    int inFlightMax,
    Tls tls) {

  static final List<Option> OPTIONS =
      List.of(
          Option.required("hostname", Option.Type.TEXT, "The broker's host name or address."),
          Option.optional(
              "port",
              Option.Type.PORT,
              "",
              "The broker's port; when left out 1883, or 8883 for an encrypted connection."),
          Option.optional("mqtt-version", Option.Type.TEXT, "5", "What is spoken: 5 or 3.1.1."),
          Option.optional(
              "user", Option.Type.TEXT, "", "A user of the broker; none when left out."),
          new Option("password", Option.Type.TEXT, "", false, true, "The user's password."),
          Option.required(
              "topics",
              Option.Type.LIST,
              "Filters of the topics to take, with + for one level and # for all that follow, and"
                  + " with $share/<group>/ in front for a subscription that others share."),
          Option.optional(
              "qos",
              Option.Type.INTEGER,
              "1",
              "1 has the broker send again what has not reached the log, 0 does not."),
          Option.optional(
              "tasks",
              Option.Type.INTEGER,
              "1",
              "How many connections share the messages; more than one subscribe in a group."),
          Option.optional(
              "share-group",
              Option.Type.TEXT,
              "",
              "The group in which several tasks subscribe; millrace-<source> when left out."),
          Option.optional(
              "client-id",
              Option.Type.TEXT,
              "",
              "The client's identifier, which must stay the same; millrace-<source> when left out."
                  + " Further tasks add -1, -2 and so on."),
          Option.optional(
              "session-expiry-seconds",
              Option.Type.INTEGER,
              "604800",
              "How long the broker keeps messages while Millrace is away; with MQTT 3.1.1 the"
                  + " broker decides."),
          Option.optional(
              "keep-alive-seconds",
              Option.Type.INTEGER,
              "30",
              "After how long a silence each side asks whether the other is there."),
          Option.optional(
              "in-flight-max",
              Option.Type.INTEGER,
              "2000",
              "How many messages wait for the log at most; with QoS 1 the broker holds the others"
                  + " back, with QoS 0 they are lost."),
          Option.optional(
              "sslmode",
              Option.Type.TEXT,
              "disable",
              "How the connection is encrypted: disable, verify-ca or verify-full."),
          Option.optional(
              "ssl-root-certificate",
              Option.Type.TEXT,
              "",
              "A PEM file with the certificates that may have signed the broker's; those that Java"
                  + " trusts when left out."),
          Option.optional(
              "ssl-certificate", Option.Type.TEXT, "", "A PEM file with the client's certificate."),
          Option.optional(
              "ssl-key",
              Option.Type.TEXT,
              "",
              "A PEM file with the key of the client's certificate, PKCS #8, not encrypted."));

  private static final String SHARED = "$share/";
  private static final int PLAIN_PORT = 1883;
  private static final int ENCRYPTED_PORT = 8883;
  private static final int MOST_IN_FLIGHT = 65_535;

  /** As many as a new table's topic has partitions at least, one a task. */
  private static final int MOST_TASKS = 64;

  /**
   * Reads the options.
   *
   * @throws MillraceException CONFIGURATION_INVALID for the first value that is none
   */
  static MqttSettings of(SourceConfig source) {
    Tls tls = Tls.of(source);
    int tasks = between(source, "tasks", 1, MOST_TASKS);
    String group = orNamed(source, "share-group");
    List<String> filters =
        source.list("topics").stream()
            .map(filter -> filter(source, filter))
            .map(
                filter ->
                    tasks == 1 || filter.startsWith(SHARED)
                        ? filter
                        : SHARED + group + "/" + filter)
            .toList();
    if (filters.isEmpty()) {
      throw wrong(source, "topics", "Name one at least, for example fleet/+/position.");
    }
    return new MqttSettings(
        source.name(),
        source.text("hostname"),
        (int) source.number("port", tls.isOn() ? ENCRYPTED_PORT : PLAIN_PORT),
        choice(source, "mqtt-version", Set.of("5", "3.1.1")).equals("5"),
        source.text("user"),
        source.text("password"),
        filters,
        between(source, "qos", 0, 1),
        tasks,
        orNamed(source, "client-id"),
        between(source, "session-expiry-seconds", 0, Integer.MAX_VALUE),
        between(source, "keep-alive-seconds", 1, MOST_IN_FLIGHT),
        between(source, "in-flight-max", 1, MOST_IN_FLIGHT),
        tls);
  }

  /** The identifier of a task's client. */
  String clientId(int task) {
    return task == 0 ? clientId : clientId + "-" + task;
  }

  /** Those of some filters that are not among these. */
  List<String> noMoreWanted(Set<String> known) {
    return known.stream().filter(filter -> !filters.contains(filter)).toList();
  }

  String address() {
    return hostname + ":" + port;
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "mqtt://" + address();
  }

  private static String orNamed(SourceConfig source, String option) {
    String given = source.text(option);
    return given.isEmpty() ? "millrace-" + source.name() : given;
  }

  private static String filter(SourceConfig source, String filter) {
    try {
      return MqttTopicFilter.of(filter).toString();
    } catch (IllegalArgumentException e) {
      throw wrong(
          source,
          "topics",
          filter + " is none: + stands for a whole level, and # for the last ones.");
    }
  }

  private static int between(SourceConfig source, String option, int least, int most) {
    long value = source.number(option, defaultOf(option));
    if (value < least || value > most) {
      throw wrong(source, option, "Write a number from " + least + " to " + most + ".");
    }
    return (int) value;
  }

  private static long defaultOf(String option) {
    return OPTIONS.stream()
        .filter(known -> known.name().equals(option))
        .mapToLong(known -> Long.parseLong(known.defaultValue()))
        .findFirst()
        .orElseThrow();
  }

  static String choice(SourceConfig source, String option, Set<String> choices) {
    String value = source.text(option);
    String chosen =
        value.isEmpty()
            ? OPTIONS.stream()
                .filter(known -> known.name().equals(option))
                .findFirst()
                .orElseThrow()
                .defaultValue()
            : value;
    if (!choices.contains(chosen)) {
      throw wrong(
          source,
          option,
          "Write one of " + String.join(", ", choices.stream().sorted().toList()) + ".");
    }
    return chosen;
  }

  private static MillraceException wrong(SourceConfig source, String option, String remedy) {
    return new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot use " + option + " of source " + source.name() + ": " + source.text(option) + ".",
        remedy);
  }
}
