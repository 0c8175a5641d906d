package dev.millrace.connectors.mysql;

/**
 * What a reader needs besides its place, as the capture's offset keeps it.
 *
 * @param gtids all transactions that have been read; empty where they have no names
 * @param readFrom where a reader begins that must read again an XA transaction that was prepared
 *     and not yet committed: a set of names, or a file and an offset; empty when there is none
 * @param current the transaction of which the offset's position is, when that is not read to its
 *     end; at another server it stands elsewhere and has the same changes
 */
record ResumePoint(String gtids, String readFrom, String current) {
  private static final String BETWEEN = "|";

  static ResumePoint parse(String text) {
    String[] parts = (text + BETWEEN + BETWEEN).split("\\|", -1);
    return new ResumePoint(parts[0], parts[1], parts[2]);
  }

  @Override
  public String toString() {
    String more = current.isEmpty() ? readFrom : readFrom + BETWEEN + current;
    return more.isEmpty() ? gtids : gtids + BETWEEN + more;
  }
}
