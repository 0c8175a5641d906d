package dev.millrace.flow.state;

import java.util.Collection;
import org.apache.flink.api.common.functions.ReduceFunction;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.internal.InternalReducingState;

/** One value by key and namespace, to which others are added by a function. */
final class LogReducingState<K, N, V> extends LogSingleState<K, N, V>
    implements InternalReducingState<K, N, V> {
  private final ReduceFunction<V> reduce;

  LogReducingState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaces,
      TypeSerializer<V> values,
      ReducingStateDescriptor<V> descriptor) {
    super(backend, number, namespaces, values);
    this.reduce = descriptor.getReduceFunction();
  }

  @Override
  public V get() throws Exception {
    return getInternal();
  }

  @Override
  public void add(V value) throws Exception {
    V old = getInternal();
    updateInternal(old == null ? value : reduce.reduce(old, value));
  }

  @Override
  public void mergeNamespaces(N target, Collection<N> sources) throws Exception {
    V merged = null;
    for (N source : sources) {
      setCurrentNamespace(source);
      V part = getInternal();
      if (part != null) {
        clear();
        merged = merged == null ? part : reduce.reduce(merged, part);
      }
    }
    if (merged != null) {
      setCurrentNamespace(target);
      add(merged);
    }
  }
}
