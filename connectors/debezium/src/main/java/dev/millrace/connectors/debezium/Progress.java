package dev.millrace.connectors.debezium;

import dev.millrace.api.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Says in the compacted topic {@value #TOPIC} how a source is doing: key is the source's name,
 * value is JSON {@code {"source","state","at","epoch","problem":{"code","message","remedy"}}} with
 * state {@code snapshot}, {@code streaming} or {@code retrying}; {@code problem} only while
 * retrying. While the source is quiet it comes every second.
 */
final class Progress {
  static final String TOPIC = "millrace.progress";

  /** What a source is doing. */
  enum State {
    SNAPSHOT,
    STREAMING,
    RETRYING
  }

  private final String source;
  private final byte[] key;

  Progress(String source) {
    this.source = source;
    this.key = source.getBytes(StandardCharsets.UTF_8);
  }

  /** A record that carries Debezium's offset. */
  CapturedRecord heartbeat(SourceRecord original, Map<String, ?> offset, State state, int epoch) {
    return new CapturedRecord(
        original,
        original.sourcePartition(),
        offset,
        TOPIC,
        key,
        json(state, epoch, Optional.empty()));
  }

  /** A record with an offset of its own, which nobody reads. */
  CapturedRecord news(State state, int epoch, Optional<Problem> problem) {
    return new CapturedRecord(
        null,
        Map.of("millrace.progress", source),
        Map.of("state", state.name()),
        TOPIC,
        key,
        json(state, epoch, problem));
  }

  private byte[] json(State state, int epoch, Optional<Problem> problem) {
    StringBuilder json = new StringBuilder("{\"source\":");
    JsonText.quote(source, json);
    json.append(",\"state\":\"").append(state.name().toLowerCase(java.util.Locale.ROOT));
    json.append("\",\"at\":\"").append(Instant.now()).append("\",\"epoch\":").append(epoch);
    problem.ifPresent(
        p -> {
          json.append(",\"problem\":{\"code\":\"").append(p.code()).append("\",\"message\":");
          JsonText.quote(p.message(), json);
          json.append(",\"remedy\":");
          JsonText.quote(p.remedy(), json);
          json.append('}');
        });
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}
