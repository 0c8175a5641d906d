package dev.millrace.connectors.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a table is cut into ranges of pages that are read one by one. A cut is of use as long as the
 * rows stay in the files it was made of: a rewritten table has another file.
 */
record Chunks(List<Part> parts) {
  private static final int PAGES_MIN = 8;

  Chunks {
    parts = List.copyOf(parts);
  }

  /**
   * A table that holds rows itself.
   *
   * @param file the number of its file
   * @param count of its chunks, at least 1; the last has no end
   * @param pages of each chunk but the last
   */
  record Part(int oid, long file, int count, long pages) {}

  /**
   * A range of pages.
   *
   * @param number in the whole table
   * @param to the page after the last; -1 when there is no end
   */
  record Chunk(int number, int oid, long file, long from, long to) {
    /** The condition that rows of the chunk satisfy; empty for all rows. */
    String condition() {
      String lower = from == 0 ? "" : "ctid >= '(" + from + ",0)'::tid";
      String upper = to < 0 ? "" : "ctid < '(" + to + ",0)'::tid";
      return lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " AND " + upper;
    }
  }

  /**
   * Cuts a table.
   *
   * @param files the number of each leaf's file, by the leaf's object id
   * @param rows of a chunk, more or less
   */
  static Chunks of(List<Catalog.Leaf> leaves, Map<Integer, Long> files, int rows) {
    List<Part> parts = new ArrayList<>();
    for (Catalog.Leaf leaf : leaves) {
      double rowsAPage = leaf.pages() == 0 ? 0 : Math.max(1, leaf.rows()) / (double) leaf.pages();
      long pages = Math.max(PAGES_MIN, rowsAPage < 1 ? rows / 8 : (long) (rows / rowsAPage));
      int count = (int) Math.max(1, leaf.pages() / pages);
      parts.add(new Part(leaf.oid(), files.getOrDefault(leaf.oid(), 0L), count, pages));
    }
    return new Chunks(parts);
  }

  int count() {
    return parts.stream().mapToInt(Part::count).sum();
  }

  /** All chunks, in order. */
  List<Chunk> all() {
    List<Chunk> chunks = new ArrayList<>();
    for (Part part : parts) {
      for (int i = 0; i < part.count; i++) {
        boolean last = i == part.count - 1;
        chunks.add(
            new Chunk(
                chunks.size(),
                part.oid,
                part.file,
                i * part.pages,
                last ? -1 : (i + 1) * part.pages));
      }
    }
    return chunks;
  }

  /** Whether the rows are still where they were when the table was cut. */
  boolean fit(List<Catalog.Leaf> leaves, Map<Integer, Long> files) {
    return leaves.size() == parts.size()
        && parts.stream()
            .allMatch(part -> files.getOrDefault(part.oid, -1L) == part.file && part.file != 0);
  }

  /** The cut as text: {@code oid:file:count:pages} for each part. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(text.isEmpty() ? "" : ",")
          .append(Integer.toUnsignedString(part.oid))
          .append(':')
          .append(part.file)
          .append(':')
          .append(part.count)
          .append(':')
          .append(part.pages);
    }
    return text.toString();
  }

  static Chunks parse(String text) {
    List<Part> parts = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] numbers = part.split(":", -1);
      parts.add(
          new Part(
              Integer.parseUnsignedInt(numbers[0]),
              Long.parseLong(numbers[1]),
              Integer.parseInt(numbers[2]),
              Long.parseLong(numbers[3])));
    }
    return new Chunks(parts);
  }
}
