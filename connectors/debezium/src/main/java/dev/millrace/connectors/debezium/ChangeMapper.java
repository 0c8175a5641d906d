package dev.millrace.connectors.debezium;

import dev.millrace.api.Operation;
import dev.millrace.api.Position;
import dev.millrace.api.TableName;
import dev.millrace.connectors.debezium.TableWriter.BeforeImages;
import dev.millrace.log.Clearing;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import io.debezium.data.Envelope;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Debezium's records of one run into change records. */
final class ChangeMapper {
  private static final Logger LOGGER = LoggerFactory.getLogger(ChangeMapper.class);

  private final String source;
  private final Positions positions;
  private final OffsetTrail trail;
  private final Function<TableName.Raw, BeforeImages> images;
  private final Log log;
  private final Schemas schemas;

  /** By Debezium's topic, which is a text at hand in each record. */
  private final Map<String, TableWriter> writers = new HashMap<>();

  private Position highest = Position.LEAST;
  private long decreases;

  ChangeMapper(
      String source,
      Positions positions,
      OffsetTrail trail,
      Function<TableName.Raw, BeforeImages> images,
      Log log,
      Schemas schemas) {
    this.source = source;
    this.positions = positions;
    this.trail = trail;
    this.images = images;
    this.log = log;
    this.schemas = schemas;
  }

  /** Whether a record is a change, and not a heartbeat or news of a schema. */
  static boolean isChange(SourceRecord record) {
    return record.value() instanceof Struct && Envelope.isEnvelopeSchema(record.valueSchema());
  }

  /** Whether a change empties a table. */
  static boolean isTruncate(SourceRecord record) {
    return isChange(record)
        && ((Struct) record.value()).getString(Envelope.FieldName.OPERATION).equals("t");
  }

  /** The offset that a record without a change is to carry. */
  Map<String, ?> offsetOfOther(SourceRecord record) {
    return trail.ofOther(record.sourceOffset());
  }

  /**
   * Encodes a change.
   *
   * @return whether it is a row of a snapshot
   */
  boolean map(SourceRecord record, long capturedMicros, List<SourceRecord> out) {
    Struct change = (Struct) record.value();
    Struct origin = change.getStruct(Envelope.FieldName.SOURCE);
    String operation = change.getString(Envelope.FieldName.OPERATION);
    TableWriter writer = writer(record, origin);
    if (operation.equals("r")) {
      ChangeHead head =
          head(Operation.SNAPSHOT, positions.ofSnapshot(origin), origin, capturedMicros);
      writer.write(head, change.getStruct(Envelope.FieldName.AFTER), null);
      out.add(encoded(record, trail.ofSnapshot(record.sourceOffset()), writer));
      return true;
    }
    Map<String, ?> offset = trail.ofChange(record.sourceOffset());
    Position position = positions.ofStream(origin, record.sourceOffset());
    checkOrder(position, writer);
    Struct before = change.getStruct(Envelope.FieldName.BEFORE);
    Struct after = change.getStruct(Envelope.FieldName.AFTER);
    switch (operation) {
      case "c" -> {
        writer.write(head(Operation.INSERT, position, origin, capturedMicros), after, null);
        out.add(encoded(record, offset, writer));
      }
      case "u" ->
          mapUpdate(
              record,
              offset,
              writer,
              head(Operation.UPDATE, position, origin, capturedMicros),
              before,
              after,
              out);
      case "d" -> {
        writer.writeEnd(head(Operation.DELETE, position, origin, capturedMicros), before);
        out.add(encoded(record, offset, writer));
        out.add(tombstone(record, offset, writer));
      }
      default ->
          throw new IllegalStateException("Cannot read operation of Debezium: " + operation + ".");
    }
    return false;
  }

  /** A row that is its own key does not change: one goes and another comes. */
  private void mapUpdate(
      SourceRecord record,
      Map<String, ?> offset,
      TableWriter writer,
      ChangeHead head,
      Struct before,
      Struct after,
      List<SourceRecord> out) {
    writer.write(head, after, before);
    if (!writer.isKeyless() || before == null) {
      out.add(encoded(record, offset, writer));
      return;
    }
    byte[] keyAfter = writer.key();
    writer.writeEnd(head.with(Operation.DELETE), before);
    if (Arrays.equals(keyAfter, writer.key())) {
      writer.write(head, after, before);
      out.add(encoded(record, offset, writer));
      return;
    }
    out.add(encoded(record, offset, writer));
    out.add(tombstone(record, offset, writer));
    writer.write(head.with(Operation.INSERT), after, before);
    out.add(encoded(record, offset, writer));
  }

  /** Removes all rows of a table from the log; everything before must be there already. */
  void truncate(SourceRecord record) {
    Struct change = (Struct) record.value();
    Struct origin = change.getStruct(Envelope.FieldName.SOURCE);
    TableName.Raw table = tableName(origin);
    Position position = positions.ofStream(origin, record.sourceOffset());
    trail.ofChange(record.sourceOffset());
    highest = position;
    long removed = Clearing.clear(log, schemas, table, position, origin.getInt64("ts_us"));
    LOGGER.info("Table {} was truncated; removed {} rows", table, removed);
  }

  /** Makes tables known that have no rows yet. */
  void announce(RelationalDatabaseSchema tables) {
    for (TableId id : tables.tableIds()) {
      TableSchema table = tables.schemaFor(id);
      if (table != null && table.valueSchema() != null) {
        String schema = id.schema() == null ? id.catalog() : id.schema();
        TableName.Raw name = new TableName.Raw(source, schema, id.table());
        if (schemas.current(name).isEmpty()) {
          newWriter(name, table.valueSchema(), Optional.ofNullable(table.keySchema()));
        }
      }
    }
  }

  private ChangeHead head(
      Operation operation, Position position, Struct origin, long capturedMicros) {
    return new ChangeHead(
        operation,
        position,
        origin.getInt64("ts_us"),
        capturedMicros,
        positions.transaction(origin));
  }

  private void checkOrder(Position position, TableWriter writer) {
    if (position.compareTo(highest) >= 0) {
      highest = position;
      return;
    }
    decreases++;
    if (Long.bitCount(decreases) == 1) {
      LOGGER.warn(
          "Source {} went back from position {} to {} in table {} ({} times so far). Readers drop"
              + " what they take for repeats: run verify, and report this.",
          source,
          highest,
          position,
          writer.schema().name(),
          decreases);
    }
  }

  private TableWriter writer(SourceRecord record, Struct origin) {
    TableWriter writer = writers.get(record.topic());
    Field row = record.valueSchema().field(Envelope.FieldName.AFTER);
    if (writer != null && writer.writes(row.schema(), record.keySchema())) {
      return writer;
    }
    TableWriter renewed =
        newWriter(tableName(origin), row.schema(), Optional.ofNullable(record.keySchema()));
    writers.put(record.topic(), renewed);
    return renewed;
  }

  private TableWriter newWriter(TableName.Raw name, Schema rowSchema, Optional<Schema> keySchema) {
    log.createTableTopics(List.of(name));
    TableWriter writer = new TableWriter(name, rowSchema, keySchema, images.apply(name), schemas);
    LOGGER.info("Writing {} with {} columns", name, writer.schema().columns().size());
    return writer;
  }

  private TableName.Raw tableName(Struct origin) {
    String schema =
        origin.schema().field("schema") == null
            ? origin.getString("db")
            : origin.getString("schema");
    return new TableName.Raw(source, schema, origin.getString("table"));
  }

  private static CapturedRecord encoded(
      SourceRecord record, Map<String, ?> offset, TableWriter writer) {
    return new CapturedRecord(
        record, record.sourcePartition(), offset, writer.topic(), writer.key(), writer.value());
  }

  private static CapturedRecord tombstone(
      SourceRecord record, Map<String, ?> offset, TableWriter writer) {
    return new CapturedRecord(
        record, record.sourcePartition(), offset, writer.topic(), writer.key(), null);
  }
}
