package dev.millrace.bench.capture;

import java.util.HashMap;
import java.util.Map;

/**
 * What a process is to measure.
 *
 * @param measure what of it
 * @param subject who reads
 * @param settings of the subject
 * @param changes how many to await, or how many times to probe
 */
record Job(Measure measure, SubjectKind subject, Map<String, String> settings, long changes) {

  enum Measure {
    /** Reads so many changes. */
    THROUGHPUT,
    /** Reads changes that it makes itself, one after the other. */
    LATENCY,
    /** Reads until nothing is left to read, and keeps the offsets. */
    SETTLE,
    /** Reads until its input ends. */
    RUN
  }

  static Job throughput(SubjectKind subject, Map<String, String> settings, long changes) {
    return new Job(Measure.THROUGHPUT, subject, settings, changes);
  }

  Job with(String setting, String value) {
    Map<String, String> changed = new HashMap<>(settings);
    changed.put(setting, value);
    return new Job(measure, subject, changed, changes);
  }

  String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("A job lacks the setting " + name + ".");
    }
    return value;
  }
}
