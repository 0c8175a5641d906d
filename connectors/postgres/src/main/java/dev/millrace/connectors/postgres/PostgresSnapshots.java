package dev.millrace.connectors.postgres;

import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.connectors.capture.Pace;
import dev.millrace.connectors.capture.SnapshotEvent;
import dev.millrace.connectors.capture.SnapshotOptions;
import dev.millrace.connectors.capture.SnapshotSource;
import dev.millrace.connectors.capture.SnapshotWork;
import dev.millrace.connectors.capture.TableRead;
import dev.millrace.connectors.postgres.Catalog.Leaf;
import dev.millrace.connectors.postgres.Chunks.Chunk;
import dev.millrace.log.Schemas;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rows of a PostgreSQL server or of its replica by COPY, cut into ranges of pages. */
final class PostgresSnapshots implements SnapshotSource<PostgresPoint, PostgresSnapshots.Unit> {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresSnapshots.class);
  private static final int KEYS_AT_ONCE = 200;

  /**
   * Where and how to read.
   *
   * @param replica from which rows are read, if not from the source itself
   * @param slot the capture's
   */
  record Settings(
      PostgresAddress address,
      Optional<Replica> replica,
      String slot,
      String publication,
      int epoch,
      SnapshotOptions options) {
    private Settings withoutReplica() {
      return new Settings(address, Optional.empty(), slot, publication, epoch, options);
    }
  }

  /**
   * A piece of work for one reader.
   *
   * @param from the table that is selected from, as SQL takes it
   * @param keys of rows; the chunk is read when there are none
   */
  record Unit(TableRead read, Catalog.Table table, String from, Chunk chunk, List<byte[]> keys) {}

  private final Settings settings;
  private final Schemas schemas;

  PostgresSnapshots(Settings settings, Schemas schemas) {
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
  public Reader<Unit> reader(PostgresPoint point) {
    return new PostgresReader(point, settings.epoch, schemas);
  }

  /** A replica may have been in the way of its replay, or away. */
  @Override
  public Optional<Problem> interruption(Throwable cause) {
    return settings.replica.flatMap(replica -> replica.failures().passing(cause));
  }

  /** From the source itself, whose moment is known exactly. */
  @Override
  public SnapshotSource<PostgresPoint, Unit> forRowsByKey() {
    return new PostgresSnapshots(settings.withoutReplica(), schemas);
  }

  @Override
  public PostgresPoint take(Waiting waiting) throws SQLException, InterruptedException {
    return settings.replica.isPresent()
        ? settings.replica.get().now(settings.address, waiting)
        : PostgresPoint.now(settings.address, settings.slot, waiting);
  }

  @Override
  public void plan(PostgresPoint point, List<SnapshotWork> work, Plan<Unit> out)
      throws SQLException, InterruptedException {
    try (Connection connection = point.connect()) {
      planTables(connection, work, out);
    }
  }

  private void planTables(Connection connection, List<SnapshotWork> work, Plan<Unit> out)
      throws SQLException, InterruptedException {
    Set<String> names = new HashSet<>();
    work.forEach(one -> names.add(one.table().name().toString()));
    String source = work.isEmpty() ? "" : work.get(0).table().name().source();
    Map<Integer, Catalog.Table> found = new HashMap<>();
    for (Catalog.Table table :
        Catalog.published(
            connection,
            settings.publication,
            (schema, table) -> names.contains(source + "." + schema + "." + table))) {
      found.put(table.relation().oid(), table);
    }
    for (SnapshotWork one : work) {
      Catalog.Table table = found.get(one.table().id());
      if (table == null) {
        out.gone(one.table());
      } else {
        planTable(connection, one, table, out);
      }
    }
  }

  private void planTable(
      Connection connection, SnapshotWork one, Catalog.Table table, Plan<Unit> out)
      throws SQLException, InterruptedException {
    TableName.Raw name = one.table().name();
    List<Leaf> leaves = Catalog.leaves(connection, table);
    Map<Integer, Long> files = files(connection, leaves);
    Optional<Chunks> before = one.cut().map(Chunks::parse).filter(cut -> cut.fit(leaves, files));
    boolean fits = before.isPresent();
    Chunks chunks = before.orElseGet(() -> Chunks.of(leaves, files, settings.options.chunkRows()));
    List<Chunk> all = chunks.all();
    BitSet done = fits ? one.done() : new BitSet();
    if (one.cut().isEmpty()) {
      all.stream()
          .filter(chunk -> one.leaves().contains(Integer.toUnsignedString(chunk.oid())))
          .forEach(chunk -> done.set(chunk.number()));
    }
    long rows = leaves.stream().mapToLong(Leaf::rows).sum();
    long left = all.isEmpty() ? 0 : rows * (all.size() - done.cardinality()) / all.size();
    out.begun(
        new SnapshotEvent.Begun(
            one.table(), chunks.toString(), chunks.count(), done, leafIds(leaves), left));
    if (!one.keys().isEmpty()) {
      for (int from = 0; from < one.keys().size(); from += KEYS_AT_ONCE) {
        int to = Math.min(one.keys().size(), from + KEYS_AT_ONCE);
        List<byte[]> keys = one.keys().subList(from, to);
        out.add(
            new Unit(
                one.table(),
                table,
                table.name().quoted(),
                new Chunk(-1, one.table().id(), 0, 0, -1),
                keys));
      }
      return;
    }
    Map<Integer, String> names = new HashMap<>();
    leaves.forEach(leaf -> names.put(leaf.oid(), "ONLY " + leaf.name().quoted()));
    for (Chunk chunk : all) {
      if (!done.get(chunk.number())) {
        String from = names.get(chunk.oid());
        out.add(new Unit(one.table(), table, from, chunk, List.of()));
      }
    }
    LOGGER.info("Reading {}: {} chunks of {}", name, all.size() - done.cardinality(), all.size());
  }

  /** The object ids of leaves as text. */
  static String leafIds(List<Leaf> leaves) {
    return String.join(
        ",", leaves.stream().map(leaf -> Integer.toUnsignedString(leaf.oid())).sorted().toList());
  }

  private static Map<Integer, Long> files(Connection connection, List<Leaf> leaves)
      throws SQLException {
    Map<Integer, Long> files = new HashMap<>();
    Long[] oids =
        leaves.stream().map(leaf -> Integer.toUnsignedLong(leaf.oid())).toArray(Long[]::new);
    Array array = connection.createArrayOf("oid", oids);
    try (PreparedStatement find =
        connection.prepareStatement(
            "SELECT o::bigint, coalesce(pg_relation_filenode(o)::bigint, 0) FROM unnest(?::oid[])"
                + " o")) {
      find.setArray(1, array);
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          files.put((int) found.getLong(1), found.getLong(2));
        }
      }
    }
    return files;
  }
}
