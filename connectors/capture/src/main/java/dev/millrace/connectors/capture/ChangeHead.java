package dev.millrace.connectors.capture;

import dev.millrace.api.Position;

/** What a change record says besides its rows. One instance serves one change after another. */
public final class ChangeHead {
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
  public ChangeHead begin(int epoch, long commit, long commitMicros, String transaction) {
    this.epoch = epoch;
    this.commit = commit;
    this.sequence = 0;
    this.commitMicros = commitMicros;
    this.transaction = transaction;
    return this;
  }

  /** When the changes that follow were in hand. */
  public ChangeHead captured(long micros) {
    capturedMicros = micros;
    return this;
  }

  /** Goes to the next change of the transaction. */
  public void next() {
    sequence++;
  }

  public Position position() {
    return new Position(epoch, commit, sequence);
  }

  public long commit() {
    return commit;
  }

  public long sequence() {
    return sequence;
  }

  public long commitMicros() {
    return commitMicros;
  }

  public long capturedMicros() {
    return capturedMicros;
  }

  public String transaction() {
    return transaction;
  }
}
