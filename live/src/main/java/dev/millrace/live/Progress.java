package dev.millrace.live;

import dev.millrace.api.TableName;
import dev.millrace.log.Repeats;
import org.apache.kafka.common.TopicPartition;

/** How far one partition has been applied. For the feed's thread only. */
final class Progress {
  private final TopicPartition partition;
  private final StoredTable table;

  private long offset;
  private Repeats repeats = new Repeats();
  private long committedOffset;
  private String committedRepeats = repeats.save();
  private String savedRepeats = committedRepeats;
  private long checked;
  private long committedChecked;

  Progress(TopicPartition partition, StoredTable table) {
    this.partition = partition;
    this.table = table;
  }

  /** Takes up stored progress. */
  void resume(long nextOffset, long checkedTo, String repeatsState) {
    offset = nextOffset;
    committedOffset = nextOffset;
    checked = checkedTo;
    committedChecked = checkedTo;
    repeats = Repeats.load(repeatsState);
    committedRepeats = repeatsState;
    savedRepeats = repeatsState;
  }

  /** Begins anew. */
  void restart() {
    resume(0, 0, new Repeats().save());
  }

  TopicPartition partition() {
    return partition;
  }

  StoredTable table() {
    return table;
  }

  /** Whether it is of a source's table, where a writer may repeat changes. */
  boolean raw() {
    return table.name() instanceof TableName.Raw;
  }

  Repeats repeats() {
    return repeats;
  }

  /** The offset of the next record to apply. */
  long offset() {
    return offset;
  }

  void passed(long recordOffset) {
    offset = recordOffset + 1;
  }

  /** Whether there is something new to store. */
  boolean moved() {
    return offset != committedOffset || checked != committedChecked;
  }

  /** Up to where no record of an aborted transaction is in the table. */
  long checked() {
    return checked;
  }

  void checkedTo(long to) {
    checked = to;
  }

  /** The repeats' state, to be stored with the offset. */
  String save() {
    savedRepeats = repeats.save();
    return savedRepeats;
  }

  /** What was saved last has been committed. */
  void committed() {
    committedOffset = offset;
    committedRepeats = savedRepeats;
    committedChecked = checked;
  }

  /** Goes back to what was committed last. */
  void rollBack() {
    offset = committedOffset;
    repeats = Repeats.load(committedRepeats);
  }
}
