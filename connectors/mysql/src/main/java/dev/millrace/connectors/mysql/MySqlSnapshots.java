package dev.millrace.connectors.mysql;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.Pace;
import dev.millrace.connectors.capture.SnapshotEvent;
import dev.millrace.connectors.capture.SnapshotOptions;
import dev.millrace.connectors.capture.SnapshotSource;
import dev.millrace.connectors.capture.SnapshotWork;
import dev.millrace.connectors.capture.TableRead;
import dev.millrace.log.Schemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rows of a MySQL or MariaDB server by queries, cut into ranges of keys. */
final class MySqlSnapshots implements SnapshotSource<MySqlPoint, MySqlSnapshots.Unit> {
  private static final Logger LOGGER = LoggerFactory.getLogger(MySqlSnapshots.class);
  private static final int KEYS_AT_ONCE = 200;

  /**
   * Where and how to read.
   *
   * @param replica from which rows are read, if not from the source itself
   * @param log as offsets name the server's log
   */
  record Settings(
      MySqlAddress address,
      Optional<Replica> replica,
      BinlogServer server,
      String log,
      int epoch,
      SnapshotOptions options) {
    private Settings withoutReplica() {
      return new Settings(address, Optional.empty(), server, log, epoch, options);
    }
  }

  /**
   * A piece of work for one reader.
   *
   * @param chunk its number; -1 for rows by their keys
   * @param condition of the chunk's rows; empty for all
   * @param keys of rows; the chunk is read when there are none
   */
  record Unit(TableRead read, TableSpec table, int chunk, String condition, List<byte[]> keys) {}

  private final Settings settings;
  private final Schemas schemas;

  MySqlSnapshots(Settings settings, Schemas schemas) {
    this.settings = settings;
    this.schemas = schemas;
  }

  @Override
  public int threads() {
    return settings.options.threads();
  }

  @Override
  public Pace pace() {
    return settings.options.pace();
  }

  @Override
  public Reader<Unit> reader(MySqlPoint point) {
    return new MySqlReader(point, settings.epoch, schemas);
  }

  /** A replica may be away. */
  @Override
  public Optional<Problem> interruption(Throwable cause) {
    return settings.replica.flatMap(replica -> replica.failures().passing(cause));
  }

  /** From the source itself: a replica may be behind the change whose values are wanted. */
  @Override
  public SnapshotSource<MySqlPoint, Unit> forRowsByKey() {
    return new MySqlSnapshots(settings.withoutReplica(), schemas);
  }

  @Override
  public MySqlPoint take(Waiting waiting) throws SQLException, InterruptedException {
    if (settings.replica.isPresent()) {
      Replica replica = settings.replica.get();
      return replica.now(
          settings.address, settings.server, settings.log, settings.options.threads(), waiting);
    }
    return MySqlPoint.take(
        settings.address, settings.server, settings.log, settings.options.threads(), waiting);
  }

  @Override
  public void plan(MySqlPoint point, List<SnapshotWork> work, Plan<Unit> out)
      throws SQLException, InterruptedException {
    MySqlAddress from = settings.replica.map(Replica::address).orElse(settings.address);
    try (Connection connection = from.connect()) {
      for (SnapshotWork one : work) {
        TableName.Raw name = one.table().name();
        Optional<TableSpec> table = TableSpec.ofCatalog(connection, name.schema(), name.table());
        if (table.isEmpty()) {
          out.gone(one.table());
        } else {
          plan(connection, one, table.get(), out);
        }
      }
    }
  }

  private void plan(Connection connection, SnapshotWork one, TableSpec table, Plan<Unit> out)
      throws SQLException, InterruptedException {
    Optional<KeyRanges> before = one.cut().flatMap(KeyRanges::parse).filter(cut -> cut.fits(table));
    KeyRanges ranges =
        before.isPresent()
            ? before.get()
            : KeyRanges.of(connection, table, settings.options.chunkRows());
    BitSet done = before.isPresent() ? one.done() : new BitSet();
    int left = ranges.count() - done.cardinality();
    long rows = KeyRanges.estimate(connection, table, "") * left / ranges.count();
    out.begun(
        new SnapshotEvent.Begun(one.table(), ranges.toString(), ranges.count(), done, "", rows));
    List<byte[]> keys = one.keys();
    for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
      int to = Math.min(keys.size(), from + KEYS_AT_ONCE);
      out.add(new Unit(one.table(), table, -1, "", keys.subList(from, to)));
    }
    if (keys.isEmpty()) {
      for (int i = done.nextClearBit(0); i < ranges.count(); i = done.nextClearBit(i + 1)) {
        out.add(new Unit(one.table(), table, i, ranges.condition(i), List.of()));
      }
      LOGGER.info("Reading {}: {} chunks of {}", one.table().name(), left, ranges.count());
    }
  }
}
