package dev.millrace.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.log.Log;
import dev.millrace.server.endpoint.StatusEndpoint.CaptureLag;
import dev.millrace.server.endpoint.StatusEndpoint.SnapshotProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What connectors say of their sources in the topic {@value #TOPIC}, the newest word of each. */
final class SourceProgress implements AutoCloseable {
  static final String TOPIC = "millrace.progress";

  private static final Logger LOGGER = LoggerFactory.getLogger(SourceProgress.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofSeconds(1);

  /**
   * @param state {@code snapshot}, {@code streaming} or {@code retrying}
   * @param epoch of the snapshot that the source's changes follow
   * @param problem while retrying
   * @param snapshot while rows are read, if the connector tells how far it is
   * @param captureLag if the connector tells it
   */
  record News(
      String state,
      int epoch,
      Optional<Problem> problem,
      Optional<SnapshotProgress> snapshot,
      Optional<CaptureLag> captureLag) {

    /** Reads a record's value. */
    static News of(JsonNode news) {
      return new News(
          news.path("state").asText(),
          news.path("epoch").asInt(),
          SourceProgress.problem(news.path("problem")),
          SourceProgress.snapshot(news.path("snapshot")),
          SourceProgress.captureLag(news.path("lag"), news.path("snapshot")));
    }
  }

  private final Map<String, News> newest = new ConcurrentHashMap<>();
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean closed;

  private SourceProgress(Log log) {
    log.createInternalTopic(TOPIC);
    consumer = log.consumer(IsolationLevel.READ_UNCOMMITTED);
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    consumer.assign(List.of(partition));
    // What was said before this start is history.
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition);
    thread = new Thread(this::follow, "millrace-progress");
    thread.setDaemon(true);
    thread.start();
  }

  static SourceProgress follow(Log log) {
    return new SourceProgress(log);
  }

  Optional<News> of(String source) {
    return Optional.ofNullable(newest.get(source));
  }

  void forget(String source) {
    newest.remove(source);
  }

  private void follow() {
    try {
      while (!closed) {
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      LOGGER.debug("Stopped following the sources' progress", e);
    } finally {
      consumer.close();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      JsonNode news = JSON.readTree(record.value());
      newest.put(news.path("source").asText(), News.of(news));
    } catch (IOException e) {
      LOGGER.warn("Cannot read what a connector says of its source", e);
    }
  }

  private static Optional<Problem> problem(JsonNode problem) {
    if (!problem.isObject()) {
      return Optional.empty();
    }
    ErrorCode code = ErrorCode.SOURCE_FAILED;
    for (ErrorCode known : ErrorCode.values()) {
      if (known.name().equals(problem.path("code").asText())) {
        code = known;
      }
    }
    return Optional.of(
        Problem.of(code, problem.path("message").asText(), problem.path("remedy").asText()));
  }

  /**
   * The total is an estimate. One that the rows have reached while there are still some to be read
   * is wrong: it is left out, with all that follows from it.
   */
  private static Optional<SnapshotProgress> snapshot(JsonNode snapshot) {
    if (!hasNumbers(snapshot, "tables", "tables_done", "rows")) {
      return Optional.empty();
    }
    long rows = snapshot.get("rows").asLong();
    long total = snapshot.path("rows_total").asLong();
    boolean known = total > rows;
    JsonNode left = snapshot.path("seconds_left");
    return Optional.of(
        new SnapshotProgress(
            snapshot.get("tables").asInt(),
            snapshot.get("tables_done").asInt(),
            rows,
            known ? OptionalLong.of(total) : OptionalLong.empty(),
            known ? OptionalInt.of((int) (100.0 * rows / total)) : OptionalInt.empty(),
            known && left.isNumber() && left.asLong() >= 0
                ? OptionalLong.of(left.asLong())
                : OptionalLong.empty()));
  }

  /** Reading that waits for somebody to do something is a warning, too. */
  private static Optional<CaptureLag> captureLag(JsonNode lag, JsonNode snapshot) {
    String warning = lag.path("warning").asText(snapshot.path("waits_for").asText());
    return hasNumbers(lag, "bytes", "retained_log_bytes", "seconds")
        ? Optional.of(
            new CaptureLag(
                lag.get("bytes").asLong(),
                lag.get("retained_log_bytes").asLong(),
                lag.get("seconds").asDouble(),
                Optional.of(warning).filter(text -> !text.isEmpty())))
        : Optional.empty();
  }

  /** A figure that is not told is not made up; what lacks one is left out. */
  private static boolean hasNumbers(JsonNode node, String... names) {
    return Arrays.stream(names).allMatch(name -> node.path(name).isNumber());
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
