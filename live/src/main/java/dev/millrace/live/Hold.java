package dev.millrace.live;

import dev.millrace.api.Position;
import dev.millrace.log.Log;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** The state of a source that is held. For the feed's thread only, but for its name. */
final class Hold {
  private final String source;
  private final Set<TopicPartition> moving = new HashSet<>();
  private Optional<Position> limit = Optional.empty();
  private CompletableFuture<Void> arrived = CompletableFuture.completedFuture(null);
  private Duration idle = Duration.ZERO;
  private long movedNanos;

  Hold(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  void advance(
      Position to,
      Duration patience,
      Collection<TopicPartition> partitions,
      CompletableFuture<Void> whenArrived) {
    limit = Optional.of(to);
    idle = patience;
    arrived = whenArrived;
    moving.clear();
    moving.addAll(partitions);
    movedNanos = System.nanoTime();
  }

  /** Whether a change is after the position to stop at. */
  boolean stopsBefore(Position position) {
    if (limit.isEmpty()) {
      return true;
    }
    boolean after = compare(position, limit.get()) > 0;
    if (!after) {
      movedNanos = System.nanoTime();
    }
    return after;
  }

  /** Epochs differ between a source's snapshots and say nothing of where a commit stands. */
  private static int compare(Position left, Position right) {
    int order = Long.compareUnsigned(left.commit(), right.commit());
    return order == 0 ? Long.compareUnsigned(left.sequence(), right.sequence()) : order;
  }

  void reached(TopicPartition partition) {
    moving.remove(partition);
  }

  /** Looks whether there is anything left to wait for. */
  void look(Consumer<byte[], byte[]> consumer, Log log) {
    if (arrived.isDone()) {
      return;
    }
    boolean quiet = System.nanoTime() - movedNanos >= idle.toNanos();
    if (moving.isEmpty() || (quiet && atEnd(consumer, log))) {
      consumer.pause(List.copyOf(moving));
      moving.clear();
      arrived.complete(null);
    }
  }

  private boolean atEnd(Consumer<byte[], byte[]> consumer, Log log) {
    Map<TopicPartition, Long> ends = log.endOffsets(moving);
    try {
      for (TopicPartition partition : moving) {
        if (consumer.position(partition) < ends.get(partition)) {
          return false;
        }
      }
      return true;
    } catch (WakeupException e) {
      return false;
    }
  }
}
