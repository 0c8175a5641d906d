package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.kafka.common.TopicPartition;

/**
 * What all mappings share.
 *
 * @param model its tables
 * @param holding what holds back rows, of whichever table
 * @param swaps held by the mapping whose rows are being replaced: one at a time
 */
record FlowContext(
    FlowOptions options,
    Log log,
    Schemas schemas,
    List<TableSchema> model,
    List<HoldBack> holding,
    Jobs jobs,
    Semaphore swaps) {

  MappingJob plan(MappingFile mapping) {
    return plan(mapping, holding);
  }

  /**
   * Plans a mapping as it may have been once.
   *
   * @param holding what holds back its rows
   */
  MappingJob plan(MappingFile mapping, List<HoldBack> holding) {
    return new MappingJob(mapping, options, schemas, model, holding);
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
   * The job of a mapping's form, ready to be submitted; it goes on from the form's newest state. If
   * it writes event tables and has none yet, it goes on from that of the form before.
   */
  JobGraph graph(MappingJob plan, Form form, Forms forms, Wiring wiring) {
    MappingFile mapping = plan.mapping();
    Path folder = forms.create(form, mapping.sql(), plan.essence(), records(mapping));
    forms.keep(form, plan.holding());
    return plan.graph(
        wiring,
        folder,
        forms
            .newest(form)
            .or(
                () ->
                    plan.kind() == MappingKind.EVENTS
                        ? forms.current().flatMap(forms::newest)
                        : Optional.empty()));
  }
}
