package dev.millrace.flow;

import dev.millrace.api.TableSchema;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.util.List;
import java.util.concurrent.Semaphore;

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
}
