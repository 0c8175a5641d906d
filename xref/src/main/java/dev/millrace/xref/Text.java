package dev.millrace.xref;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text in the form in which it is compared. */
final class Text {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern NO_CODE = Pattern.compile("[^A-Z0-9]+");

  private Text() {}

  /**
   * Without case and accents, in Latin letters where they are of another kind only by a stroke. The
   * two ways to write an umlaut, ü and ue, come out the same.
   */
  static String folded(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return plain
        .toLowerCase(Locale.ROOT)
        .replace("ß", "ss")
        .replace('ø', 'o')
        .replace('ł', 'l')
        .replace('đ', 'd')
        .replace('ð', 'd')
        .replace('ı', 'i')
        .replace("æ", "a")
        .replace("œ", "o")
        .replace("þ", "th")
        .replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u");
  }

  /** Capital letters and digits alone. */
  static String code(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return NO_CODE.matcher(plain.toUpperCase(Locale.ROOT)).replaceAll("");
  }
}
