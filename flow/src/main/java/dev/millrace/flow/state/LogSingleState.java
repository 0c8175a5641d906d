package dev.millrace.flow.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** A state of one record by key and namespace. */
abstract class LogSingleState<K, N, V> extends LogState<K, N, V> {
  LogSingleState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaceSerializer,
      TypeSerializer<V> valueSerializer) {
    super(backend, number, namespaceSerializer, valueSerializer);
  }

  /** What is kept; null if nothing is. */
  public final V getInternal() throws IOException {
    begin();
    int length = lookUp();
    return length < 0 ? null : getValueSerializer().deserialize(read(0, length));
  }

  /** Keeps a value; null removes it. */
  public final void updateInternal(V value) throws IOException {
    if (value == null) {
      clear();
      return;
    }
    out.clear();
    getValueSerializer().serialize(value, out);
    begin();
    put();
  }

  @Override
  public final void clear() {
    try {
      begin();
      remove();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
