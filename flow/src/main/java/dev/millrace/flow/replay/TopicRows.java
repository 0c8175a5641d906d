package dev.millrace.flow.replay;

import dev.millrace.flow.state.StateStore;
import dev.millrace.log.ChangeValue;
import dev.millrace.log.KeyHash;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The rows that a table's topic holds: for each key which record has the row, a hash of the row,
 * and whether the mapping in question has written it. May be larger than memory. For one thread.
 */
final class TopicRows implements AutoCloseable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int OFFSET_AT = 0;
  private static final int HASH_AT = 8;
  private static final int PARTITION_AT = 16;
  private static final int OWN_AT = 20;
  private static final int LENGTH = 21;

  private final StateStore rows;
  private final KeyHash hash = new KeyHash();
  private final byte[] entry = new byte[LENGTH];

  /**
   * @param folder where the system may put what does not fit into memory
   */
  TopicRows(Path folder) throws IOException {
    rows = new StateStore(folder);
  }

  /** Takes note of the topic's next record. */
  void take(ConsumerRecord<byte[], byte[]> record, boolean own) throws IOException {
    byte[] key = record.key();
    if (record.value() == null || ChangeValue.operation(record.value()).removes()) {
      rows.remove(key, key.length);
      return;
    }
    LONGS.set(entry, OFFSET_AT, record.offset());
    LONGS.set(entry, HASH_AT, ChangeValue.rowHash(record.value(), hash));
    INTS.set(entry, PARTITION_AT, record.partition());
    entry[OWN_AT] = (byte) (own ? 1 : 0);
    rows.put(key, key.length, entry, LENGTH);
  }

  int size() {
    return rows.size();
  }

  /** Looks a key's row up; says whether there is one. The other methods then tell of it. */
  boolean find(byte[] key, int length) {
    return rows.get(key, length) >= 0;
  }

  long offset() {
    return (long) LONGS.get(rows.value(), OFFSET_AT);
  }

  long rowHash() {
    return (long) LONGS.get(rows.value(), HASH_AT);
  }

  int partition() {
    return (int) INTS.get(rows.value(), PARTITION_AT);
  }

  boolean own() {
    return rows.value()[OWN_AT] != 0;
  }

  void forEachKey(StateStore.KeyVisitor visitor) throws IOException {
    rows.forEachKey(visitor);
  }

  @Override
  public void close() {
    rows.close();
  }
}
