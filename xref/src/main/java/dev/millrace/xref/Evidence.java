package dev.millrace.xref;

/**
 * What speaks for two rows being the same, taken together.
 *
 * @param confidence how sure it is, in ten thousandths: 10000 is certain
 * @param matchedBy what told, as {@code matched_by} has it
 * @param sufficient whether it is enough to join the two without asking anybody, if there is no
 *     other row that fits as well
 * @param reason in words, with the values that agree
 */
record Evidence(int confidence, String matchedBy, boolean sufficient, String reason) {

  /** Pairs less likely than this are not worth a look: one in ten. */
  static final int PROPOSED_FROM = 1_000;

  /** One in a hundred may be wrong by what the weights say; what else is asked makes it fewer. */
  static final int CERTAIN_FROM = 9_900;

  /** Nothing speaks for it. */
  static final Evidence NONE = new Evidence(0, "", false, "");

  boolean worthALook() {
    return confidence >= PROPOSED_FROM;
  }
}
