package dev.millrace.app.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.log.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   */
  record News(String state, int epoch, Optional<Problem> problem) {}

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
      newest.put(
          news.path("source").asText(),
          new News(
              news.path("state").asText(),
              news.path("epoch").asInt(),
              problem(news.path("problem"))));
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
