package dev.millrace.connectors.debezium;

import dev.millrace.api.Problem;
import dev.millrace.log.Progress;
import dev.millrace.log.Progress.State;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** Records that say how the source is doing. */
final class News {
  private final String source;
  private final Progress progress;

  News(String source) {
    this.source = source;
    this.progress = new Progress(source);
  }

  /** A record that carries Debezium's offset. */
  CapturedRecord heartbeat(SourceRecord original, Map<String, ?> offset, State state, int epoch) {
    return new CapturedRecord(
        original,
        original.sourcePartition(),
        offset,
        Progress.TOPIC,
        progress.key(),
        progress.json(state, epoch, Optional.empty()));
  }

  /** A record with an offset of its own, which nobody reads. */
  CapturedRecord of(State state, int epoch, Optional<Problem> problem) {
    return new CapturedRecord(
        null,
        Map.of(Progress.TOPIC, source),
        Map.of("state", state.name()),
        Progress.TOPIC,
        progress.key(),
        progress.json(state, epoch, problem));
  }
}
