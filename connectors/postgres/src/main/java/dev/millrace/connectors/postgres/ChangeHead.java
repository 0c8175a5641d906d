package dev.millrace.connectors.postgres;

import dev.millrace.api.Position;

/** What a change record says besides its rows. One instance serves one change after another. */
final class ChangeHead {
  private int epoch;
  private long commit;
  private long sequence;
  private long commitMicros;
  private long capturedMicros;
  private String transaction = "";

  /**
   * Begins a transaction, or the rows of a snapshot.
   *
   * @param commitMicros when it was committed, microseconds since 1970 UTC
   * @param transaction the server's name of it; empty for a snapshot
   */
  ChangeHead begin(int epoch, long commit, long commitMicros, String transaction) {
    this.epoch = epoch;
    this.commit = commit;
    this.sequence = 0;
    this.commitMicros = commitMicros;
    this.transaction = transaction;
    return this;
  }

  /** When the changes that follow were in hand. */
  ChangeHead captured(long micros) {
    capturedMicros = micros;
    return this;
  }

  /** Goes to the next change of the transaction. */
  void next() {
    sequence++;
  }

  Position position() {
    return new Position(epoch, commit, sequence);
  }

  long commit() {
    return commit;
  }

  long sequence() {
    return sequence;
  }

  long commitMicros() {
    return commitMicros;
  }

  long capturedMicros() {
    return capturedMicros;
  }

  String transaction() {
    return transaction;
  }
}
