package dev.millrace.bench.capture;

import dev.millrace.testing.DatabaseServer;
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

  /**
   * Measures how soon a change arrives.
   *
   * @param sql changes one row, to a number
   */
  static Job latency(
      SubjectKind subject, Map<String, String> settings, DatabaseServer server, String sql) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("probe.url", server.jdbcUrl());
    all.put("probe.user", server.user());
    all.put("probe.password", server.password());
    all.put("probe.sql", sql);
    return new Job(Measure.LATENCY, subject, all, 0);
  }

  String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("A job lacks the setting " + name + ".");
    }
    return value;
  }
}
