package dev.millrace.connectors.mysql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Applies what changed in a JSON document, as MySQL logs it with {@code binlog_row_value_options =
 * PARTIAL_JSON}, to the document before.
 */
final class JsonChanges {
  private static final int REPLACE = 0;
  private static final int INSERT = 1;
  private static final int REMOVE = 2;

  /** The server orders the names of an object by their lengths first. */
  private static final Comparator<byte[]> NAMES =
      Comparator.<byte[]>comparingInt(name -> name.length).thenComparing(Arrays::compareUnsigned);

  /** A part of a document. */
  private sealed interface Node {}

  private record Members(TreeMap<byte[], Node> nodes) implements Node {}

  private record Items(List<Node> nodes) implements Node {}

  /** A value that has no parts, where it stands. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Leaf(int type, byte[] buffer, int at) implements Node {}

  private JsonChanges() {}

  /**
   * Applies changes.
   *
   * @return the document after them as the server writes it, in UTF-8
   */
  static byte[] apply(
      byte[] old, int oldOffset, int oldLength, byte[] changes, int offset, int length) {
    Node document =
        oldLength == 0
            ? new Leaf(JsonText.LITERAL, new byte[1], 0)
            : read(Bytes.uint8(old, oldOffset), old, oldOffset + 1);
    Bytes.Cursor in = new Bytes.Cursor(changes, offset);
    while (in.at < offset + length) {
      int operation = in.uint8();
      List<Object> path = path(in.text(in.packed()));
      if (operation == REMOVE) {
        remove(parent(document, path), path.get(path.size() - 1));
        continue;
      }
      int end = in.packed() + in.at;
      Node value = read(Bytes.uint8(changes, in.at), changes, in.at + 1);
      in.at = end;
      if (path.isEmpty()) {
        document = value;
      } else {
        put(parent(document, path), path.get(path.size() - 1), operation, value);
      }
    }
    JsonText text = new JsonText();
    write(document, text);
    return Arrays.copyOf(text.out().buffer(), text.out().size());
  }

  private static Node read(int type, byte[] b, int at) {
    return switch (type) {
      case JsonText.SMALL_OBJECT, JsonText.LARGE_OBJECT ->
          members(b, at, type == JsonText.LARGE_OBJECT);
      case JsonText.SMALL_ARRAY, JsonText.LARGE_ARRAY -> items(b, at, type == JsonText.LARGE_ARRAY);
      default -> new Leaf(type, b, at);
    };
  }

  private static Node members(byte[] b, int at, boolean large) {
    int width = large ? 4 : 2;
    int count = JsonText.size(b, at, large);
    int keys = at + 2 * width;
    int values = keys + count * (width + 2);
    Members members = new Members(new TreeMap<>(NAMES));
    for (int i = 0; i < count; i++) {
      int key = keys + i * (width + 2);
      int from = at + JsonText.size(b, key, large);
      byte[] name = Arrays.copyOfRange(b, from, from + Bytes.uint16(b, key + width));
      members.nodes.put(name, entry(b, at, values + i * (width + 1), large));
    }
    return members;
  }

  private static Node items(byte[] b, int at, boolean large) {
    int width = large ? 4 : 2;
    int count = JsonText.size(b, at, large);
    Items items = new Items(new ArrayList<>());
    for (int i = 0; i < count; i++) {
      items.nodes.add(entry(b, at, at + 2 * width + i * (width + 1), large));
    }
    return items;
  }

  private static Node entry(byte[] b, int container, int at, boolean large) {
    int type = Bytes.uint8(b, at);
    boolean inline = JsonText.isInline(type, large);
    return read(type, b, inline ? at + 1 : container + JsonText.size(b, at + 1, large));
  }

  /** The steps of {@code $.name."quoted name"[7]}: names as bytes, places as numbers. */
  private static List<Object> path(String text) {
    List<Object> steps = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      if (text.charAt(at) == '[') {
        int end = text.indexOf(']', at);
        steps.add(Integer.valueOf(text.substring(at + 1, end)));
        at = end + 1;
      } else if (text.charAt(at + 1) == '"') {
        StringBuilder name = new StringBuilder();
        at = unquote(text, at + 2, name);
        steps.add(name.toString().getBytes(StandardCharsets.UTF_8));
      } else {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
          end++;
        }
        steps.add(text.substring(at + 1, end).getBytes(StandardCharsets.UTF_8));
        at = end;
      }
    }
    return steps;
  }

  /** Reads a quoted name; returns where what follows it begins. */
  private static int unquote(String text, int from, StringBuilder name) {
    int at = from;
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        name.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      switch (escaped) {
        case 'b' -> name.append('\b');
        case 'f' -> name.append('\f');
        case 'n' -> name.append('\n');
        case 'r' -> name.append('\r');
        case 't' -> name.append('\t');
        case 'u' -> {
          name.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> name.append(escaped);
      }
    }
    return at + 1;
  }

  private static Node parent(Node document, List<Object> path) {
    Node node = document;
    for (Object step : path.subList(0, path.size() - 1)) {
      if (node instanceof Members members && step instanceof byte[] name) {
        node = members.nodes.get(name);
      } else if (node instanceof Items items && step instanceof Integer place) {
        node = items.nodes.get(place);
      } else {
        throw unfit();
      }
    }
    return node;
  }

  private static void put(Node parent, Object step, int operation, Node value) {
    if (parent instanceof Members members && step instanceof byte[] name) {
      members.nodes.put(name, value);
    } else if (parent instanceof Items items && step instanceof Integer place) {
      switch (operation) {
        case REPLACE -> items.nodes.set(place, value);
        case INSERT -> items.nodes.add(Math.min(place, items.nodes.size()), value);
        default -> throw unfit();
      }
    } else {
      throw unfit();
    }
  }

  private static void remove(Node parent, Object step) {
    if (parent instanceof Members members && step instanceof byte[] name) {
      members.nodes.remove(name);
    } else if (parent instanceof Items items && step instanceof Integer place) {
      items.nodes.remove((int) place);
    } else {
      throw unfit();
    }
  }

  private static IllegalStateException unfit() {
    return new IllegalStateException("Cannot apply a partial update of a JSON document.");
  }

  private static void write(Node node, JsonText text) {
    if (node instanceof Leaf leaf) {
      text.value(leaf.type, leaf.buffer, leaf.at);
    } else if (node instanceof Items items) {
      text.out().append('[');
      for (int i = 0; i < items.nodes.size(); i++) {
        text.out().ascii(i == 0 ? "" : ", ");
        write(items.nodes.get(i), text);
      }
      text.out().append(']');
    } else if (node instanceof Members members) {
      text.out().append('{');
      String between = "";
      for (Map.Entry<byte[], Node> member : members.nodes.entrySet()) {
        text.out().ascii(between).quoted(member.getKey(), 0, member.getKey().length).ascii(": ");
        write(member.getValue(), text);
        between = ", ";
      }
      text.out().append('}');
    }
  }
}
