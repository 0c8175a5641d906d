package dev.millrace.log;

import dev.millrace.api.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a connector says in the compacted topic {@value #TOPIC} of how its source is doing: key is
 * the source's name, value is JSON {@code
 * {"source","state","at","epoch","problem":{"code","message","remedy"}}} with state {@code
 * snapshot}, {@code streaming} or {@code retrying}; {@code problem} only while retrying. While the
 * source is quiet it comes every second.
 *
 * <p>A connector that can tell adds, while rows are read, {@code
 * "snapshot":{"tables","tables_done","rows","rows_total","seconds_left","waits_for"}}, the total
 * and the time left only while it knows about how many rows there are, and what the reading waits
 * for only while it does; and, while the source is reached, {@code
 * "lag":{"bytes","retained_log_bytes","seconds","warning"}}: bytes of the source's log not captured
 * yet, bytes that the source keeps for the capture, since how many seconds the capture has not had
 * all, and only when it must be said, what will go wrong and what to do. Readers pass over members
 * that they do not know.
 */
public final class Progress {
  public static final String TOPIC = "millrace.progress";

  /** What a source is doing. */
  public enum State {
    SNAPSHOT,
    STREAMING,
    RETRYING
  }

  private final String source;
  private final byte[] key;

  public Progress(String source) {
    this.source = source;
    this.key = source.getBytes(StandardCharsets.UTF_8);
  }

  /** The key of the source's records. */
  public byte[] key() {
    return key.clone();
  }

  /** The value of a record. */
  public byte[] json(State state, int epoch, Optional<Problem> problem) {
    return json(state, epoch, problem, "");
  }

  /**
   * The value of a record.
   *
   * @param more members of the connector's own, as JSON with a comma in front of each
   */
  public byte[] json(State state, int epoch, Optional<Problem> problem, String more) {
    StringBuilder json = new StringBuilder("{\"source\":");
    JsonText.quote(source, json);
    json.append(",\"state\":\"").append(state.name().toLowerCase(Locale.ROOT));
    json.append("\",\"at\":\"").append(Instant.now()).append("\",\"epoch\":").append(epoch);
    problem.ifPresent(
        p -> {
          json.append(",\"problem\":{\"code\":\"").append(p.code()).append("\",\"message\":");
          JsonText.quote(p.message(), json);
          json.append(",\"remedy\":");
          JsonText.quote(p.remedy(), json);
          json.append('}');
        });
    return json.append(more).append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}
