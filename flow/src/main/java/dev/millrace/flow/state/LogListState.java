package dev.millrace.flow.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.runtime.state.internal.InternalListState;

/** A list by key and namespace: a record with its length, and one for each element. */
final class LogListState<K, N, V> extends LogState<K, N, List<V>>
    implements InternalListState<K, N, V> {
  private final TypeSerializer<V> elements;

  LogListState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaces,
      ListSerializer<V> lists) {
    super(backend, number, namespaces, lists);
    this.elements = lists.getElementSerializer();
  }

  private int count() throws IOException {
    begin();
    key.writeByte(LogMapState.HEADER);
    int length = lookUp();
    return length < 0 ? 0 : read(0, length).readInt();
  }

  private void setCount(int count) throws IOException {
    begin();
    key.writeByte(LogMapState.HEADER);
    out.clear();
    out.writeInt(count);
    put();
  }

  private void element(int place) throws IOException {
    begin();
    key.writeByte(LogMapState.SLOT);
    key.writeInt(place);
  }

  @Override
  public Iterable<V> get() throws IOException {
    return getInternal();
  }

  @Override
  public List<V> getInternal() throws IOException {
    int count = count();
    if (count == 0) {
      return null;
    }
    List<V> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      element(i);
      list.add(elements.deserialize(read(0, lookUp())));
    }
    return list;
  }

  @Override
  public void add(V value) throws IOException {
    addAll(List.of(value));
  }

  @Override
  public void addAll(List<V> values) throws IOException {
    if (values.isEmpty()) {
      return;
    }
    int count = count();
    for (V value : values) {
      out.clear();
      elements.serialize(value, out);
      element(count++);
      put();
    }
    setCount(count);
  }

  @Override
  public void update(List<V> values) throws IOException {
    updateInternal(values);
  }

  @Override
  public void updateInternal(List<V> values) throws IOException {
    // Not until it is sure that all can be added.
    List<V> added = List.copyOf(values);
    clear();
    addAll(added);
  }

  @Override
  public void mergeNamespaces(N target, Collection<N> sources) throws IOException {
    List<V> merged = new ArrayList<>();
    for (N source : sources) {
      setCurrentNamespace(source);
      List<V> part = getInternal();
      if (part != null) {
        merged.addAll(part);
        clear();
      }
    }
    setCurrentNamespace(target);
    addAll(merged);
  }

  @Override
  public void clear() {
    try {
      int count = count();
      if (count == 0) {
        return;
      }
      remove();
      for (int i = 0; i < count; i++) {
        element(i);
        remove();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
