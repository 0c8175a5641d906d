package dev.millrace.flow.state;

import java.util.Collection;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.internal.InternalAggregatingState;

/** An accumulator by key and namespace, which takes values in and gives a result. */
final class LogAggregatingState<K, N, I, A, O> extends LogSingleState<K, N, A>
    implements InternalAggregatingState<K, N, I, A, O> {
  private final AggregateFunction<I, A, O> aggregate;

  LogAggregatingState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaces,
      TypeSerializer<A> values,
      AggregatingStateDescriptor<I, A, O> descriptor) {
    super(backend, number, namespaces, values);
    this.aggregate = descriptor.getAggregateFunction();
  }

  @Override
  public O get() throws Exception {
    A accumulator = getInternal();
    return accumulator == null ? null : aggregate.getResult(accumulator);
  }

  @Override
  public void add(I value) throws Exception {
    A accumulator = getInternal();
    updateInternal(
        aggregate.add(value, accumulator == null ? aggregate.createAccumulator() : accumulator));
  }

  @Override
  public void mergeNamespaces(N target, Collection<N> sources) throws Exception {
    A merged = null;
    for (N source : sources) {
      setCurrentNamespace(source);
      A part = getInternal();
      if (part != null) {
        clear();
        merged = merged == null ? part : aggregate.merge(merged, part);
      }
    }
    if (merged != null) {
      setCurrentNamespace(target);
      A there = getInternal();
      updateInternal(there == null ? merged : aggregate.merge(there, merged));
    }
  }
}
