package dev.millrace.lake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table that the writer follows, its partitions, and when something is due for it. Belongs to the
 * writer's thread.
 */
final class Followed {
  /** So many records with no pause of {@link #QUIET} among them are a burst. */
  static final long BURST = 50_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(Followed.class);
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  final TableFollower follower;
  final List<TopicPartition> partitions;

  /** Whether the upkeep has a compaction of it in hand. */
  boolean compacting;

  /** By partition, up to where a swap may reach that has begun to come. */
  private final Map<TopicPartition, Long> swapping = new HashMap<>();

  private Optional<String> lastSwap = Optional.empty();

  private final long intervalMillis;
  private final long phaseMillis;
  private Optional<Instant> commitDue = Optional.empty();
  private Optional<Instant> retryDue = Optional.of(Instant.MIN);
  private Duration pause = FIRST_PAUSE;

  /** How many records have come without a pause. */
  private long burst;

  /** When it is a pause if nothing comes. */
  private Instant quiet = Instant.MIN;

  /**
   * A table that has yet to be started.
   *
   * @param commitInterval how old its changes may become before they are committed
   */
  Followed(TableFollower follower, List<TopicPartition> partitions, Duration commitInterval) {
    this.follower = follower;
    this.partitions = partitions;
    this.intervalMillis = Math.max(1, commitInterval.toMillis());
    this.phaseMillis = Math.abs((long) follower.name().toString().hashCode());
  }

  /** Whether it waits to be started, for the first time or again. */
  boolean failed() {
    return retryDue.isPresent();
  }

  /** When it is to be started, or else committed: by the interval, or earlier behind a burst. */
  Optional<Instant> due() {
    if (failed()) {
      return retryDue;
    }
    boolean early = burst >= BURST && commitDue.filter(quiet::isBefore).isPresent();
    return early ? Optional.of(quiet) : commitDue;
  }

  boolean isDue(Instant now) {
    return due().filter(due -> !now.isBefore(due)).isPresent();
  }

  /** It follows the log from now on. */
  void started(Instant now) {
    retryDue = Optional.empty();
    if (follower.status().problem().isPresent()) {
      // Whether it is over shows with the next commit, so that comes soon.
      commitDue = Optional.of(now.plus(FIRST_PAUSE));
    }
  }

  /**
   * Goes on behind what the log has given up: it keeps events for a while only, whoever has read
   * them.
   *
   * @param first the offset of the first record that is left
   */
  void skipLost(TopicPartition partition, long first) {
    if (follower.next(partition.partition()) < first) {
      long lost = follower.skipTo(partition.partition(), first);
      LOGGER.warn(
          "Cannot bring {} changes of {} into the lake: the log had given them up before they were"
              + " read. It goes on behind them. Let the lake run, or give it more of the machine.",
          lost,
          follower.name());
    }
  }

  /** Whether a swap is known, which the records of may come in several portions. */
  boolean isKnown(String swap) {
    return lastSwap.filter(swap::equals).isPresent();
  }

  /**
   * A swap has begun to come, whose records are to become visible together.
   *
   * @param consumer tells the ends of the partitions: its records are below
   */
  void swap(String name, Consumer<?, ?> consumer) {
    lastSwap = Optional.of(name);
    swapping.putAll(ends(consumer));
  }

  private Map<TopicPartition, Long> ends(Consumer<?, ?> consumer) {
    try {
      return consumer.endOffsets(partitions);
    } catch (WakeupException e) {
      // Whoever has woken the thread up is served right after.
      return consumer.endOffsets(partitions);
    }
  }

  /** Whether a commit would show a part of a swap. */
  boolean isAmidSwap(ToLongFunction<TopicPartition> position) {
    swapping.entrySet().removeIf(end -> position.applyAsLong(end.getKey()) >= end.getValue());
    return !swapping.isEmpty();
  }

  /** It has taken records of the log. */
  void took(int records, Instant now) {
    burst = now.isAfter(quiet) ? records : burst + records;
    quiet = now.plus(QUIET);
    if (follower.hasPending() && commitDue.isEmpty()) {
      // Tables commit at different moments, so that no moment is busier than others.
      long millis = now.toEpochMilli();
      commitDue =
          Optional.of(
              Instant.ofEpochMilli(
                  millis + intervalMillis - Math.floorMod(millis - phaseMillis, intervalMillis)));
    }
  }

  /** It is being committed. */
  void committing() {
    commitDue = Optional.empty();
  }

  /** It has been committed. */
  void committed() {
    pause = FIRST_PAUSE;
  }

  /** How long it waits when it fails now. */
  Duration pause() {
    return pause;
  }

  /** It is tried again after a pause, each time a longer one. */
  void fail(Instant now) {
    commitDue = Optional.empty();
    swapping.clear();
    lastSwap = Optional.empty();
    retryDue = Optional.of(now.plus(pause));
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }
}
