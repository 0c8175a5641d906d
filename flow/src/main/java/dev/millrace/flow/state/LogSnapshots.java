package dev.millrace.flow.state;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResources;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategy;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Saves a {@link StateStore} in checkpoints and restores it. A checkpoint names pieces of the log;
 * those that the last completed one had are named again, what came since is copied. Flink gives up
 * a piece when no checkpoint names it any more. A savepoint, which shares with none, gets {@link
 * Links} to them.
 */
final class LogSnapshots<K> implements SnapshotStrategy<KeyedStateHandle, LogSnapshots.Resources> {
  /** So many pieces a segment; then they are copied anew as one. */
  private static final int PIECES = 8;

  private static final int COPY_BYTES = 64 << 10;

  private final StateStore store;
  private final RegisteredStates<K> states;
  private final Timers timers;
  private final KeyGroupRange keyGroups;
  private final ClassLoader classLoader;
  private UUID name = UUID.randomUUID();

  // Guarded by this: copies are made by other threads than those that complete checkpoints.
  private List<LogChunk> completed = List.of();
  private final TreeMap<Long, List<LogChunk>> pending = new TreeMap<>();

  LogSnapshots(
      StateStore store,
      RegisteredStates<K> states,
      Timers timers,
      KeyGroupRange keyGroups,
      ClassLoader classLoader) {
    this.store = store;
    this.states = states;
    this.timers = timers;
    this.keyGroups = keyGroups;
    this.classLoader = classLoader;
  }

  /**
   * What a checkpoint saves.
   *
   * @param log its segments, retained
   * @param rest states and timers
   */
  record Resources(List<StateStore.Frozen> log, DataOutputSerializer rest)
      implements SnapshotResources {
    @Override
    public void release() {
      log.forEach(part -> part.segment().release());
    }
  }

  @Override
  public Resources syncPrepareResources(long checkpoint) throws IOException {
    DataOutputSerializer rest = new DataOutputSerializer(1024);
    states.write(rest);
    timers.write(rest);
    return new Resources(store.freeze(), rest);
  }

  @Override
  public SnapshotResultSupplier<KeyedStateHandle> asyncSnapshot(
      Resources resources,
      long checkpoint,
      long timestamp,
      CheckpointStreamFactory streams,
      CheckpointOptions options) {
    SharingFilesStrategy sharing = options.getCheckpointType().getSharingFilesStrategy();
    List<LogChunk> base = sharing == SharingFilesStrategy.FORWARD ? List.of() : base();
    boolean shared = sharing != SharingFilesStrategy.NO_SHARING;
    return cancelled -> {
      Copies copies = new Copies(streams, cancelled, shared);
      List<LogChunk> chunks = new ArrayList<>();
      for (StateStore.Frozen part : resources.log()) {
        chunks.addAll(copies.save(part, base));
      }
      StreamStateHandle rest = copies.copyRest(resources.rest());
      if (shared) {
        started(checkpoint, chunks);
      }
      List<HandleAndLocalPath> handles = chunks.stream().map(LogChunk::handle).toList();
      return SnapshotResult.of(
          new IncrementalRemoteKeyedStateHandle(
              name,
              keyGroups,
              checkpoint,
              shared ? handles : List.of(),
              shared ? List.of() : handles,
              rest,
              copies.bytes));
    };
  }

  private synchronized List<LogChunk> base() {
    return completed;
  }

  private synchronized void started(long checkpoint, List<LogChunk> chunks) {
    pending.put(checkpoint, chunks);
  }

  synchronized void completed(long checkpoint) {
    List<LogChunk> chunks = pending.get(checkpoint);
    if (chunks != null) {
      completed = chunks;
      pending.headMap(checkpoint, true).clear();
    }
  }

  synchronized void aborted(long checkpoint) {
    pending.remove(checkpoint);
  }

  /** Copies pieces of the log for one checkpoint. */
  private static final class Copies {
    private final CheckpointStreamFactory streams;
    private final CloseableRegistry cancelled;
    private final CheckpointedStateScope scope;
    private final byte[] buffer = new byte[COPY_BYTES];
    private long bytes;

    Copies(CheckpointStreamFactory streams, CloseableRegistry cancelled, boolean shared) {
      this.streams = streams;
      this.cancelled = cancelled;
      this.scope = shared ? CheckpointedStateScope.SHARED : CheckpointedStateScope.EXCLUSIVE;
    }

    /** A segment's pieces: those that are saved already, and a new one. */
    List<LogChunk> save(StateStore.Frozen part, List<LogChunk> base) throws IOException {
      long number = part.segment().number;
      List<LogChunk> pieces =
          new ArrayList<>(base.stream().filter(chunk -> chunk.segment() == number).toList());
      if (scope == CheckpointedStateScope.EXCLUSIVE) {
        pieces = new ArrayList<>(Links.of(pieces).orElse(List.of()));
      }
      int from = pieces.isEmpty() ? Segment.START : pieces.get(pieces.size() - 1).to();
      if (from == part.end()) {
        return pieces;
      }
      if (pieces.size() == PIECES) {
        pieces.clear();
        from = Segment.START;
      }
      pieces.add(new LogChunk(number, from, part.end(), copy(part.segment(), from, part.end())));
      return pieces;
    }

    private StreamStateHandle copy(Segment segment, int from, int to) throws IOException {
      try (CheckpointStateOutputStream out = open(scope)) {
        for (int at = from; at < to; at += buffer.length) {
          int length = Math.min(buffer.length, to - at);
          segment.bytes.get(at, buffer, 0, length);
          out.write(buffer, 0, length);
        }
        bytes += to - from;
        return finish(out);
      }
    }

    StreamStateHandle copyRest(DataOutputSerializer rest) throws IOException {
      try (CheckpointStateOutputStream out = open(CheckpointedStateScope.EXCLUSIVE)) {
        out.write(rest.getSharedBuffer(), 0, rest.length());
        bytes += rest.length();
        return finish(out);
      }
    }

    private CheckpointStateOutputStream open(CheckpointedStateScope where) throws IOException {
      CheckpointStateOutputStream out = streams.createCheckpointStateOutputStream(where);
      cancelled.registerCloseable(out);
      return out;
    }

    private StreamStateHandle finish(CheckpointStateOutputStream out) throws IOException {
      if (!cancelled.unregisterCloseable(out)) {
        throw new IOException("The checkpoint was cancelled.");
      }
      return out.closeAndGetHandle();
    }
  }

  /**
   * Restores what checkpoints have saved. One of the same keys goes on with the same log; of those
   * that were divided in another way, the records of the own keys are taken.
   */
  void restore(Collection<KeyedStateHandle> given, CloseableRegistry cancelled) throws IOException {
    // A part that had no state has no handle.
    List<KeyedStateHandle> handles = given.stream().filter(Objects::nonNull).toList();
    boolean same = handles.size() == 1 && handles.get(0).getKeyGroupRange().equals(keyGroups);
    for (KeyedStateHandle handle : handles) {
      if (!(handle instanceof IncrementalRemoteKeyedStateHandle saved)) {
        throw new IOException(
            "Cannot go on from a state of another kind: " + handle.getClass().getName() + ".");
      }
      List<LogChunk> chunks = chunks(saved);
      try (InputStream in = open(saved.getMetaDataStateHandle(), cancelled)) {
        DataInputViewStreamWrapper source = new DataInputViewStreamWrapper(in);
        states.read(source);
        timers.read(source, classLoader);
      }
      for (LogChunk chunk : chunks) {
        byte[] bytes = read(chunk, cancelled);
        if (same) {
          store.adopt(chunk.segment(), chunk.from(), bytes);
        } else {
          store.merge(bytes, key -> keyGroups.contains(keyGroup(key)));
        }
      }
      if (same && !saved.getSharedState().isEmpty()) {
        name = saved.getBackendIdentifier();
        completed = List.copyOf(chunks);
      }
    }
  }

  private static int keyGroup(byte[] key) {
    return ((key[2] & 0xFF) << 8) | (key[3] & 0xFF);
  }

  private static List<LogChunk> chunks(IncrementalRemoteKeyedStateHandle saved) {
    List<LogChunk> chunks = new ArrayList<>();
    saved.getSharedState().forEach(handle -> chunks.add(LogChunk.of(handle)));
    saved.getPrivateState().forEach(handle -> chunks.add(LogChunk.of(handle)));
    chunks.sort(Comparator.comparingLong(LogChunk::segment).thenComparingInt(LogChunk::from));
    return chunks;
  }

  private static InputStream open(StreamStateHandle handle, CloseableRegistry cancelled)
      throws IOException {
    InputStream in = handle.openInputStream();
    cancelled.registerCloseable(in);
    return in;
  }

  private static byte[] read(LogChunk chunk, CloseableRegistry cancelled) throws IOException {
    try (InputStream in = open(chunk.copy(), cancelled)) {
      byte[] bytes = in.readNBytes(chunk.to() - chunk.from());
      cancelled.unregisterCloseable(in);
      if (bytes.length != chunk.to() - chunk.from()) {
        throw new IOException("Cannot read a mapping's state: a file of its checkpoint is short.");
      }
      return bytes;
    }
  }
}
