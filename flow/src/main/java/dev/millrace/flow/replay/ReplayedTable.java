package dev.millrace.flow.replay;

import dev.millrace.api.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A table of the model whose rows are replaced: as they are now, and as they will be. */
final class ReplayedTable implements AutoCloseable {
  final TableName name;

  /** Where the new rows are; empty when the mapping does not write the table any more. */
  final Optional<String> topicAside;

  final TopicRows now;
  final TopicRows next;

  ReplayedTable(TableName name, Optional<String> topicAside, Path folder) throws IOException {
    this.name = name;
    this.topicAside = topicAside;
    this.now = new TopicRows(folder);
    this.next = new TopicRows(folder);
  }

  @Override
  public void close() {
    now.close();
    next.close();
  }
}
