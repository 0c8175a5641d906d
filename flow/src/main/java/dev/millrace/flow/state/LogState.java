package dev.millrace.flow.state;

import java.io.IOException;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.internal.InternalKvState;

/**
 * A state of an operator: the records of the current key and namespace. Its methods are called by
 * the operator's thread only.
 *
 * @param <V> what is kept by key and namespace
 */
abstract class LogState<K, N, V> implements InternalKvState<K, N, V> {
  protected final StateStore store;
  protected final DataOutputSerializer key = new DataOutputSerializer(64);
  protected final DataOutputSerializer out = new DataOutputSerializer(256);
  protected final DataInputDeserializer in = new DataInputDeserializer();

  private final LogKeyedStateBackend<K> backend;
  private final int number;
  private final TypeSerializer<N> namespaceSerializer;
  private final TypeSerializer<V> valueSerializer;
  private N namespace;
  private long keyVersion = -1;
  private int prefixLength;

  LogState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaceSerializer,
      TypeSerializer<V> valueSerializer) {
    this.backend = backend;
    this.store = backend.store();
    this.number = number;
    this.namespaceSerializer = namespaceSerializer;
    this.valueSerializer = valueSerializer;
  }

  /**
   * A state as its descriptor says.
   *
   * @param values as they are to be written: a restored state may want more than its descriptor
   */
  @SuppressWarnings("unchecked")
  static <K, N, V> LogState<K, N, ?> create(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaces,
      TypeSerializer<V> values,
      StateDescriptor<?, V> descriptor) {
    return switch (descriptor.getType()) {
      case VALUE ->
          new LogValueState<>(
              backend, number, namespaces, values, (ValueStateDescriptor<V>) descriptor);
      case MAP ->
          new LogMapState<>(backend, number, namespaces, (MapSerializer<Object, Object>) values);
      case LIST -> new LogListState<>(backend, number, namespaces, (ListSerializer<Object>) values);
      case REDUCING ->
          new LogReducingState<>(
              backend, number, namespaces, values, (ReducingStateDescriptor<V>) descriptor);
      case AGGREGATING ->
          new LogAggregatingState<>(
              backend,
              number,
              namespaces,
              values,
              (AggregatingStateDescriptor<Object, V, Object>) descriptor);
      default ->
          throw new UnsupportedOperationException(
              "Cannot keep a state of type " + descriptor.getType() + ".");
    };
  }

  /** Makes {@link #key} how all records of the current key and namespace begin. */
  protected final void begin() throws IOException {
    if (keyVersion != backend.keyVersion()) {
      keyVersion = backend.keyVersion();
      backend.writeKey(number, key);
      namespaceSerializer.serialize(namespace, key);
      prefixLength = key.length();
    } else {
      key.setPosition(prefixLength);
    }
  }

  /** Looks up the record that {@link #key} names; its length or -1. */
  protected final int lookUp() {
    return store.get(key.getSharedBuffer(), key.length());
  }

  /** Puts what {@link #out} holds into the record that {@link #key} names. */
  protected final void put() throws IOException {
    store.put(key.getSharedBuffer(), key.length(), out.getSharedBuffer(), out.length());
  }

  protected final boolean remove() throws IOException {
    return store.remove(key.getSharedBuffer(), key.length());
  }

  /** Reads from what was looked up last. */
  protected final DataInputDeserializer read(int from, int length) {
    in.setBuffer(store.value(), from, length);
    return in;
  }

  @Override
  public TypeSerializer<K> getKeySerializer() {
    return backend.getKeySerializer();
  }

  @Override
  public TypeSerializer<N> getNamespaceSerializer() {
    return namespaceSerializer;
  }

  @Override
  public TypeSerializer<V> getValueSerializer() {
    return valueSerializer;
  }

  @Override
  public void setCurrentNamespace(N current) {
    if (current != namespace) {
      namespace = current;
      keyVersion = -1;
    }
  }

  @Override
  public byte[] getSerializedValue(
      byte[] serializedKeyAndNamespace,
      TypeSerializer<K> safeKeySerializer,
      TypeSerializer<N> safeNamespaceSerializer,
      TypeSerializer<V> safeValueSerializer) {
    throw new UnsupportedOperationException("Cannot query state from outside.");
  }

  @Override
  public StateIncrementalVisitor<K, N, V> getStateIncrementalVisitor(
      int recommendedMaxNumberOfReturnedRecords) {
    throw new UnsupportedOperationException("Cannot visit state piece by piece.");
  }
}
