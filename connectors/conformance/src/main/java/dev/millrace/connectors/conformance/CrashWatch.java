package dev.millrace.connectors.conformance;

import dev.millrace.api.SourceConfig;

/** Passes the {@link CrashPoint}s of a connector that lie within it, in the process it runs in. */
public interface CrashWatch {

  /** Changes have been read from the source, and are not handed over yet. */
  default void changesRead() {}

  /** Looks for what can be seen from outside, on a thread of its own until the process ends. */
  default void watch(SourceConfig source) throws Exception {}

  /** A connector that has no such points. */
  final class None implements CrashWatch {}
}
