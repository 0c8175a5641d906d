package dev.millrace.live;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Parts of a query that are written otherwise for DuckDB, and where each place was before. */
final class Replacements {
  private record Part(int start, int end, String text) {}

  private final String sql;
  private final List<Part> parts = new ArrayList<>();

  Replacements(String sql) {
    this.sql = sql;
  }

  /** The query before anything is replaced. */
  String written() {
    return sql;
  }

  /** Writes something else from one character up to another. Parts never overlap. */
  void put(int start, int end, String text) {
    parts.add(new Part(start, end, text));
    parts.sort(Comparator.comparingInt(Part::start));
  }

  /** The query with all parts replaced. */
  String apply() {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Part part : parts) {
      text.append(sql, at, part.start()).append(part.text());
      at = part.end();
    }
    return text.append(sql, at, sql.length()).toString();
  }

  /**
   * Where a place of the new query was in the old one, both in bytes of UTF-8; a replaced part's
   * beginning for all that is in it.
   */
  int before(int place) {
    int shift = 0;
    for (Part part : parts) {
      int start = bytes(sql.substring(0, part.start()));
      int length = bytes(part.text());
      if (place < start + shift) {
        break;
      }
      if (place < start + shift + length) {
        return start;
      }
      shift += length - bytes(sql.substring(part.start(), part.end()));
    }
    return place - shift;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
