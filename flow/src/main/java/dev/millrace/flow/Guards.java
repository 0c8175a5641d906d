package dev.millrace.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/** Stands a {@link RowGuard} around each operator of a job that has one input of rows. */
final class Guards {
  private final Map<Integer, Place> places = new HashMap<>();

  /** An operator that is guarded. */
  private record Place(int statement, RowType input) {}

  /**
   * Notes the operators of a statement. One that several statements share belongs to the first.
   *
   * @param end the statement's last
   */
  void note(int statement, Transformation<?> end) {
    for (Transformation<?> step : end.getTransitivePredecessors()) {
      if (step.getInputs().size() == 1
          && step.getOutputType() instanceof InternalTypeInfo<?>
          && step.getInputs().get(0).getOutputType() instanceof InternalTypeInfo<?> rows) {
        places.putIfAbsent(step.getId(), new Place(statement, rows.toRowType()));
      }
    }
  }

  /** The same for statements that were planned together, in their order. */
  void noteAll(List<Transformation<?>> ends) {
    for (int i = 0; i < ends.size(); i++) {
      note(i, ends.get(i));
    }
  }

  /**
   * Guards the operators that were noted.
   *
   * @param rejects takes what those of a statement reject
   */
  void stand(StreamGraph graph, IntFunction<Rejects> rejects) {
    graph.getStreamNodes().forEach(node -> stand(node, rejects));
  }

  @SuppressWarnings("unchecked") // The operator has rows coming in, and what goes out is its own.
  private void stand(StreamNode node, IntFunction<Rejects> rejects) {
    Place place = places.get(node.getId());
    if (place != null && node.getOperatorFactory() != null) {
      node.setOperatorFactory(
          new RowGuard.Factory(
              (StreamOperatorFactory<Object>) node.getOperatorFactory(),
              rejects.apply(place.statement()),
              place.input()));
    }
  }
}
