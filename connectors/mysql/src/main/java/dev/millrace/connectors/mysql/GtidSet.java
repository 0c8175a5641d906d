package dev.millrace.connectors.mysql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The transactions that have been read, by the names the servers give them. MySQL's are numbers of
 * a source, which may have a tag: {@code 3e11fa47-…:1-5}, {@code 3e11fa47-…:tag:7}. MariaDB has the
 * last one of each domain: {@code 0-1-100,1-2-7}.
 */
final class GtidSet {
  private static final int UUID_BYTES = 16;
  private static final int UUID_LENGTH = 36;

  /** MySQL's numbers: by source and tag, the first number of each interval and the one behind. */
  private final Map<String, TreeMap<Long, Long>> intervals = new TreeMap<>();

  /** MariaDB's last transactions, by domain. */
  private final Map<Long, String> domains = new TreeMap<>();

  private String text;

  /** Reads a set of either server; the empty text is the empty set. */
  static GtidSet parse(String text) {
    GtidSet set = new GtidSet();
    String source = "";
    for (String part : text.replaceAll("\\s", "").split(",", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (part.indexOf(':') < 0) {
        set.domains.put(Long.parseLong(part.substring(0, part.indexOf('-'))), part);
        continue;
      }
      String uuid = part.substring(0, UUID_LENGTH);
      source = uuid;
      for (String piece : part.substring(UUID_LENGTH + 1).split(":", -1)) {
        if (Character.isDigit(piece.charAt(0))) {
          int dash = piece.indexOf('-');
          long first = Long.parseLong(dash < 0 ? piece : piece.substring(0, dash));
          long last = dash < 0 ? first : Long.parseLong(piece.substring(dash + 1));
          set.add(source, first, last + 1);
        } else {
          source = uuid + ":" + piece;
        }
      }
    }
    return set;
  }

  /** Adds a transaction of MySQL: its source, with its tag if it has one, and its number. */
  void add(String source, long number) {
    add(source, number, number + 1);
  }

  private void add(String source, long from, long to) {
    TreeMap<Long, Long> of = intervals.computeIfAbsent(source, any -> new TreeMap<>());
    long first = from;
    long end = to;
    Map.Entry<Long, Long> before = of.floorEntry(first);
    if (before != null && before.getValue() >= first) {
      first = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> behind = of.ceilingEntry(first);
    while (behind != null && behind.getKey() <= end) {
      end = Math.max(end, behind.getValue());
      of.remove(behind.getKey());
      behind = of.ceilingEntry(first);
    }
    of.put(first, end);
    text = null;
  }

  /** Adds a transaction of MariaDB. */
  void add(long domain, String gtid) {
    domains.put(domain, gtid);
    text = null;
  }

  boolean isEmpty() {
    return intervals.isEmpty() && domains.isEmpty();
  }

  boolean contains(String source, long number) {
    TreeMap<Long, Long> of = intervals.get(source);
    Map.Entry<Long, Long> interval = of == null ? null : of.floorEntry(number);
    return interval != null && number < interval.getValue();
  }

  /**
   * The transactions of MariaDB that are not in a server's log.
   *
   * @param state the last transaction in it of each domain and server
   * @return empty when it has them all
   */
  String lackedBy(String state) {
    List<String> written = List.of(state.replaceAll("\\s", "").split(",", -1));
    return domains.values().stream()
        .filter(gtid -> written.stream().noneMatch(other -> isUpTo(gtid, other)))
        .collect(Collectors.joining(","));
  }

  /** Whether two transactions are of one domain and server, and the first is not the later one. */
  private static boolean isUpTo(String gtid, String other) {
    int number = gtid.lastIndexOf('-') + 1;
    return other.startsWith(gtid.substring(0, number))
        && Long.parseLong(gtid.substring(number)) <= Long.parseLong(other.substring(number));
  }

  /** As the server writes it, but that each tag has its source in front. */
  @Override
  public String toString() {
    if (text == null) {
      StringBuilder all = new StringBuilder();
      intervals.forEach(
          (source, of) -> {
            all.append(all.isEmpty() ? "" : ",").append(source);
            of.forEach(
                (first, end) -> {
                  all.append(':').append(first);
                  if (end - 1 > first) {
                    all.append('-').append(end - 1);
                  }
                });
          });
      domains.values().forEach(gtid -> all.append(all.isEmpty() ? "" : ",").append(gtid));
      text = all.toString();
    }
    return text;
  }

  /** MySQL's binary form, with tags only if there are any: older servers do not know them. */
  byte[] encoded() {
    boolean tagged = intervals.keySet().stream().anyMatch(source -> source.length() > UUID_LENGTH);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long sources = intervals.size();
    write(tagged ? 1L << 56 | sources << 8 | 1 : sources, out);
    intervals.forEach(
        (source, of) -> {
          out.writeBytes(
              HexFormat.of().parseHex(source.substring(0, UUID_LENGTH).replace("-", "")));
          if (tagged) {
            byte[] tag =
                source.length() > UUID_LENGTH
                    ? source.substring(UUID_LENGTH + 1).getBytes(StandardCharsets.US_ASCII)
                    : new byte[0];
            out.write(tag.length << 1);
            out.writeBytes(tag);
          }
          write(of.size(), out);
          of.forEach(
              (first, end) -> {
                write(first, out);
                write(end, out);
              });
        });
    return out.toByteArray();
  }

  private static void write(long value, ByteArrayOutputStream out) {
    out.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  /** Reads MySQL's binary form. */
  static GtidSet decode(byte[] buffer, int offset) {
    GtidSet set = new GtidSet();
    Bytes.Cursor in = new Bytes.Cursor(buffer, offset);
    long head = in.int64();
    boolean tagged = head >>> 56 == 1;
    long sources = tagged ? (head << 8) >>> 16 : head;
    for (long i = 0; i < sources; i++) {
      String source = uuid(buffer, in.at);
      in.at += UUID_BYTES;
      if (tagged) {
        int length = (int) in.compact();
        source += length == 0 ? "" : ":" + in.text(length);
      }
      for (long left = in.int64(); left > 0; left--) {
        long first = in.int64();
        set.add(source, first, in.int64());
      }
    }
    return set;
  }

  /** Sixteen bytes as the servers write them. */
  static String uuid(byte[] buffer, int offset) {
    String hex = HexFormat.of().formatHex(buffer, offset, offset + UUID_BYTES);
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-"
        + hex.substring(12, 16)
        + "-"
        + hex.substring(16, 20)
        + "-"
        + hex.substring(20);
  }
}
