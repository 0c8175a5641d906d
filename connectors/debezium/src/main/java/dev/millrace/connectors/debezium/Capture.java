package dev.millrace.connectors.debezium;

import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of Debezium's task, from its start until it fails or is stopped. */
final class Capture {
  private static final Logger LOGGER = LoggerFactory.getLogger(Capture.class);

  /** How the names of Debezium's topics of heartbeats begin. */
  private static final String HEARTBEAT = "__debezium-heartbeat";

  private static final Duration SILENCE = Duration.ofSeconds(6);
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(2);

  private final Database database;
  private final SourceTask delegate;
  private final ResumeOffsets offsets;
  private final Generation generation;
  private final ChangeMapper mapper;
  private boolean announced;
  private boolean tablesChanged;
  private long nextProbeNanos = System.nanoTime() + SILENCE.toNanos();

  private Capture(
      Database database,
      SourceTask delegate,
      ResumeOffsets offsets,
      Generation generation,
      ChangeMapper mapper) {
    this.database = database;
    this.delegate = delegate;
    this.offsets = offsets;
    this.generation = generation;
    this.mapper = mapper;
  }

  /** Starts Debezium where a generation resumes, or with a snapshot. */
  static Capture start(
      Map<String, String> config,
      Generation generation,
      SourceTaskContext connect,
      Log log,
      Schemas schemas) {
    Database database = Database.of(config);
    Map<String, String> settings = new HashMap<>(config);
    if (generation.beginsWithSnapshot()) {
      settings.putAll(database.prepareSnapshot());
    }
    Positions positions = database.positions(generation);
    OffsetTrail trail = new OffsetTrail(generation.epoch(), positions, generation.resumed());
    ChangeMapper mapper =
        new ChangeMapper(
            config.get(DebeziumSettings.SOURCE),
            positions,
            trail,
            database::beforeImages,
            log,
            schemas);
    SourceTask delegate = database.delegate();
    ResumeOffsets offsets = new ResumeOffsets(connect, generation);
    delegate.initialize(offsets);
    Capture capture = new Capture(database, delegate, offsets, generation, mapper);
    try {
      delegate.start(settings);
    } catch (RuntimeException e) {
      capture.stop();
      throw e;
    }
    return capture;
  }

  Generation generation() {
    return generation;
  }

  ChangeMapper mapper() {
    return mapper;
  }

  List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = delegate.poll();
    if (records == null || records.isEmpty()) {
      probe();
      return List.of();
    }
    nextProbeNanos = System.nanoTime() + SILENCE.toNanos();
    offsets.started();
    return records;
  }

  /** Debezium's reader of the binlog does not tell when the server has gone. */
  private void probe() {
    if (System.nanoTime() - nextProbeNanos < 0) {
      return;
    }
    try {
      database.probe();
    } catch (SQLException e) {
      throw new ConnectException("The database is silent and cannot be reached.", e);
    }
    nextProbeNanos = System.nanoTime() + BETWEEN_PROBES.toNanos();
  }

  /** Takes note of a record that is no change: the tables may have become others. */
  void noteOther(SourceRecord record) {
    tablesChanged |= !announced || !record.topic().startsWith(HEARTBEAT);
  }

  /** Makes tables known that have no rows yet, once Debezium knows them itself. */
  void announceTables() {
    if (tablesChanged && delegate instanceof CapturedTables captured) {
      captured.tables().ifPresent(mapper::announce);
      announced = true;
      tablesChanged = false;
    }
  }

  /** Lets the source forget what is stored; not before Debezium has read where it resumes. */
  void commit() throws InterruptedException {
    if (offsets.haveStarted()) {
      delegate.commit();
    }
  }

  void stop() {
    try {
      delegate.stop();
    } catch (RuntimeException e) {
      LOGGER.debug("Debezium did not stop in order", e);
    }
  }
}
