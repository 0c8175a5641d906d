package dev.millrace.flow;

import dev.millrace.api.TableName;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads the topic of a table from its beginning, or from where a job goes on. */
final class TopicSource {
  /**
   * How long a fetch waits at the broker for a first record; it answers as soon as one is there.
   * The usual half second keeps broker and readers of quiet tables busy for nothing.
   */
  private static final String LONGEST_FETCH_MILLIS = "3000";

  /** How long a job's stop waits for its readers; their last fetches may be answered later. */
  private static final String CLOSE_MILLIS = "200";

  private TopicSource() {}

  /**
   * The records of a table.
   *
   * @param committed whether to wait until their transaction is committed
   */
  static <T> DataStreamSource<T> read(
      StreamExecutionEnvironment environment,
      TableName table,
      String bootstrapServers,
      KafkaRecordDeserializationSchema<T> records,
      boolean committed) {
    KafkaSource<T> source =
        KafkaSource.<T>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(table.topic())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(records)
            .setClientIdPrefix("flow")
            .setProperty("isolation.level", committed ? "read_committed" : "read_uncommitted")
            // Offsets are in the checkpoints; a group would only cost.
            .setProperty("commit.offsets.on.checkpoint", "false")
            .setProperty("enable.auto.commit", "false")
            .setProperty("partition.discovery.interval.ms", "300000")
            .setProperty("allow.auto.create.topics", "false")
            .setProperty("fetch.max.wait.ms", LONGEST_FETCH_MILLIS)
            .setProperty("source.reader.close.timeout", CLOSE_MILLIS)
            .build();
    return environment.fromSource(
        source, WatermarkStrategy.noWatermarks(), table.toString(), records.getProducedType());
  }
}
