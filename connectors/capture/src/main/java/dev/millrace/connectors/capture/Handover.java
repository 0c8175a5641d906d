package dev.millrace.connectors.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Knows which of the records given to Connect are in the log, and up to where the server may
 * forget: only what Connect has stored, and all of it without a gap.
 *
 * <p>Connect calls {@link #beginPoll} and {@link #hand} from one thread, {@link #acknowledge} from
 * the producer's, and {@link #commit} from a third. Before it polls it notes which offsets it may
 * store; when it calls {@code commit} it has stored what it had noted some time before. So what was
 * acknowledged at one poll is noted at the next, and stored at the second commit after that.
 */
final class Handover {

  /** So much is on its way to the log at most, one parcel more or less: it is held in memory. */
  private static final long OPEN_BYTES_MAX = 2L << 20;

  /** Records that are handed over together. */
  static final class Parcel {
    private static final int RECORDS_MAX = 4_000;
    private static final long BYTES_MAX = 512L << 10;

    private final List<SourceRecord> records = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private long bytes;
    private long place;
    private volatile long completedAt = Long.MAX_VALUE;

    void add(
        Map<String, ?> partition, Map<String, ?> offset, String topic, byte[] key, byte[] value) {
      records.add(new HandedRecord(this, partition, offset, topic, key, value));
      bytes += key.length + (value == null ? 0 : value.length);
    }

    boolean isEmpty() {
      return records.isEmpty();
    }

    /** Whether what comes next is better handed over with another. */
    boolean isFull() {
      return records.size() >= RECORDS_MAX || bytes >= BYTES_MAX;
    }

    /** Whether it was handed over and all of it is in the log. */
    boolean isInLog() {
      return completedAt != Long.MAX_VALUE;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition less = lock.newCondition();
  private final AtomicLong acknowledged = new AtomicLong();

  /** Those handed over and not known to be durable, in order. */
  private final Deque<Parcel> parcels = new ArrayDeque<>();

  private int openParcels;
  private long openBytes;
  private long durable;
  private long measured;
  private long noted;
  private long stored;

  /** Is called at the beginning of each poll. */
  void beginPoll() {
    lock.lock();
    try {
      // The callback that completed a parcel may still run; one that began later says it has ended.
      long begun = acknowledged.get();
      while (!parcels.isEmpty() && parcels.peek().completedAt < begun) {
        durable = Math.max(durable, parcels.remove().place);
      }
      noted = measured;
      measured = durable;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands records over.
   *
   * @param place all changes of the stream before it are in these records or in earlier ones
   */
  List<SourceRecord> hand(Parcel parcel, long place) {
    parcel.place = place;
    parcel.open.set(parcel.records.size());
    lock.lock();
    try {
      parcels.add(parcel);
      openParcels++;
      openBytes += parcel.bytes;
    } finally {
      lock.unlock();
    }
    return parcel.records;
  }

  /** A record is in the log. */
  void acknowledge(HandedRecord record) {
    long number = acknowledged.incrementAndGet();
    if (record.parcel().open.decrementAndGet() > 0) {
      return;
    }
    record.parcel().completedAt = number;
    lock.lock();
    try {
      openParcels--;
      openBytes -= record.parcel().bytes;
      less.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that was handed over is in the log; returns whether it is. */
  boolean awaitNone(long patienceMillis) throws InterruptedException {
    return await(() -> openParcels == 0, patienceMillis);
  }

  /** Waits until more may be handed over; returns whether it may. */
  boolean awaitRoom(long patienceMillis) throws InterruptedException {
    return await(() -> openBytes < OPEN_BYTES_MAX, patienceMillis);
  }

  private boolean await(BooleanSupplier holds, long patienceMillis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      while (!holds.getAsBoolean() && left > 0) {
        left = less.awaitNanos(left);
      }
      return holds.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /** Offsets have been stored: up to where the server may forget, if that is known. */
  OptionalLong commit() {
    lock.lock();
    try {
      long confirmable = stored;
      stored = noted;
      return confirmable == 0 ? OptionalLong.empty() : OptionalLong.of(confirmable);
    } finally {
      lock.unlock();
    }
  }
}
