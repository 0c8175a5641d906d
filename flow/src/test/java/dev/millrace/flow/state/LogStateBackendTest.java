package dev.millrace.flow.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackendTestBase;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.testutils.junit.extensions.parameterized.Parameter;
import org.apache.flink.testutils.junit.extensions.parameterized.ParameterizedTestExtension;
import org.apache.flink.testutils.junit.extensions.parameterized.Parameters;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/** Flink's own contract of state backends, and random changes beside Java's collections. */
@ExtendWith({ParameterizedTestExtension.class, LogStateBackendTest.LeftOut.class})
public final class LogStateBackendTest extends StateBackendTestBase<LogStateBackend> {
  private static final long SEED = Long.getLong("millrace.seed", System.nanoTime());

  @TempDir Path folder;

  /** The contract's tests are templates, of which each backend has one or several forms. */
  @Parameter public String form;

  @Parameters
  static List<Object[]> forms() {
    return List.<Object[]>of(new Object[] {"log"});
  }

  @Override
  protected ConfigurableStateBackend getStateBackend() {
    return new LogStateBackend();
  }

  @Override
  protected CheckpointStorage getCheckpointStorage() {
    return new FileSystemCheckpointStorage(folder.toUri());
  }

  @Override
  protected boolean isSerializerPresenceRequiredOnRestore() {
    return false;
  }

  @Override
  protected boolean supportsAsynchronousSnapshots() {
    return true;
  }

  @Override
  protected boolean isSafeToReuseKVState() {
    return true;
  }

  /**
   * Leaves out what the backend does not promise; keepsWhatJavasCollectionsKeep covers the rest.
   */
  static final class LeftOut implements ExecutionCondition {
    private static final Map<String, String> REASONS =
        Map.of(
            "testValueState", "looks at state from outside of its job",
            "testValueStateRace", "looks at state from outside of its job",
            "testListState", "looks at state from outside of its job",
            "testReducingState", "looks at state from outside of its job",
            "testMapState", "looks at state from outside of its job",
            "testMapStateIteratorArbitraryAccess", "wants a map in the order of its keys");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return context
          .getTestMethod()
          .map(method -> REASONS.get(method.getName()))
          .map(ConditionEvaluationResult::disabled)
          .orElse(ConditionEvaluationResult.enabled("part of the contract"));
    }
  }

  @TestTemplate
  void keepsWhatJavasCollectionsKeep() throws Exception {
    Random random = new Random(SEED);
    Map<Integer, Kept> truth = new HashMap<>();
    CheckpointableKeyedStateBackend<Integer> backend = createKeyedBackend(IntSerializer.INSTANCE);
    States states = new States(backend);
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 20_000; i++) {
        int key = random.nextInt(20);
        backend.setCurrentKey(key);
        states.change(truth.computeIfAbsent(key, none -> new Kept()), random);
      }
      assertSame(backend, states, truth);
      KeyedStateHandle handle = save(backend, round + 1);
      backend.dispose();
      backend = restoreKeyedBackend(IntSerializer.INSTANCE, handle);
      states = new States(backend);
      assertSame(backend, states, truth);
    }
    backend.dispose();
  }

  private KeyedStateHandle save(CheckpointableKeyedStateBackend<Integer> backend, long checkpoint)
      throws Exception {
    var snapshot =
        backend.snapshot(
            checkpoint,
            0,
            createStreamFactory(),
            CheckpointOptions.forCheckpointWithDefaultLocation());
    snapshot.run();
    ((CheckpointListener) backend).notifyCheckpointComplete(checkpoint);
    return snapshot.get().getJobManagerOwnedSnapshot();
  }

  private static void assertSame(
      CheckpointableKeyedStateBackend<Integer> backend, States states, Map<Integer, Kept> truth)
      throws Exception {
    for (Map.Entry<Integer, Kept> entry : truth.entrySet()) {
      backend.setCurrentKey(entry.getKey());
      assertThat(states.read()).as("seed %d", SEED).isEqualTo(entry.getValue());
    }
  }

  /** What a key has in its states. */
  private static final class Kept {
    String value;
    Integer sum;
    final List<String> list = new ArrayList<>();
    final Map<Integer, String> map = new TreeMap<>();

    @Override
    public boolean equals(Object other) {
      return other instanceof Kept that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
      return toString().hashCode();
    }

    @Override
    public String toString() {
      return value + " " + sum + " " + list + " " + map;
    }
  }

  /** One state of each kind. */
  private static final class States {
    final ValueState<String> value;
    final ReducingState<Integer> sum;
    final ListState<String> list;
    final MapState<Integer, String> map;

    States(CheckpointableKeyedStateBackend<Integer> backend) throws Exception {
      value =
          backend.getPartitionedState(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new ValueStateDescriptor<>("value", StringSerializer.INSTANCE));
      sum =
          backend.getPartitionedState(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new ReducingStateDescriptor<>("sum", Integer::sum, IntSerializer.INSTANCE));
      list =
          backend.getPartitionedState(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new ListStateDescriptor<>("list", StringSerializer.INSTANCE));
      map =
          backend.getPartitionedState(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new MapStateDescriptor<>("map", IntSerializer.INSTANCE, StringSerializer.INSTANCE));
    }

    Kept read() throws Exception {
      Kept kept = new Kept();
      kept.value = value.value();
      kept.sum = sum.get();
      // Flink's wrapper makes an empty list of null.
      if (list.get() != null) {
        list.get().forEach(kept.list::add);
      }
      for (Map.Entry<Integer, String> entry : map.entries()) {
        kept.map.put(entry.getKey(), entry.getValue());
      }
      assertThat(map.isEmpty()).isEqualTo(kept.map.isEmpty());
      return kept;
    }

    /** Does the same to the states of the current key and to what it is to have. */
    void change(Kept kept, Random random) throws Exception {
      String text = "t".repeat(random.nextInt(60)) + random.nextInt();
      // At times more keys than a small map takes, at times few.
      int key = random.nextInt(random.nextInt(200) + 1);
      switch (random.nextInt(13)) {
        case 0 -> {
          value.update(text);
          kept.value = text;
        }
        case 1 -> {
          value.clear();
          kept.value = null;
        }
        case 2 -> {
          sum.add(key);
          kept.sum = kept.sum == null ? key : kept.sum + key;
        }
        case 3 -> {
          list.add(text);
          kept.list.add(text);
        }
        case 4 -> {
          if (random.nextInt(30) == 0) {
            list.clear();
            kept.list.clear();
          }
        }
        case 5, 6, 7, 8 -> {
          map.put(key, random.nextInt(10) == 0 ? null : text);
          kept.map.put(key, map.get(key));
          assertThat(map.get(key)).isIn(text, null);
        }
        case 9, 10 -> {
          map.remove(key);
          kept.map.remove(key);
          assertThat(map.contains(key)).isFalse();
        }
        case 11 -> removeSome(kept, random);
        default -> {
          if (random.nextInt(100) == 0) {
            map.clear();
            kept.map.clear();
          }
        }
      }
    }

    /** Visits all entries of the map and removes every third of them on the way. */
    private void removeSome(Kept kept, Random random) throws Exception {
      Map<Integer, String> visited = new HashMap<>();
      Iterator<Map.Entry<Integer, String>> entries = map.iterator();
      List<Integer> removed = new ArrayList<>();
      while (entries.hasNext()) {
        Map.Entry<Integer, String> entry = entries.next();
        assertThat(visited).doesNotContainKey(entry.getKey());
        visited.put(entry.getKey(), entry.getValue());
        if (random.nextInt(3) == 0) {
          entries.remove();
          removed.add(entry.getKey());
        }
      }
      assertThat(visited).isEqualTo(kept.map);
      kept.map.keySet().removeAll(removed);
    }
  }
}
