package dev.millrace.connectors.capture;

import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.StreamBatch.Replacement;
import dev.millrace.connectors.capture.StreamBatch.Truncation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes batches of the records of a stream's transactions, and leaves out what an earlier run has
 * written. Used by the thread that reads.
 *
 * <p>For each change: {@link #next}, then its records are added to {@link #records}, then {@link
 * #added}.
 */
public final class BatchBuilder {
  private static final int BATCH_RECORDS = 2_048;
  private static final int BATCH_BYTES = 1 << 20;

  /** What a record takes besides its key and value. */
  private static final int RECORD_OVERHEAD = 80;

  /** Changes that share a look at the clock. */
  private static final int CHANGES_AT_ONCE = 64;

  /** Takes batches, and says when a transaction may begin. */
  public interface Outlet {
    void put(StreamBatch batch, long bytes) throws InterruptedException;

    /** Whether a transaction of this commit may be handed over now. */
    boolean isTurnOf(long commit);

    /** Returns when a transaction of this commit may be handed over. */
    void awaitTurn(long commit) throws InterruptedException;
  }

  private final Outlet outlet;
  private Position resumeAfter;
  private final Supplier<String> resume;
  private final ChangeHead head = new ChangeHead();
  private List<Encoded> records = new ArrayList<>();
  private List<Encoded> incomplete = List.of();
  private int from;
  private long firstSequence;
  private long bytes;
  private boolean inTransaction;

  /** Whether the transaction was given before, by another way of reading. */
  private boolean handedOver;

  private boolean resuming;
  private int sinceClock;
  private Position position;
  private long confirmable;
  private long confirmablePut;

  /**
   * Makes one.
   *
   * @param resumeAfter changes up to this position are left out; its epoch is that of all changes
   * @param start from which place the stream is read
   * @param resume what a reader needs besides the place to go on after the last whole transaction
   */
  public BatchBuilder(Outlet outlet, Position resumeAfter, long start, Supplier<String> resume) {
    this.outlet = outlet;
    this.resumeAfter = resumeAfter;
    this.resume = resume;
    this.position = resumeAfter;
    this.confirmable = start;
    this.confirmablePut = start;
  }

  /** What the next record says besides its row. */
  public ChangeHead head() {
    return head;
  }

  /** The records gathered so far, to which those of a change are added. */
  public List<Encoded> records() {
    return records;
  }

  public boolean isInTransaction() {
    return inTransaction;
  }

  /** Where a reader goes on that has all whole transactions given so far. */
  public long confirmable() {
    return confirmable;
  }

  /** Of the last change that was given, or of the last given before. */
  public Position position() {
    return position;
  }

  /** The transaction of which an earlier run has written a part now stands elsewhere. */
  public void resumeIn(long commit) {
    resumeAfter = new Position(resumeAfter.epoch(), commit, resumeAfter.sequence());
  }

  /**
   * A transaction begins.
   *
   * @param name as the server names it
   */
  public void begin(long commit, long commitMicros, String name) throws InterruptedException {
    inTransaction = true;
    handedOver = Long.compareUnsigned(commit, confirmable) < 0;
    if (!handedOver && !outlet.isTurnOf(commit)) {
      flushSign();
      outlet.awaitTurn(commit);
    }
    head.begin(resumeAfter.epoch(), commit, commitMicros, name);
    resuming = Long.compareUnsigned(commit, resumeAfter.commit()) <= 0;
    sinceClock = CHANGES_AT_ONCE;
  }

  /** Whether the changes of this transaction are to be left out. */
  public boolean isHandedOver() {
    return handedOver;
  }

  /** Goes to the next change. */
  public void next() {
    head.next();
    if (++sinceClock >= CHANGES_AT_ONCE) {
      head.captured(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
      sinceClock = 0;
    }
    from = records.size();
    firstSequence = head.sequence();
  }

  /** How many records the change has so far. */
  public int recordsOfChange() {
    return records.size() - from;
  }

  /** The last record lacks values, which a read of rows in progress must bring. */
  public void lastIsIncomplete() {
    if (incomplete.isEmpty()) {
      incomplete = new ArrayList<>();
    }
    Encoded last = records.get(records.size() - 1);
    incomplete.add(new Encoded(last.table(), last.key(), null));
  }

  /** All records of the change are there; those that are stored from before are removed. */
  public void added() throws InterruptedException {
    if (resuming) {
      removeStored();
    }
    for (int i = from; i < records.size(); i++) {
      Encoded record = records.get(i);
      bytes += RECORD_OVERHEAD + record.key().length;
      bytes += record.value() == null ? 0 : record.value().length;
    }
    if (from < records.size()) {
      position = head.position();
    }
    if (records.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
      flush();
    }
  }

  /** Of a changed key, the old row's end and its tombstone may be stored and the new row not. */
  private void removeStored() {
    if (head.position().compareTo(resumeAfter) <= 0) {
      records.subList(from, records.size()).clear();
    } else if (new Position(resumeAfter.epoch(), head.commit(), firstSequence)
            .compareTo(resumeAfter)
        <= 0) {
      records.subList(from, records.size() - 1).clear();
    }
  }

  /** Whether the change at which the head is was written by an earlier run, or is left out. */
  public boolean isStored() {
    return handedOver || (resuming && head.position().compareTo(resumeAfter) <= 0);
  }

  /** Tables were emptied by one command, the change at which the head is. */
  public void truncated(List<TableName.Raw> tables) throws InterruptedException {
    flush();
    position = head.position();
    put(Optional.of(new Truncation(tables, head.commitMicros())), Optional.empty(), 0);
  }

  /** Tables are others than before, the change at which the head is. */
  public void replaced(Replacement replacement) throws InterruptedException {
    flush();
    position = head.position();
    put(Optional.empty(), Optional.of(replacement), 0);
  }

  /** The transaction is whole; a reader goes on at {@code end}. */
  public void commit(long end) {
    inTransaction = false;
    if (!handedOver) {
      confirmable = end;
    }
  }

  /** Hands over what there is, with the position of the head though it has no record. */
  public void sign() throws InterruptedException {
    flush();
    position = head.position().compareTo(position) > 0 ? head.position() : position;
    put(0);
  }

  /** The server has sent all transactions that end before a place. */
  public void idle(long place) {
    if (!inTransaction && Long.compareUnsigned(place, confirmable) > 0) {
      confirmable = place;
    }
  }

  /** Hands over what has been gathered. */
  public void flush() throws InterruptedException {
    if (!records.isEmpty()) {
      long size = bytes;
      bytes = 0;
      put(size);
    }
  }

  /** Hands over a sign of life if there is news: more than was confirmable before. */
  public void flushSign() throws InterruptedException {
    flush();
    if (confirmable != confirmablePut) {
      put(0);
    }
  }

  private void put(long size) throws InterruptedException {
    put(Optional.empty(), Optional.empty(), size);
  }

  private void put(Optional<Truncation> truncated, Optional<Replacement> replaced, long size)
      throws InterruptedException {
    List<Encoded> full = records;
    records = full.isEmpty() ? full : new ArrayList<>(BATCH_RECORDS + 2);
    from = 0;
    StreamBatch batch =
        new StreamBatch(
            full.isEmpty() ? List.of() : full,
            position,
            confirmable,
            resume.get(),
            truncated,
            replaced,
            incomplete);
    incomplete = List.of();
    confirmablePut = confirmable;
    outlet.put(batch, size);
  }
}
