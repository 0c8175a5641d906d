package dev.millrace.connectors.mysql;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The server's character sets. For those of one byte a character the server itself is asked once
 * what each byte is, so that every text is what the server would give. Not for use by several
 * threads.
 */
final class Charsets {
  /** The character set of what is no text. */
  static final String BINARY = "binary";

  private static final String COLLATIONS =
      "SELECT id, character_set_name FROM information_schema.collations"
          + " WHERE id IS NOT NULL AND character_set_name IS NOT NULL";

  /** Since MariaDB 10.10 a collation may be of several character sets. */
  private static final String SHARED_COLLATIONS =
      "SELECT id, character_set_name"
          + " FROM information_schema.collation_character_set_applicability WHERE id IS NOT NULL";

  private static final String HAS_SHARED_COLLATIONS =
      "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'information_schema'"
          + " AND upper(table_name) = 'COLLATION_CHARACTER_SET_APPLICABILITY'"
          + " AND upper(column_name) = 'ID'";

  private static final int BYTE_VALUES = 256;

  private final Connection connection;
  private final Map<Integer, String> byCollation = new HashMap<>();
  private final Map<String, Decoder> decoders = new HashMap<>();

  /** Makes UTF-8 of a text in a character set. One instance serves one thread. */
  interface Decoder {
    /** Whether texts of the character set are UTF-8. */
    boolean isUtf8();

    /** Decodes a text; the result is in {@link #buffer} until the next call. */
    int decode(byte[] text, int offset, int length);

    byte[] buffer();

    /** A text, at ease. */
    default String text(byte[] text, int offset, int length) {
      if (isUtf8()) {
        return Bytes.text(text, offset, length);
      }
      int size = decode(text, offset, length);
      return Bytes.text(buffer(), 0, size);
    }
  }

  /** The character sets of a server, to which the connection leads; it stays the caller's. */
  Charsets(Connection connection) throws SQLException {
    this.connection = connection;
    collations(COLLATIONS);
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(HAS_SHARED_COLLATIONS)) {
      if (found.next() && found.getInt(1) > 0) {
        collations(SHARED_COLLATIONS);
      }
    }
  }

  private void collations(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        byCollation.put(found.getInt(1), found.getString(2).toLowerCase(Locale.ROOT));
      }
    }
  }

  /** The character set of a collation, which the binary log names by its number. */
  String ofCollation(int collation) {
    String charset = byCollation.get(collation);
    if (charset == null) {
      throw new IllegalStateException("Cannot find collation: " + collation + ".");
    }
    return charset;
  }

  /** What reads texts of a character set. */
  Decoder decoder(String charset) throws SQLException {
    Decoder known = decoders.get(charset);
    if (known == null) {
      known = make(charset);
      decoders.put(charset, known);
    }
    return known;
  }

  private Decoder make(String charset) throws SQLException {
    return switch (charset) {
      case "utf8mb4", "utf8mb3", "utf8", "ascii" -> new ByJava(StandardCharsets.UTF_8);
      case "ucs2", "utf16" -> new ByJava(StandardCharsets.UTF_16BE);
      case "utf16le" -> new ByJava(StandardCharsets.UTF_16LE);
      case "utf32" -> new ByJava(Charset.forName("UTF-32BE"));
      case "gbk" -> new ByJava(Charset.forName("GBK"));
      case "gb2312" -> new ByJava(Charset.forName("GB2312"));
      case "gb18030" -> new ByJava(Charset.forName("GB18030"));
      case "big5" -> new ByJava(Charset.forName("Big5"));
      case "sjis", "cp932" -> new ByJava(Charset.forName("windows-31j"));
      case "ujis", "eucjpms" -> new ByJava(Charset.forName("EUC-JP"));
      case "euckr" -> new ByJava(Charset.forName("EUC-KR"));
      default -> byServer(charset);
    };
  }

  private Decoder byServer(String charset) throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT ");
    for (int i = 0; i < BYTE_VALUES; i++) {
      sql.append(i == 0 ? "" : ",").append("HEX(CONVERT(_").append(charset);
      sql.append(String.format(" X'%02X' USING utf8mb4))", i));
    }
    byte[][] table = new byte[BYTE_VALUES][];
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql.toString())) {
      found.next();
      for (int i = 0; i < BYTE_VALUES; i++) {
        String hex = found.getString(i + 1);
        table[i] = hex == null ? new byte[] {'?'} : HexFormat.of().parseHex(hex);
      }
    }
    return new ByTable(table);
  }

  /** Of one byte a character. */
  private static final class ByTable implements Decoder {
    private final byte[][] table;
    private byte[] buffer = new byte[256];

    ByTable(byte[][] table) {
      this.table = table;
    }

    @Override
    public boolean isUtf8() {
      return false;
    }

    @Override
    public int decode(byte[] text, int offset, int length) {
      int room = 4 * length;
      if (buffer.length < room) {
        buffer = new byte[2 * room];
      }
      int size = 0;
      for (int i = offset; i < offset + length; i++) {
        byte b = text[i];
        if (b >= 0) {
          buffer[size++] = table[b].length == 1 ? table[b][0] : b;
        } else {
          for (byte part : table[b & 0xff]) {
            buffer[size++] = part;
          }
        }
      }
      return size;
    }

    @Override
    public byte[] buffer() {
      return buffer;
    }
  }

  private static final class ByJava implements Decoder {
    private final boolean utf8;
    private final CharsetDecoder decoder;
    private byte[] buffer = {};

    ByJava(Charset charset) {
      this.utf8 = charset.equals(StandardCharsets.UTF_8);
      this.decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public boolean isUtf8() {
      return utf8;
    }

    @Override
    public int decode(byte[] text, int offset, int length) {
      try {
        CharBuffer chars = decoder.decode(ByteBuffer.wrap(text, offset, length));
        buffer = chars.toString().getBytes(StandardCharsets.UTF_8);
        return buffer.length;
      } catch (java.nio.charset.CharacterCodingException e) {
        throw new IllegalStateException("Cannot decode a text.", e);
      }
    }

    @Override
    public byte[] buffer() {
      return buffer;
    }
  }
}
