package dev.millrace.app.runtime;

import dev.millrace.app.openlineage.LineageEvents;
import dev.millrace.flow.FlowStatus;
import dev.millrace.flow.MappingFile;
import dev.millrace.flow.lineage.MappingLineage;
import java.util.List;
import java.util.Optional;

/** Shows the running mappings to who tells of them. */
record WatchedFlow(Millrace millrace) implements LineageEvents.Watched {
  @Override
  public List<FlowStatus> mappings() {
    return millrace.mappings();
  }

  @Override
  public List<MappingLineage> lineage() {
    return millrace.lineage();
  }

  @Override
  public Optional<String> sql(String mapping) {
    return millrace.mappingFile(mapping).map(MappingFile::sql);
  }
}
