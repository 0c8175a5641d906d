package dev.millrace.xref;

/**
 * Numbers of GS1: of trade items (GTIN) and of organisations and places (GLN), as the <a
 * href="https://www.gs1.org/standards/barcodes-epcrfid-id-keys/gs1-general-specifications">GS1
 * General Specifications</a> define them.
 */
final class Gs1 {
  /** Stands for a number that is missing or none. */
  static final long NONE = 0;

  private static final int GLN_LENGTH = 13;

  private Gs1() {}

  /**
   * A GTIN as a number of 14 digits. GTIN-8, -12 and -13 are the same numbers with zeros in front.
   *
   * @return {@link #NONE} when the length or the check digit is wrong, and for numbers that mean
   *     something inside one company only (restricted circulation)
   */
  static long gtin(String written) {
    String digits = digits(written);
    int length = digits.length();
    boolean known = length == 8 || length == 12 || length == 13 || length == 14;
    if (!known || !checked(digits)) {
      return NONE;
    }
    String whole = "0".repeat(14 - length) + digits;
    return length == 8 ? gtin8(whole) : restricted(whole.substring(1)) ? NONE : number(whole);
  }

  /** Of the eight-digit numbers those that begin with 0 or 2 are for a company's own use. */
  private static long gtin8(String whole) {
    char first = whole.charAt(6);
    return first == '0' || first == '2' ? NONE : number(whole);
  }

  /** GS1 prefixes 020–029, 040–049 and 200–299, and all that begin with five zeros. */
  private static boolean restricted(String thirteen) {
    return thirteen.startsWith("02")
        || thirteen.startsWith("04")
        || thirteen.startsWith("2")
        || thirteen.startsWith("00000");
  }

  /**
   * A GLN.
   *
   * @return {@link #NONE} when it has not 13 digits or its check digit is wrong
   */
  static long gln(String written) {
    String digits = digits(written);
    return digits.length() == GLN_LENGTH && checked(digits) ? number(digits) : NONE;
  }

  /** The digits of a number that may be grouped by spaces and hyphens; empty when it is none. */
  private static String digits(String written) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if (c != ' ' && c != '-') {
        return "";
      }
    }
    return digits.toString();
  }

  /** Whether the last digit fits: from it leftwards the digits weigh 1 and 3 by turns. */
  private static boolean checked(String digits) {
    int sum = 0;
    for (int i = digits.length() - 1, weight = 1; i >= 0; i--, weight = 4 - weight) {
      sum += (digits.charAt(i) - '0') * weight;
    }
    return sum % 10 == 0;
  }

  private static long number(String digits) {
    return Long.parseLong(digits);
  }
}
