package dev.millrace.xref;

/**
 * What has been recognised of a pair that nobody has decided.
 *
 * @param certain whether it joins by itself
 * @param evidence what speaks for it
 * @param doubt why it does not join although the evidence would do; empty when that is not so
 */
record Finding(boolean certain, Evidence evidence, String doubt) {

  String reason() {
    return doubt.isEmpty() ? evidence.reason() : evidence.reason() + " " + doubt;
  }
}
