package dev.millrace.connectors.postgres;

/**
 * Writes the text that PostgreSQL itself writes for a value, from its binary form; in UTC, days and
 * times in ISO style, intervals in PostgreSQL's. Other forms of a value, say that of a number in
 * JSON, are written in the same way.
 */
@FunctionalInterface
interface TextForm {

  /** Appends the text of one value, which is not NULL. */
  void append(byte[] buffer, int offset, int length, TextOutput out);
}
