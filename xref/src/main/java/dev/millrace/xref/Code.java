package dev.millrace.xref;

import java.util.Set;

/** A code that people gave: of an item, of a supplier's offer, of an organisation. */
final class Code {
  private static final Set<String> PLACEHOLDERS =
      Set.of("NONE", "NULL", "TBD", "TBA", "UNKNOWN", "DUMMY", "TEST", "XXX", "XXXX", "NEW");
  private static final int DISTINCTIVE_LENGTH = 6;
  private static final int LEAST_LENGTH = 3;

  private Code() {}

  /**
   * A code as it is compared: capital letters and digits, without leading zeros; empty when it says
   * nothing.
   */
  static String of(String written) {
    String code = Text.code(written);
    int zeros = 0;
    while (zeros < code.length() && code.charAt(zeros) == '0') {
      zeros++;
    }
    String bare = code.substring(zeros);
    return bare.length() < LEAST_LENGTH || PLACEHOLDERS.contains(bare) ? "" : bare;
  }

  /**
   * Whether two companies hardly came to the same code by counting: it has letters and digits, and
   * is not short.
   */
  static boolean distinctive(String code) {
    return code.length() >= DISTINCTIVE_LENGTH
        && code.chars().anyMatch(c -> c >= 'A')
        && code.chars().anyMatch(c -> c <= '9');
  }
}
