package dev.millrace.flow.state;

import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * A copy of a piece of the log in a checkpoint: whole records.
 *
 * @param segment its number
 * @param from where in the segment the piece begins
 * @param to where it ends
 */
record LogChunk(long segment, int from, int to, StreamStateHandle copy) {

  /** As checkpoints name it. */
  HandleAndLocalPath handle() {
    return HandleAndLocalPath.of(copy, segment + "-" + from + "-" + to);
  }

  static LogChunk of(HandleAndLocalPath handle) {
    String[] parts = handle.getLocalPath().split("-", 3);
    return new LogChunk(
        Long.parseLong(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        handle.getHandle());
  }
}
