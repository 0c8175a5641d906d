package dev.millrace.connectors.capture;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keys of rows that are to be read once more, because an update came without all their values
 * before the rows themselves were read. Kept with the stream's offset as long as they are few; of
 * many is kept only that there were some.
 */
@SuppressWarnings("ByteBufferBackingArray") // each is made of a whole array
final class RowsAgain {
  private static final int TEXT_MAX = 2_000;
  private static final String UNKNOWN = "*";

  private final Set<ByteBuffer> keys = new LinkedHashSet<>();

  /** Those being read; until they are they count as yet to be read in what is stored. */
  private final Set<ByteBuffer> taken = new LinkedHashSet<>();

  private String text = "";
  private boolean changed;

  void add(byte[] key) {
    changed |= keys.add(ByteBuffer.wrap(key));
  }

  /** Whether there are none but those that were taken. */
  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether rows that were taken are not read yet. */
  boolean isTaken() {
    return !taken.isEmpty();
  }

  int size() {
    return keys.size();
  }

  /** Gives the keys to one who reads their rows and then calls {@link #endTaken}. */
  List<byte[]> take() {
    taken.addAll(keys);
    keys.clear();
    List<byte[]> given = new ArrayList<>(taken.size());
    taken.forEach(key -> given.add(key.array()));
    return given;
  }

  /** The rows that were taken are read. */
  void endTaken() {
    changed |= !taken.isEmpty();
    taken.clear();
  }

  void clear() {
    keys.clear();
    taken.clear();
    changed = true;
  }

  /** As text, for a table. */
  String text(String table) {
    if (changed) {
      changed = false;
      String hex = hex();
      text = hex.isEmpty() ? "" : URLEncoder.encode(table, StandardCharsets.UTF_8) + ":" + hex;
    }
    return text;
  }

  private String hex() {
    StringBuilder hex = new StringBuilder();
    Set<ByteBuffer> all = new LinkedHashSet<>(taken);
    all.addAll(keys);
    for (ByteBuffer key : all) {
      hex.append(hex.isEmpty() ? "" : ",").append(HexFormat.of().formatHex(key.array()));
      if (hex.length() > TEXT_MAX) {
        return UNKNOWN;
      }
    }
    return hex.toString();
  }

  /** Whether a text says of a table that some keys are to be read again, but not which. */
  static boolean isUnknown(String texts, String table) {
    return of(texts, table).filter(UNKNOWN::equals).isPresent();
  }

  /** Adds the keys that a text of several tables, with semicolons between them, has of one. */
  void addAll(String texts, String table) {
    Optional<String> found = of(texts, table).filter(hex -> !hex.equals(UNKNOWN));
    if (found.isPresent()) {
      for (String hex : found.get().split(",", -1)) {
        add(HexFormat.of().parseHex(hex));
      }
    }
  }

  private static Optional<String> of(String texts, String table) {
    for (String text : texts.split(";", -1)) {
      int colon = text.indexOf(':');
      if (colon >= 0
          && URLDecoder.decode(text.substring(0, colon), StandardCharsets.UTF_8).equals(table)) {
        return Optional.of(text.substring(colon + 1));
      }
    }
    return Optional.empty();
  }
}
