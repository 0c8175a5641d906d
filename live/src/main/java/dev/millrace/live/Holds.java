package dev.millrace.live;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.log.Log;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The sources that are held. {@link #hold}, {@link #advance} and {@link #release} may be called
 * from any thread but the feed's, the others from the feed's only.
 */
final class Holds {
  private final Feed feed;
  private final Consumer<byte[], byte[]> consumer;
  private final Log log;
  private final Map<String, Hold> bySource = new LinkedHashMap<>();

  Holds(Feed feed, Consumer<byte[], byte[]> consumer, Log log) {
    this.feed = feed;
    this.consumer = consumer;
    this.log = log;
  }

  /** Stops a source's tables where they are. */
  Hold hold(String source) {
    Hold hold = new Hold(source);
    feed.errands()
        .perform(
            () -> {
              if (bySource.putIfAbsent(source, hold) != null) {
                throw new MillraceException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot hold source: " + source + " is held already.",
                    "Wait until the verification that runs has ended.");
              }
              consumer.pause(feed.partitionsOf(source));
            });
    return hold;
  }

  void advance(Hold hold, Position position, Duration idle) {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    feed.errands()
        .perform(
            () -> {
              List<TopicPartition> partitions = feed.partitionsOf(hold.source());
              hold.advance(position, idle, partitions, arrived);
              consumer.resume(partitions);
            });
    feed.errands().await(arrived);
  }

  void release(Hold hold) {
    feed.errands()
        .perform(
            () -> {
              bySource.remove(hold.source(), hold);
              consumer.resume(feed.partitionsOf(hold.source()));
            });
  }

  boolean any() {
    return !bySource.isEmpty();
  }

  Optional<Hold> of(TableName table) {
    return table instanceof TableName.Raw raw
        ? Optional.ofNullable(bySource.get(raw.source()))
        : Optional.empty();
  }

  /** Looks which of them have arrived. */
  void look() {
    bySource.values().forEach(hold -> hold.look(consumer, log));
  }
}
