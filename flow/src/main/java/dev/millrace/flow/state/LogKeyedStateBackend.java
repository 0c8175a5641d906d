package dev.millrace.flow.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.AbstractStateBackend;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.DoneFuture;
import org.apache.flink.runtime.state.InternalKeyContextImpl;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.PriorityComparable;
import org.apache.flink.runtime.state.SavepointResources;
import org.apache.flink.runtime.state.SnapshotExecutionType;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategyRunner;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.StateSnapshotTransformer.StateSnapshotTransformFactory;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateConfig;
import org.apache.flink.runtime.state.metrics.SizeTrackingStateConfig;

/**
 * The keyed state of one operator in a {@link StateStore}. A record's key is the state's number (2
 * bytes), the key group (2 bytes), Flink's key, its namespace, and what the state adds to tell its
 * records apart.
 */
final class LogKeyedStateBackend<K> extends AbstractKeyedStateBackend<K> {
  /** Where Flink's key begins in a record's key. */
  static final int KEY_AT = 4;

  private final StateStore store;
  private final RegisteredStates<K> states;
  private final Timers timers;
  private final LogSnapshots<K> snapshots;
  private final SnapshotStrategyRunner<KeyedStateHandle, LogSnapshots.Resources> runner;
  private final DataOutputSerializer key = new DataOutputSerializer(64);
  private long keyVersion;
  private boolean keyWritten;

  private LogKeyedStateBackend(
      KeyedStateBackendParameters<K> parameters,
      StateStore store,
      LatencyTrackingStateConfig latencyTracking,
      SizeTrackingStateConfig sizeTracking) {
    super(
        parameters.getKvStateRegistry(),
        parameters.getKeySerializer(),
        parameters.getEnv().getUserCodeClassLoader().asClassLoader(),
        parameters.getEnv().getExecutionConfig(),
        parameters.getTtlTimeProvider(),
        latencyTracking,
        sizeTracking,
        // That of the parameters is for restoring: it is closed afterwards.
        new CloseableRegistry(),
        AbstractStateBackend.getCompressionDecorator(parameters.getEnv().getExecutionConfig()),
        new InternalKeyContextImpl<>(
            parameters.getKeyGroupRange(), parameters.getNumberOfKeyGroups()));
    this.store = store;
    this.states = new RegisteredStates<>(keySerializer, userCodeClassLoader);
    this.timers = new Timers(keyGroupRange, numberOfKeyGroups);
    this.snapshots = new LogSnapshots<>(store, states, timers, keyGroupRange, userCodeClassLoader);
    this.runner =
        new SnapshotStrategyRunner<>(
            "Millrace state", snapshots, cancelStreamRegistry, SnapshotExecutionType.ASYNCHRONOUS);
  }

  /**
   * A backend that goes on from what was saved, if anything was.
   *
   * @param folder for what does not fit into memory
   */
  static <K> LogKeyedStateBackend<K> open(
      KeyedStateBackendParameters<K> parameters,
      Path folder,
      LatencyTrackingStateConfig latencyTracking,
      SizeTrackingStateConfig sizeTracking)
      throws IOException {
    StateStore store = new StateStore(folder);
    try {
      LogKeyedStateBackend<K> backend =
          new LogKeyedStateBackend<>(parameters, store, latencyTracking, sizeTracking);
      backend.snapshots.restore(parameters.getStateHandles(), parameters.getCancelStreamRegistry());
      return backend;
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  StateStore store() {
    return store;
  }

  @Override
  public void setCurrentKey(K newKey) {
    super.setCurrentKey(newKey);
    keyVersion++;
    keyWritten = false;
  }

  @Override
  public void setCurrentKeyAndKeyGroup(K newKey, int keyGroup) {
    super.setCurrentKeyAndKeyGroup(newKey, keyGroup);
    keyVersion++;
    keyWritten = false;
  }

  /** Another number for each key that is current. */
  long keyVersion() {
    return keyVersion;
  }

  /** Writes how all record keys of a state begin for the current key. */
  void writeKey(int state, DataOutputSerializer target) throws IOException {
    if (!keyWritten) {
      key.clear();
      keySerializer.serialize(
          Objects.requireNonNull(getCurrentKey(), "No key is current: state is by key."), key);
      keyWritten = true;
    }
    target.clear();
    target.writeShort(state);
    target.writeShort(getCurrentKeyGroupIndex());
    target.write(key.getSharedBuffer(), 0, key.length());
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The type is Flink's.
  public <N, SV, SEV, S extends State, IS extends S> IS createOrUpdateInternalState(
      TypeSerializer<N> namespaceSerializer,
      StateDescriptor<S, SV> descriptor,
      StateSnapshotTransformFactory<SEV> snapshotTransform)
      throws Exception {
    RegisteredStates.Registered state = states.register(namespaceSerializer, descriptor);
    return (IS)
        LogState.create(
            this,
            state.number(),
            (TypeSerializer<N>) state.meta().getNamespaceSerializer(),
            (TypeSerializer<SV>) state.meta().getStateSerializer(),
            descriptor);
  }

  @Override
  public <T extends HeapPriorityQueueElement & PriorityComparable<? super T> & Keyed<?>>
      KeyGroupedInternalPriorityQueue<T> create(String name, TypeSerializer<T> serializer) {
    return timers.create(name, serializer);
  }

  @Override
  public <N> Stream<K> getKeys(String state, N namespace) {
    return this.<N>keysAndNamespaces(state).stream()
        .filter(found -> found.f1.equals(namespace))
        .map(found -> found.f0);
  }

  @Override
  public <N> Stream<K> getKeys(List<String> names, N namespace) {
    return names.stream().flatMap(name -> getKeys(name, namespace)).distinct();
  }

  @Override
  public <N> Stream<Tuple2<K, N>> getKeysAndNamespaces(String state) {
    return this.<N>keysAndNamespaces(state).stream();
  }

  private <N> Set<Tuple2<K, N>> keysAndNamespaces(String state) {
    Set<Tuple2<K, N>> found = new LinkedHashSet<>();
    RegisteredStates.Registered registered = states.named(state);
    if (registered == null) {
      return found;
    }
    @SuppressWarnings("unchecked")
    TypeSerializer<N> namespaces = (TypeSerializer<N>) registered.meta().getNamespaceSerializer();
    DataInputDeserializer in = new DataInputDeserializer();
    try {
      store.forEachKey(
          (bytes, length) -> {
            in.setBuffer(bytes, 0, length);
            if (in.readShort() == registered.number()) {
              in.skipBytesToRead(KEY_AT - 2);
              found.add(Tuple2.of(keySerializer.deserialize(in), namespaces.deserialize(in)));
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the keys of state " + state + ".", e);
    }
    return found;
  }

  @Override
  public RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
      long checkpoint, long timestamp, CheckpointStreamFactory streams, CheckpointOptions options)
      throws Exception {
    if (states.isEmpty() && timers.isEmpty()) {
      return DoneFuture.of(SnapshotResult.empty());
    }
    return runner.snapshot(checkpoint, timestamp, streams, options);
  }

  @Override
  public SavepointResources<K> savepoint() {
    throw new UnsupportedOperationException(
        "Cannot write a savepoint in Flink's canonical form: take one of type NATIVE.");
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    snapshots.completed(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) {
    snapshots.aborted(checkpoint);
  }

  /** Values are made anew for each reader. */
  @Override
  public boolean isSafeToReuseKVState() {
    return true;
  }

  @Override
  public int numKeyValueStateEntries() {
    return store.size();
  }

  @Override
  public void dispose() {
    super.dispose();
    store.close();
  }
}
