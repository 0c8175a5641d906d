package dev.millrace.lake.load;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The folders {@code key=value} on the way to a file, as Hive makes them. */
final class Partitions {
  /** Hive's word for NULL. */
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private Partitions() {}

  /**
   * A column made of folders.
   *
   * @param type that takes all of its values as they are
   */
  record Key(String name, Type type) {}

  /** Whether a folder stands for a value. */
  static boolean isPartition(String folder) {
    return folder.indexOf('=') > 0;
  }

  static String key(String folder) {
    return unescaped(folder.substring(0, folder.indexOf('=')));
  }

  /** Empty for NULL. */
  static Optional<String> value(String folder) {
    String value = folder.substring(folder.indexOf('=') + 1);
    return value.equals(NULL) ? Optional.empty() : Optional.of(unescaped(value));
  }

  /** The narrowest type that writes each value as its folder does. */
  static Type type(List<Optional<String>> values) {
    boolean whole = true;
    boolean small = true;
    boolean date = true;
    boolean any = false;
    for (Optional<String> one : values) {
      if (one.isPresent()) {
        String text = one.get();
        any = true;
        whole = whole && TextValues.parse(Types.LongType.get(), text).isPresent();
        small = small && TextValues.parse(Types.IntegerType.get(), text).isPresent();
        date = date && TextValues.parse(Types.DateType.get(), text).isPresent();
      }
    }
    if (!any) {
      return Types.StringType.get();
    }
    return whole
        ? small ? Types.IntegerType.get() : Types.LongType.get()
        : date ? Types.DateType.get() : Types.StringType.get();
  }

  /** Hive writes characters that a folder cannot have as {@code %2F}, others as UTF-8's bytes. */
  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] written = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer plain = ByteBuffer.allocate(written.length);
    for (int i = 0; i < written.length; i++) {
      int high = i + 2 < written.length ? Character.digit(written[i + 1], 16) : -1;
      int low = i + 2 < written.length ? Character.digit(written[i + 2], 16) : -1;
      if (written[i] == '%' && high >= 0 && low >= 0) {
        plain.put((byte) (high << 4 | low));
        i += 2;
      } else {
        plain.put(written[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(plain.flip()).toString();
    } catch (CharacterCodingException e) {
      // It was no escape, or one of an alphabet that nobody can know.
      return text;
    }
  }
}
