package dev.millrace.app.config;

import dev.millrace.api.Option;
import dev.millrace.lake.LakeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of {@code millrace.yaml}: how one process runs. Each is defined here, once. */
public record Settings(Map<String, String> values) {

  /** The host to listen on. Anything else than 127.0.0.1 lets others in. */
  public static final Option SERVER_HOST =
      Option.optional(
          "server.host", Option.Type.TEXT, "127.0.0.1", "Address that the web server listens on.");

  public static final Option SERVER_PORT =
      Option.optional(
          "server.port", Option.Type.PORT, "7070", "Port of the web server; 0 takes a free one.");

  public static final Option SERVER_HOSTS =
      Option.optional(
          "server.hosts",
          Option.Type.LIST,
          "",
          "Names besides server.host under which the server may be asked, with the port where it is"
              + " another: lake.example.com:443.");

  public static final Option LOG_PORT =
      Option.optional(
          "log.port",
          Option.Type.PORT,
          "0",
          "Port of the embedded Kafka broker; 0 takes a free one.");

  /** In front of the lake's own options. */
  private static final String LAKE = "lake.";

  /** Keys under this are handed to Iceberg: those of catalogs and stores. */
  static final String LAKE_CATALOG = "lake.catalog.";

  public static final Option LAKE_READ_TOKENS =
      Option.secrets(
          "lake.read-tokens",
          "Tokens with which engines may read the lake through the Iceberg REST catalog, each of 22"
              + " or more letters, digits, - and _; the server's own token may too.");

  public static final Option LAKE_WRITE_TOKENS =
      Option.secrets(
          "lake.write-tokens",
          "Tokens with which engines may besides write tables in namespaces of their own; nobody"
              + " may when empty.");

  public static final Option LIVE_MEMORY =
      Option.optional(
          "live.memory-mb",
          Option.Type.INTEGER,
          "192",
          "Memory that the live store may take, in megabytes.");

  public static final Option FLOW_CHECKPOINT_INTERVAL =
      Option.optional(
          "flow.checkpoint-interval",
          Option.Type.DURATION,
          "10s",
          "How often mappings save their state; the lake sees model changes after this time.");

  public static final Option TRACKING_PARALLELISM =
      Option.optional(
          "tracking.parallelism",
          Option.Type.INTEGER,
          "1",
          "In how many parts sensors are followed at once, at least 1; more use more cores.");

  public static final Option TRACKING_SILENCE =
      Option.optional(
          "tracking.silence",
          Option.Type.DURATION,
          "15m",
          "How long after its last reading a sensor that travels with a shipment is silent.");

  public static final Option OPENLINEAGE_URL =
      Option.optional(
          "lineage.openlineage-url",
          Option.Type.TEXT,
          "",
          "Where OpenLineage events of the mappings are sent by HTTP POST, such as"
              + " http://marquez:5000/api/v1/lineage; nowhere when empty.");

  public static final Option OPENLINEAGE_KEY =
      new Option(
          "lineage.openlineage-key",
          Option.Type.TEXT,
          "",
          false,
          true,
          "The key that their receiver wants, sent as a bearer token.");

  public static final Option OPENLINEAGE_FILE =
      Option.optional(
          "lineage.openlineage-file",
          Option.Type.TEXT,
          "",
          "A file that OpenLineage events are appended to, a line each, relative to the project's"
              + " folder; none when empty.");

  public static final Option OPENLINEAGE_NAMESPACE =
      Option.optional(
          "lineage.openlineage-namespace",
          Option.Type.TEXT,
          "millrace",
          "The namespace of jobs and of the model's tables in OpenLineage events.");

  public static final Option XREF_SOURCE_ORDER =
      Option.optional(
          "xref.source-order",
          Option.Type.LIST,
          "",
          "Sources in the order in which their rows stand for items and organisations that several"
              + " sources have; sources that are not named come after them, by name.");

  /** All options, in the order in which the reference shows them. */
  public static final List<Option> OPTIONS = options();

  private static List<Option> options() {
    List<Option> options =
        new ArrayList<>(List.of(SERVER_HOST, SERVER_PORT, SERVER_HOSTS, LOG_PORT));
    LakeOptions.OPTIONS.forEach(option -> options.add(option.named(LAKE + option.name())));
    options.addAll(
        List.of(
            LAKE_READ_TOKENS,
            LAKE_WRITE_TOKENS,
            LIVE_MEMORY,
            FLOW_CHECKPOINT_INTERVAL,
            TRACKING_PARALLELISM,
            TRACKING_SILENCE,
            XREF_SOURCE_ORDER));
    options.addAll(
        List.of(OPENLINEAGE_URL, OPENLINEAGE_KEY, OPENLINEAGE_FILE, OPENLINEAGE_NAMESPACE));
    return List.copyOf(options);
  }

  public Settings {
    values = Map.copyOf(values);
  }

  public String text(Option option) {
    return values.getOrDefault(option.name(), option.defaultValue());
  }

  /** What is said of the lake, as {@link LakeOptions} names it. */
  public Map<String, String> lake() {
    Map<String, String> lake = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(LAKE)) {
            lake.put(name.substring(LAKE.length()), value);
          }
        });
    return lake;
  }

  public int integer(Option option) {
    return Integer.parseInt(text(option));
  }

  /** The values of an option that may have several; empty when it has none. */
  public List<String> list(Option option) {
    return OptionValues.list(text(option));
  }

  public Duration duration(Option option) {
    return parseDuration(text(option));
  }

  /**
   * Reads a duration as options have it: 500ms, 10s, 5m or 1h.
   *
   * @throws IllegalArgumentException when it has another form
   */
  public static Duration parseDuration(String text) {
    return OptionValues.duration(text);
  }

  /** These settings with another value for one option. */
  public Settings with(Option option, String value) {
    Map<String, String> changed = new HashMap<>(values);
    changed.put(option.name(), value);
    return new Settings(changed);
  }
}
