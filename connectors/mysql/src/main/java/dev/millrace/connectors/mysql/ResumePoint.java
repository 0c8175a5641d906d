package dev.millrace.connectors.mysql;

/**
 * What a reader needs besides its place, as the capture's offset keeps it.
 *
 * @param gtids all transactions that have been read; empty where they have no names
 * @param readFrom where a reader begins that must read again an XA transaction that was prepared
 *     and not yet committed: a set of names, or a file and an offset; empty when there is none
 */
record ResumePoint(String gtids, String readFrom) {
  private static final char BETWEEN = '|';

  static ResumePoint parse(String text) {
    int between = text.indexOf(BETWEEN);
    return between < 0
        ? new ResumePoint(text, "")
        : new ResumePoint(text.substring(0, between), text.substring(between + 1));
  }

  @Override
  public String toString() {
    return readFrom.isEmpty() ? gtids : gtids + BETWEEN + readFrom;
  }
}
