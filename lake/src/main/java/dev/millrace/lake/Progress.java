package dev.millrace.lake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * How far a history table has followed its topic. It is committed with the changes themselves, in
 * the summary of their snapshot, so that the two cannot differ.
 *
 * @param sequence of the last change
 * @param offsets by partition: the next to read
 * @param repeats by partition: the state of {@link dev.millrace.log.Repeats}
 */
record Progress(long sequence, Map<Integer, Long> offsets, Map<Integer, String> repeats) {
  static final Progress NONE = new Progress(0, Map.of(), Map.of());

  static final String SEQUENCE = "millrace.sequence";
  private static final String OFFSET = "millrace.offset.";
  private static final String REPEATS = "millrace.repeats.";

  Progress {
    offsets = Map.copyOf(offsets);
    repeats = Map.copyOf(repeats);
  }

  /** Whether a snapshot carries a table's progress. */
  static boolean isIn(Snapshot snapshot) {
    return snapshot.summary().containsKey(SEQUENCE);
  }

  /** The progress of the newest of some snapshots that carries any, newest first. */
  static Optional<Progress> newest(Iterable<Snapshot> ancestors) {
    for (Snapshot snapshot : ancestors) {
      if (isIn(snapshot)) {
        return Optional.of(of(snapshot.summary()));
      }
    }
    return Optional.empty();
  }

  private static Progress of(Map<String, String> summary) {
    Map<Integer, Long> offsets = new HashMap<>();
    Map<Integer, String> repeats = new HashMap<>();
    summary.forEach(
        (name, value) -> {
          if (name.startsWith(OFFSET)) {
            offsets.put(Integer.valueOf(name.substring(OFFSET.length())), Long.valueOf(value));
          } else if (name.startsWith(REPEATS)) {
            repeats.put(Integer.valueOf(name.substring(REPEATS.length())), value);
          }
        });
    return new Progress(Long.parseLong(summary.get(SEQUENCE)), offsets, repeats);
  }

  /** As a snapshot's summary has it. */
  Map<String, String> summary() {
    Map<String, String> summary = new HashMap<>();
    summary.put(SEQUENCE, Long.toString(sequence));
    offsets.forEach((partition, offset) -> summary.put(OFFSET + partition, offset.toString()));
    repeats.forEach((partition, state) -> summary.put(REPEATS + partition, state));
    return summary;
  }
}
