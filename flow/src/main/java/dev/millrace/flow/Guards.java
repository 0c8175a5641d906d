package dev.millrace.flow;

import dev.millrace.api.TableName;
import dev.millrace.flow.MappingFile.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
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

  /**
   * The same for statements that were planned together. Where several write a table alike, the
   * planner makes one end of theirs, in which their rows are united in the order of the statements.
   *
   * @param ends named as the tables that they write, in the order of the statements
   * @param statements all of them
   */
  void noteAll(List<Transformation<?>> ends, List<Statement> statements) {
    Map<String, Deque<Integer>> writers = new HashMap<>();
    for (int i = 0; i < statements.size(); i++) {
      for (TableName table : MappingFile.writes(statements.get(i))) {
        writers.computeIfAbsent(table.toString(), none -> new ArrayDeque<>()).add(i);
      }
    }
    for (Transformation<?> end : ends) {
      Deque<Integer> left = writers.get(end.getName());
      List<Transformation<?>> united = united(end);
      int first = left.remove();
      if (united.size() == left.size() + 1) {
        note(first, united.get(0));
        united.stream().skip(1).forEach(branch -> note(left.remove(), branch));
      }
      note(first, end);
    }
  }

  /** What is united before an end. */
  private static List<Transformation<?>> united(Transformation<?> end) {
    Transformation<?> step = end;
    while (step.getInputs().size() == 1) {
      step = step.getInputs().get(0);
    }
    return step instanceof UnionTransformation<?> ? step.getInputs() : List.of();
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
