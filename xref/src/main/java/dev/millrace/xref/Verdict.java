package dev.millrace.xref;

/** What is settled of a pair, whatever its rows say. */
enum Verdict {
  SAME,
  DIFFERENT
}
