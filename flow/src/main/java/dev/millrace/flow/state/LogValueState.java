package dev.millrace.flow.state;

import java.io.IOException;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.internal.InternalValueState;

/** One value by key and namespace. */
final class LogValueState<K, N, V> extends LogSingleState<K, N, V>
    implements InternalValueState<K, N, V> {
  private final V defaultValue;

  LogValueState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaces,
      TypeSerializer<V> values,
      ValueStateDescriptor<V> descriptor) {
    super(backend, number, namespaces, values);
    this.defaultValue = descriptor.getDefaultValue();
  }

  @Override
  public V value() throws IOException {
    V value = getInternal();
    return value != null || defaultValue == null ? value : getValueSerializer().copy(defaultValue);
  }

  @Override
  public void update(V value) throws IOException {
    updateInternal(value);
  }
}
