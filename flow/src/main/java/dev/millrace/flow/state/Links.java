package dev.millrace.flow.state;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/**
 * Gives a savepoint files of its own that another checkpoint has written: second names of them in
 * the file system, which stay when the first are deleted. Copying them anew would take seconds for
 * each gigabyte.
 */
final class Links {
  private Links() {}

  /** Pieces of the log that have such names; empty when one of them cannot have it. */
  static Optional<List<LogChunk>> of(List<LogChunk> chunks) {
    List<LogChunk> linked = new ArrayList<>();
    for (LogChunk chunk : chunks) {
      Optional<StreamStateHandle> copy = of(chunk.copy());
      if (copy.isEmpty()) {
        linked.forEach(made -> discard(made.copy()));
        return Optional.empty();
      }
      linked.add(new LogChunk(chunk.segment(), chunk.from(), chunk.to(), copy.get()));
    }
    return Optional.of(linked);
  }

  private static Optional<StreamStateHandle> of(StreamStateHandle handle) {
    if (handle instanceof ByteStreamStateHandle) {
      return Optional.of(handle);
    }
    if (!(handle instanceof FileStateHandle file) || !isLocal(file)) {
      return Optional.empty();
    }
    try {
      Path written = new File(file.getFilePath().getPath()).toPath();
      Path link = Files.createLink(written.resolveSibling(UUID.randomUUID().toString()), written);
      return Optional.of(
          new FileStateHandle(
              new org.apache.flink.core.fs.Path(link.toUri()), handle.getStateSize()));
    } catch (IOException | UnsupportedOperationException e) {
      // The file system has no links, or the checkpoint has just been deleted.
      return Optional.empty();
    }
  }

  private static boolean isLocal(FileStateHandle file) {
    URI place = file.getFilePath().toUri();
    return place.getScheme() == null || place.getScheme().equals("file");
  }

  private static void discard(StreamStateHandle handle) {
    try {
      handle.discardState();
    } catch (Exception e) {
      // A name too many takes no space as long as the other is there, and goes with the folder.
      return;
    }
  }
}
