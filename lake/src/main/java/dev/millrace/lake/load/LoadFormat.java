package dev.millrace.lake.load;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file holds. */
public enum LoadFormat {
  PARQUET,
  ORC,
  AVRO,
  CSV,
  JSON;

  /** Endings of files whose bytes are compressed as a whole. */
  static final Map<String, Compression> COMPRESSED =
      Map.of(
          ".gz", Compression.GZIP,
          ".zst", Compression.ZSTD,
          ".bz2", Compression.BZIP2);

  private static final Map<String, LoadFormat> ENDINGS =
      Map.ofEntries(
          Map.entry("parquet", PARQUET),
          Map.entry("parq", PARQUET),
          Map.entry("pq", PARQUET),
          Map.entry("orc", ORC),
          Map.entry("avro", AVRO),
          Map.entry("csv", CSV),
          Map.entry("tsv", CSV),
          Map.entry("json", JSON),
          Map.entry("jsonl", JSON),
          Map.entry("ndjson", JSON));

  /** How a whole file is compressed. */
  enum Compression {
    NONE,
    GZIP,
    ZSTD,
    BZIP2
  }

  /** Whether the rows are text of which the types must be found out. */
  boolean isText() {
    return this == CSV || this == JSON;
  }

  /** What a file's name says. */
  static Optional<LoadFormat> ofName(String name) {
    String plain = withoutCompression(name);
    int dot = plain.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(ENDINGS.get(plain.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  /** What a file's first bytes say; text says nothing. */
  static Optional<LoadFormat> ofStart(byte[] start) {
    String magic = new String(start, java.nio.charset.StandardCharsets.ISO_8859_1);
    if (magic.startsWith("PAR1")) {
      return Optional.of(PARQUET);
    }
    if (magic.startsWith("ORC")) {
      return Optional.of(ORC);
    }
    return magic.startsWith("Obj\u0001") ? Optional.of(AVRO) : Optional.empty();
  }

  static Compression compression(String name) {
    for (Map.Entry<String, Compression> one : COMPRESSED.entrySet()) {
      if (name.toLowerCase(Locale.ROOT).endsWith(one.getKey())) {
        return one.getValue();
      }
    }
    return Compression.NONE;
  }

  private static String withoutCompression(String name) {
    return compression(name) == Compression.NONE ? name : name.substring(0, name.lastIndexOf('.'));
  }

  /** A file's name without its endings, to call a table by. */
  static String stem(String name) {
    String plain = withoutCompression(name);
    return ofName(name).isPresent() ? plain.substring(0, plain.lastIndexOf('.')) : plain;
  }
}
