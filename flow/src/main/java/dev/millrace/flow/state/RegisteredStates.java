package dev.millrace.flow.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.util.StateMigrationException;

/** The states that an operator has named, with their numbers and how their values are written. */
final class RegisteredStates<K> {
  /**
   * A state.
   *
   * @param number begins the keys of its records
   */
  record Registered(int number, RegisteredKeyValueStateBackendMetaInfo<?, ?> meta) {}

  private final TypeSerializer<K> keySerializer;
  private final ClassLoader classLoader;
  private final Map<String, Registered> byName = new LinkedHashMap<>();

  RegisteredStates(TypeSerializer<K> keySerializer, ClassLoader classLoader) {
    this.keySerializer = keySerializer;
    this.classLoader = classLoader;
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** The state of this name, or null. */
  Registered named(String name) {
    return byName.get(name);
  }

  /**
   * Registers a state, or takes up a restored one.
   *
   * @throws StateMigrationException if its values were written in another way
   */
  <N, V> Registered register(TypeSerializer<N> namespaces, StateDescriptor<?, V> descriptor)
      throws StateMigrationException {
    String name = descriptor.getName();
    Registered known = byName.get(name);
    if (known == null) {
      known =
          new Registered(
              byName.size(),
              new RegisteredKeyValueStateBackendMetaInfo<>(
                  descriptor.getType(), name, namespaces, descriptor.getSerializer()));
      byName.put(name, known);
      return known;
    }
    @SuppressWarnings("unchecked")
    RegisteredKeyValueStateBackendMetaInfo<N, V> meta =
        (RegisteredKeyValueStateBackendMetaInfo<N, V>) known.meta();
    meta.checkStateMetaInfo(descriptor);
    check(name, meta.updateNamespaceSerializer(namespaces));
    check(name, meta.updateStateSerializer(descriptor.getSerializer()));
    return known;
  }

  private static void check(String name, TypeSerializerSchemaCompatibility<?> compatibility)
      throws StateMigrationException {
    if (compatibility.isIncompatible() || compatibility.isCompatibleAfterMigration()) {
      throw new StateMigrationException(
          "Cannot go on from the saved state " + name + ": its values are of another type now.");
    }
  }

  void write(DataOutputView target) throws IOException {
    List<StateMetaInfoSnapshot> all = new ArrayList<>();
    for (Registered state : byName.values()) {
      all.add(state.meta().snapshot());
    }
    new KeyedBackendSerializationProxy<>(keySerializer, all, false).write(target);
  }

  /** Reads what was written. States keep the order, and with it their numbers. */
  void read(DataInputView source) throws IOException {
    KeyedBackendSerializationProxy<K> saved = new KeyedBackendSerializationProxy<>(classLoader);
    saved.read(source);
    try {
      check(
          "keys",
          keySerializer
              .snapshotConfiguration()
              .resolveSchemaCompatibility(saved.getKeySerializerSnapshot()));
    } catch (StateMigrationException e) {
      throw new IOException(e.getMessage(), e);
    }
    int number = 0;
    for (StateMetaInfoSnapshot state : saved.getStateMetaInfoSnapshots()) {
      Registered kept = new Registered(number, new RegisteredKeyValueStateBackendMetaInfo<>(state));
      Registered known = byName.putIfAbsent(state.getName(), kept);
      if (known != null && known.number() != number) {
        throw new IOException(
            "Cannot put saved states together: " + state.getName() + " has several numbers.");
      }
      number++;
    }
  }
}
