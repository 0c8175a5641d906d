package dev.millrace.flow.replay;

import dev.millrace.api.Operation;
import dev.millrace.log.ChangeValue;
import dev.millrace.log.Log;
import dev.millrace.log.ModelHeaders;
import dev.millrace.log.Removals;
import dev.millrace.log.Schemas;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * Writes what makes a mapping's old rows into its new ones, in one transaction: rows that are new
 * or other, and removals of those that it makes no more. A row that another mapping has written is
 * replaced, but never removed.
 */
final class Swap {
  /** The names of its transactions begin so. */
  static final String TRANSACTIONS = "millrace-swap-";

  private static final Duration POLL = Duration.ofMillis(500);

  /** Over so many records that are not wanted it is quicker to seek than to read. */
  private static final long LONG_WAY = 20_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Removals removals;
  private final Headers headers;
  private long written;

  private Swap(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Removals removals,
      Headers headers) {
    this.consumer = consumer;
    this.producer = producer;
    this.removals = removals;
    this.headers = headers;
  }

  /**
   * Writes the difference of some tables.
   *
   * @param consumer reads what is committed; its assignment is changed
   * @param writer the mapping
   * @param name of the swap
   * @return how many rows have changed
   */
  static long write(
      Log log,
      Schemas schemas,
      Consumer<byte[], byte[]> consumer,
      Collection<ReplayedTable> tables,
      String writer,
      String name)
      throws IOException {
    try (Producer<byte[], byte[]> producer = log.transactionalProducer(TRANSACTIONS + writer)) {
      Swap swap =
          new Swap(consumer, producer, new Removals(schemas), ModelHeaders.ofSwap(writer, name));
      producer.beginTransaction();
      try {
        for (ReplayedTable table : tables) {
          swap.put(table);
          swap.remove(table);
        }
      } catch (IOException | RuntimeException e) {
        producer.abortTransaction();
        throw e;
      }
      producer.commitTransaction();
      return swap.written;
    }
  }

  private void put(ReplayedTable table) throws IOException {
    Offsets wanted = new Offsets();
    table.next.forEachKey(
        (key, length) -> {
          table.next.find(key, length);
          if (!table.now.find(key, length) || table.now.rowHash() != table.next.rowHash()) {
            wanted.add(table.next.offset());
          }
        });
    long[] offsets = wanted.sorted();
    if (offsets.length == 0) {
      return;
    }
    read(
        new TopicPartition(table.topicAside.orElseThrow(), 0),
        offsets,
        record -> {
          boolean there = table.now.find(record.key(), record.key().length);
          ChangeValue.setOperation(record.value(), there ? Operation.UPDATE : Operation.INSERT);
          send(table, record.key(), record.value());
          written++;
        });
  }

  private void remove(ReplayedTable table) throws IOException {
    Map<Integer, Offsets> byPartition = new HashMap<>();
    table.now.forEachKey(
        (key, length) -> {
          table.now.find(key, length);
          if (table.now.own() && !table.next.find(key, length)) {
            byPartition
                .computeIfAbsent(table.now.partition(), none -> new Offsets())
                .add(table.now.offset());
          }
        });
    byPartition.forEach(
        (partition, offsets) ->
            read(
                new TopicPartition(table.name.topic(), partition),
                offsets.sorted(),
                record -> {
                  send(table, record.key(), removals.of(record.value()));
                  send(table, record.key(), null);
                  written++;
                }));
  }

  private void send(ReplayedTable table, byte[] key, byte[] value) {
    // What cannot be sent shows when the transaction is committed.
    var unused = producer.send(new ProducerRecord<>(table.name.topic(), null, key, value, headers));
  }

  /** Reads the records at some offsets. */
  private void read(
      TopicPartition partition,
      long[] offsets,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, offsets[0]);
    int next = 0;
    while (next < offsets.length) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (next < offsets.length && record.offset() == offsets[next]) {
          taker.accept(record);
          next++;
        }
      }
      // One that is missed has been compacted away, which takes a later record of its key.
      int at = Arrays.binarySearch(offsets, next, offsets.length, consumer.position(partition));
      next = at >= 0 ? at : -at - 1;
      if (next < offsets.length && offsets[next] - consumer.position(partition) > LONG_WAY) {
        consumer.seek(partition, offsets[next]);
      }
    }
  }
}
