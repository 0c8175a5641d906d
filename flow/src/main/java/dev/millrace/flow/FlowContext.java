package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.kafka.common.TopicPartition;

/**
 * What all mappings share.
 *
 * @param model its tables
 * @param swaps held by the mapping whose rows are being replaced: one at a time
 */
record FlowContext(
    FlowOptions options,
    Log log,
    Schemas schemas,
    List<TableSchema> model,
    Jobs jobs,
    Semaphore swaps) {

  MappingJob plan(MappingFile mapping) {
    return new MappingJob(mapping, options, schemas, model);
  }

  /** The ends of the raw topics that a mapping reads. */
  Map<TopicPartition, Long> ends(MappingFile mapping) {
    List<TopicPartition> partitions = new ArrayList<>();
    mapping.reads().forEach(table -> partitions.addAll(log.partitions(table)));
    return log.endOffsets(partitions);
  }

  /** How many records a mapping reads; somewhat fewer when some have been compacted away. */
  long records(MappingFile mapping) {
    return ends(mapping).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The job of a mapping's form, ready to be submitted; it goes on from the form's newest state.
   */
  JobGraph graph(MappingJob plan, Form form, Forms forms, Wiring wiring) {
    MappingFile mapping = plan.mapping();
    Path folder = forms.create(form, mapping.sql(), Form.essence(mapping, model), records(mapping));
    return plan.graph(wiring, folder, forms.newest(form));
  }
}
