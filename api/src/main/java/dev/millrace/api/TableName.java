package dev.millrace.api;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a table: as its source has it ({@link Raw}) or in the model ({@link Model}).
 *
 * <p>A table has one topic and one name in SQL; {@code spec/naming.md} defines both.
 */
public sealed interface TableName extends Comparable<TableName>, Serializable {

  /** A table of a source, for example {@code plant.public.item}. */
  record Raw(String source, String schema, String table) implements TableName {
    public Raw {
      requireText(source, "source");
      requireText(schema, "schema");
      requireText(table, "table");
    }

    @Override
    public String topic() {
      return "raw." + escape(source) + "." + escape(schema) + "." + escape(table);
    }

    @Override
    public String toString() {
      return source + "." + schema + "." + table;
    }
  }

  /** A table of the supply-chain model, for example {@code model.item}. */
  record Model(String table) implements TableName {
    public Model {
      requireText(table, "table");
    }

    @Override
    public String topic() {
      return "model." + escape(table);
    }

    @Override
    public String toString() {
      return "model." + table;
    }
  }

  /** The topic that holds this table's changes. */
  String topic();

  /** The name of the table alone, without source and schema. */
  String table();

  static TableName raw(String source, String schema, String table) {
    return new Raw(source, schema, table);
  }

  static TableName model(String table) {
    return new Model(table);
  }

  /** Whether a topic holds the changes of a table. */
  static boolean isTableTopic(String topic) {
    String[] parts = topic.split("\\.", -1);
    return (parts.length == 4 && parts[0].equals("raw"))
        || (parts.length == 2 && parts[0].equals("model"));
  }

  /**
   * The table whose changes a topic holds.
   *
   * @throws IllegalArgumentException when the topic is no table's
   */
  static TableName ofTopic(String topic) {
    String[] parts = topic.split("\\.", -1);
    if (parts.length == 4 && parts[0].equals("raw")) {
      return raw(unescape(parts[1]), unescape(parts[2]), unescape(parts[3]));
    }
    if (parts.length == 2 && parts[0].equals("model")) {
      return model(unescape(parts[1]));
    }
    throw new IllegalArgumentException("Cannot read a table name from topic: " + topic);
  }

  /**
   * Reads a name as {@code toString()} writes it. The table's own name may hold dots.
   *
   * @throws IllegalArgumentException when it has neither form
   */
  static TableName parse(String name) {
    String[] parts = name.split("\\.", 3);
    if (parts.length >= 2 && parts[0].equals("model")) {
      return model(name.substring("model.".length()));
    }
    if (parts.length == 3) {
      return raw(parts[0], parts[1], parts[2]);
    }
    throw new IllegalArgumentException(
        "Cannot read table name: " + name + ". Write <source>.<schema>.<table> or model.<table>.");
  }

  @Override
  default int compareTo(TableName other) {
    return toString().compareTo(other.toString());
  }

  private static String escape(String part) {
    StringBuilder escaped = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || (c == '_' && !startsEscape(part, i));
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append(String.format("_x%04X_", (int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean startsEscape(String part, int at) {
    Matcher matcher = Escapes.PATTERN.matcher(part);
    return matcher.region(at, part.length()).lookingAt();
  }

  private static String unescape(String part) {
    return Escapes.PATTERN
        .matcher(part)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(match.group(1), 16))));
  }

  private static void requireText(String value, String what) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("Cannot name a table: its " + what + " is empty.");
    }
  }

  /** The form of an escaped character in a topic's name. */
  final class Escapes {
    private static final Pattern PATTERN = Pattern.compile("_x([0-9A-F]{4})_");

    private Escapes() {}
  }
}
