package dev.millrace.xref;

import static org.awaitility.Awaitility.await;

import dev.millrace.api.ColumnType;
import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.RowSink;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.log.ChangeEncoder;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import dev.millrace.log.rows.RowKey;
import dev.millrace.log.rows.TableReader;
import dev.millrace.log.rows.Values;
import dev.millrace.model.ProjectModel;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real log with a model in it, written and read by the test, and a cross-reference beside it. */
final class Bed implements AutoCloseable {
  static final String GTIN = "4006381333931";
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<TableName, TableSchema> tables = new HashMap<>();
  private final Map<TableName, ChangeEncoder> encoders = new HashMap<>();
  private final List<TableSchema> model = ProjectModel.standard().schemas();
  private final EmbeddedBroker broker;
  private final Log log;
  private final Schemas schemas;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private long commit;
  private Optional<CrossReference> running = Optional.empty();

  Bed(Path folder) {
    broker = EmbeddedBroker.start(folder.resolve("log"), 0);
    log = Log.connect(broker.bootstrapServers());
    schemas = Schemas.open(log);
    producer = log.producer();
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString(),
                // It reads again and again what is there, and waits for nothing to come.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                0),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    model.forEach(table -> tables.put(table.name(), table));
    log.createTableTopics(
        Stream.of(Subject.values())
            .flatMap(
                subject ->
                    Stream.concat(
                        subject.besides().stream(),
                        Stream.of(subject.rows(), subject.pairs(), subject.identities())))
            .toList());
  }

  CrossReference start(String... sourceOrder) {
    return start(CrossReference.ROWS_MAX, sourceOrder);
  }

  CrossReference start(int rowsMax, String... sourceOrder) {
    stop();
    settle();
    CrossReference started =
        CrossReference.start(log, schemas, model, List.of(sourceOrder), rowsMax);
    running = Optional.of(started);
    return started;
  }

  void stop() {
    running.ifPresent(CrossReference::close);
    running = Optional.empty();
  }

  CrossReference running() {
    return running.orElseThrow();
  }

  void item(String system, String key, Object... columns) {
    put("item", system, key, columns);
  }

  /** Two items that have a number in common and are called alike. */
  void pens() {
    item("plant", "1", "name", "Fibre pen blue 0.4 mm", "gtin", GTIN, "base_uom", "pc");
    item("shop", "p/9", "name", "fibre pen, blue 0,4mm", "gtin", "0" + GTIN, "base_uom", "pc");
  }

  void party(String system, String key, Object... columns) {
    put("party", system, key, columns);
  }

  /**
   * Writes a row.
   *
   * @param columns name, value, name, value; those left out are empty
   */
  void put(String table, String system, String key, Object... columns) {
    write(table, Operation.UPDATE, system, key, columns);
  }

  void delete(String table, String system, String key) {
    byte[] written = write(table, Operation.DELETE, system, key);
    send(new ProducerRecord<>(TableName.model(table).topic(), written, null));
  }

  private byte[] write(
      String table, Operation operation, String system, String key, Object... columns) {
    TableSchema schema = tables.get(TableName.model(table));
    ChangeEncoder encoder =
        encoders.computeIfAbsent(schema.name(), name -> schemas.encoder(schema));
    Map<String, Object> row = new HashMap<>(Map.of("source_system", system, "source_key", key));
    for (int i = 0; i < columns.length; i += 2) {
      schema.indexOf((String) columns[i]).orElseThrow();
      row.put((String) columns[i], columns[i + 1]);
    }
    RowSink sink = encoder.begin(operation, new Position(1, commit++, 0), 1, 1, "");
    for (int i = 0; i < schema.columns().size(); i++) {
      put(sink, i, schema.columns().get(i).type(), row.get(schema.columns().get(i).name()));
    }
    byte[] written = encoder.key();
    send(new ProducerRecord<>(schema.name().topic(), written, encoder.value()));
    return written;
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    sent.add(producer.send(record));
  }

  /** Returns when all that was written is in the log. */
  void settle() {
    for (Future<RecordMetadata> record : sent) {
      try {
        record.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    sent.clear();
  }

  private static void put(RowSink sink, int column, ColumnType type, Object value) {
    if (value == null) {
      sink.putNull(column);
    } else if (type.kind() == ColumnType.Kind.DECIMAL) {
      BigDecimal number = new BigDecimal(value.toString()).setScale(type.scale());
      sink.putDecimal(column, number.unscaledValue().longValueExact());
    } else {
      byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
      sink.putText(column, utf8, 0, utf8.length);
    }
  }

  /** The pairs as the log has them now, by their rows: {@code a:1=b:2}. */
  Map<String, PairRow> pairs(Subject subject) {
    Map<String, PairRow> pairs = new TreeMap<>();
    read(
        subject.pairs(),
        PairRow.columns(subject),
        (key, values) -> {
          PairRow row = PairRow.of(key, values).orElseThrow();
          pairs.put(shown(row.pair().left()) + "=" + shown(row.pair().right()), row);
        });
    return pairs;
  }

  /** What each pair has come to, by its rows. */
  Map<String, Status> statuses(Subject subject) {
    Map<String, Status> statuses = new TreeMap<>();
    pairs(subject).forEach((pair, row) -> statuses.put(pair, row.status()));
    return statuses;
  }

  /** The groups as the log has them now: each row and the one that stands for it. */
  Map<String, String> leads(Subject subject) {
    Map<String, String> leads = new TreeMap<>();
    read(
        subject.identities(),
        List.of("lead_system", "lead_key", "place"),
        (key, values) ->
            leads.put(shown(key), shown(values.key(TableReader.FIRST, TableReader.FIRST + 1))));
    return leads;
  }

  static String shown(RowKey row) {
    return row.system() + ":" + row.key();
  }

  private void read(TableName table, List<String> columns, BiConsumer<RowKey, Values> rows) {
    TableReader reader = new TableReader(tables.get(table), columns, schemas);
    Map<RowKey, Values> alive = new TreeMap<>();
    List<TopicPartition> partitions = log.partitions(table);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
      consumer
          .poll(Duration.ofMillis(100))
          .forEach(
              record -> {
                if (record.value() != null) {
                  TableReader.Change change = reader.read(record.value());
                  change
                      .row()
                      .ifPresentOrElse(
                          row -> alive.put(change.key(), row), () -> alive.remove(change.key()));
                }
              });
    }
    alive.forEach(rows);
  }

  /** How many records a table's topic has ever got. */
  long written(TableName table) {
    return log.endOffsets(log.partitions(table)).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Waits until something is so. */
  void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  /** Waits until the pairs are these. */
  void untilPairs(Subject subject, Map<String, Status> expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> statuses(subject), expected::equals);
  }

  @Override
  public void close() {
    stop();
    consumer.close();
    producer.close();
    schemas.close();
    log.close();
    broker.close();
  }
}
