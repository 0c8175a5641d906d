package dev.millrace.flow.state;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.PriorityComparable;
import org.apache.flink.runtime.state.RegisteredPriorityQueueStateBackendMetaInfo;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSet;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSetFactory;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshotReadersWriters;

/** The queues of an operator's timers, in memory; checkpoints write them out. */
final class Timers {
  private static final int FIRST_CAPACITY = 128;

  private final KeyGroupRange keyGroups;
  private final HeapPriorityQueueSetFactory queues;
  private final Map<String, Queue<?>> byName = new LinkedHashMap<>();

  /** A queue and how its elements are written. */
  private record Queue<T extends HeapPriorityQueueElement>(
      RegisteredPriorityQueueStateBackendMetaInfo<T> meta, HeapPriorityQueueSet<T> elements) {}

  Timers(KeyGroupRange keyGroups, int numberOfKeyGroups) {
    this.keyGroups = keyGroups;
    this.queues = new HeapPriorityQueueSetFactory(keyGroups, numberOfKeyGroups, FIRST_CAPACITY);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** A queue, with the elements that were restored. */
  <T extends HeapPriorityQueueElement & PriorityComparable<? super T> & Keyed<?>>
      HeapPriorityQueueSet<T> create(String name, TypeSerializer<T> serializer) {
    @SuppressWarnings("unchecked")
    Queue<T> known = (Queue<T>) byName.get(name);
    if (known == null) {
      known =
          new Queue<>(
              new RegisteredPriorityQueueStateBackendMetaInfo<>(name, serializer),
              queues.create(name, serializer));
      byName.put(name, known);
      return known.elements();
    }
    TypeSerializerSchemaCompatibility<T> compatibility =
        known.meta().updateElementSerializer(serializer);
    if (compatibility.isIncompatible()) {
      throw new IllegalStateException(
          "Cannot go on from the saved timers " + name + ": they are of another type now.");
    }
    return known.elements();
  }

  void write(DataOutputView target) throws IOException {
    target.writeInt(byName.size());
    for (Queue<?> queue : byName.values()) {
      write(queue, target);
    }
  }

  private <T extends HeapPriorityQueueElement> void write(Queue<T> queue, DataOutputView target)
      throws IOException {
    StateMetaInfoSnapshotReadersWriters.getWriter()
        .writeStateMetaInfoSnapshot(queue.meta().snapshot(), target);
    TypeSerializer<T> serializer = queue.meta().getElementSerializer();
    for (int group : keyGroups) {
      Set<T> elements = queue.elements().getSubsetForKeyGroup(group);
      if (!elements.isEmpty()) {
        target.writeInt(group);
        target.writeInt(elements.size());
        for (T element : elements) {
          serializer.serialize(element, target);
        }
      }
    }
    target.writeInt(-1);
  }

  /** Adds the saved timers of the key groups that are kept here. */
  void read(DataInputView source, ClassLoader classLoader) throws IOException {
    for (int left = source.readInt(); left > 0; left--) {
      StateMetaInfoSnapshot saved =
          StateMetaInfoSnapshotReadersWriters.getReader(
                  StateMetaInfoSnapshotReadersWriters.CURRENT_STATE_META_INFO_SNAPSHOT_VERSION)
              .readStateMetaInfoSnapshot(source, classLoader);
      readQueue(saved, source);
    }
  }

  // The element's type is known to those who wrote it.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private void readQueue(StateMetaInfoSnapshot saved, DataInputView source) throws IOException {
    RegisteredPriorityQueueStateBackendMetaInfo meta =
        new RegisteredPriorityQueueStateBackendMetaInfo(saved);
    TypeSerializer serializer = meta.getPreviousElementSerializer();
    Queue queue = byName.get(saved.getName());
    if (queue == null) {
      queue = new Queue(meta, queues.create(saved.getName(), serializer));
      byName.put(saved.getName(), queue);
    }
    for (int group = source.readInt(); group >= 0; group = source.readInt()) {
      for (int left = source.readInt(); left > 0; left--) {
        HeapPriorityQueueElement element =
            (HeapPriorityQueueElement) serializer.deserialize(source);
        if (keyGroups.contains(group)) {
          queue.elements().add(element);
        }
      }
    }
  }
}
