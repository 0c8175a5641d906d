package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.TableName;
import dev.millrace.connectors.postgres.Catalog.Leaf;
import dev.millrace.connectors.postgres.Chunks.Chunk;
import dev.millrace.log.Log;
import dev.millrace.log.Schemas;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads rows of tables at one moment of the database, in threads of its own, and hands them over in
 * bounded pieces. After a failure {@link #poll} throws it.
 */
final class Snapshot implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Snapshot.class);
  private static final int QUEUE = 16;
  private static final int KEYS_AT_ONCE = 200;
  private static final long JOIN_MILLIS = 5_000;

  /**
   * Where and how to read.
   *
   * @param replica from which rows are read, if not from the source itself
   * @param slot the capture's
   * @param threads that read, each with a connection
   * @param chunkRows rows of a chunk, more or less
   */
  record Settings(
      PostgresAddress address,
      Optional<Replica> replica,
      String slot,
      String publication,
      int epoch,
      int threads,
      int chunkRows,
      Pace pace) {
    Settings withoutReplica() {
      return new Settings(
          address, Optional.empty(), slot, publication, epoch, threads, chunkRows, pace);
    }
  }

  /**
   * What to read of a table.
   *
   * @param chunks as it was cut before
   * @param done chunks that are not to be read
   * @param leaves object ids of tables whose rows are not to be read, if it is to be cut anew
   * @param keys of the rows to read; the table is read by chunks when there are none
   */
  record Work(
      TableRead table,
      Optional<Chunks> chunks,
      BitSet done,
      Set<String> leaves,
      List<byte[]> keys) {
    static Work of(TableRead table) {
      return new Work(
          table,
          table.offset().chunks(),
          (BitSet) table.offset().done().clone(),
          Set.of(table.offset().leaves().split(",")),
          table.keys());
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
  private final List<Work> work;
  private final Schemas schemas;
  private final Log log;
  private final BlockingQueue<Optional<Unit>> units = new LinkedBlockingQueue<>();
  private final BlockingQueue<SnapshotEvent> events = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicInteger readersLeft;
  private final AtomicReference<Connection> waiting = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<SnapshotReader> readers = new ArrayList<>();
  private volatile Optional<SnapshotPoint> point;
  private volatile Throwable failure;
  private volatile String waitsFor = "";
  private volatile boolean closed;

  /**
   * Prepares a read.
   *
   * @param point at which to read; taken when it is empty
   */
  Snapshot(
      Settings settings, List<Work> work, Optional<SnapshotPoint> point, Schemas schemas, Log log) {
    this.settings = settings;
    this.work = List.copyOf(work);
    this.point = point;
    this.schemas = schemas;
    this.log = log;
    this.readersLeft = new AtomicInteger(settings.threads);
  }

  /** Begins to read. */
  void start() {
    threads.add(thread("plan", this::plan));
    for (int i = 0; i < settings.threads; i++) {
      SnapshotReader reader = new SnapshotReader(this, settings, schemas);
      readers.add(reader);
      threads.add(thread("rows-" + i, reader));
    }
    threads.forEach(Thread::start);
  }

  private Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, "millrace-postgres-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** The moment that the rows show, once it is known. */
  Optional<SnapshotPoint> point() {
    return point;
  }

  /** What keeps the moment from being taken, for people; empty when nothing special does. */
  String waitsFor() {
    return waitsFor;
  }

  /** What came next, if anything has. */
  Optional<SnapshotEvent> poll() {
    throwFailure();
    return Optional.ofNullable(events.poll());
  }

  /**
   * Why a replica has broken the read off, which can begin anew at another moment; empty when it
   * has not.
   */
  Optional<Problem> interruption() {
    Throwable cause = failure;
    return cause == null
        ? Optional.empty()
        : settings
            .replica
            .map(replica -> replica.failures().problem(cause))
            .filter(found -> found.code().retried() && found.code() != ErrorCode.SOURCE_FAILED);
  }

  /** Throws what has ended the read, if anything has. */
  void throwFailure() {
    Throwable cause = failure;
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException("Cannot read rows: " + cause.getMessage(), cause);
    }
  }

  private void plan() {
    try {
      if (point.isEmpty()) {
        SnapshotPoint taken = take();
        point = Optional.of(taken);
        if (closed) {
          taken.close();
          return;
        }
      }
      try (Connection connection = taken().connect()) {
        planTables(connection);
      }
      for (int i = 0; i < settings.threads; i++) {
        units.add(Optional.empty());
      }
    } catch (SQLException | RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SnapshotPoint take() throws SQLException, InterruptedException {
    return settings.replica.isPresent()
        ? settings.replica.get().now(settings.address, waiting, news -> waitsFor = news)
        : SnapshotPoint.now(settings.address, settings.slot, waiting);
  }

  private void planTables(Connection connection) throws SQLException, InterruptedException {
    Set<String> names = new HashSet<>();
    work.forEach(one -> names.add(one.table.name().toString()));
    String source = work.isEmpty() ? "" : work.get(0).table.name().source();
    Map<Integer, Catalog.Table> found = new HashMap<>();
    for (Catalog.Table table :
        Catalog.published(
            connection,
            settings.publication,
            (schema, table) -> names.contains(source + "." + schema + "." + table))) {
      found.put(table.relation().oid(), table);
    }
    for (Work one : work) {
      Catalog.Table table = found.get(one.table.oid());
      if (table == null) {
        put(new SnapshotEvent.Gone(one.table));
      } else {
        planTable(connection, one, table);
      }
    }
  }

  private void planTable(Connection connection, Work one, Catalog.Table table)
      throws SQLException, InterruptedException {
    TableName.Raw name = one.table.name();
    log.createTableTopics(List.of(name));
    List<Leaf> leaves = Catalog.leaves(connection, table);
    Map<Integer, Long> files = files(connection, leaves);
    boolean fits = one.chunks.filter(cut -> cut.fit(leaves, files)).isPresent();
    Chunks chunks = fits ? one.chunks.orElseThrow() : Chunks.of(leaves, files, settings.chunkRows);
    List<Chunk> all = chunks.all();
    BitSet done = fits ? one.done : new BitSet();
    if (one.chunks.isEmpty()) {
      all.stream()
          .filter(chunk -> one.leaves.contains(Integer.toUnsignedString(chunk.oid())))
          .forEach(chunk -> done.set(chunk.number()));
    }
    long rows = leaves.stream().mapToLong(Leaf::rows).sum();
    long left = all.isEmpty() ? 0 : rows * (all.size() - done.cardinality()) / all.size();
    put(new SnapshotEvent.Begun(one.table, chunks, done, leafIds(leaves), left));
    if (!one.keys.isEmpty()) {
      for (int from = 0; from < one.keys.size(); from += KEYS_AT_ONCE) {
        int to = Math.min(one.keys.size(), from + KEYS_AT_ONCE);
        List<byte[]> keys = one.keys.subList(from, to);
        units.add(
            Optional.of(
                new Unit(
                    one.table,
                    table,
                    table.name().quoted(),
                    new Chunk(-1, one.table.oid(), 0, 0, -1),
                    keys)));
      }
      return;
    }
    Map<Integer, String> names = new HashMap<>();
    leaves.forEach(leaf -> names.put(leaf.oid(), "ONLY " + leaf.name().quoted()));
    for (Chunk chunk : all) {
      if (!done.get(chunk.number())) {
        String from = names.get(chunk.oid());
        units.add(Optional.of(new Unit(one.table, table, from, chunk, List.of())));
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

  /** Called by readers: waits for work. */
  Optional<Unit> takeUnit() throws InterruptedException {
    return units.take();
  }

  /** Called by readers: waits while too much is waiting. */
  void put(SnapshotEvent event) throws InterruptedException {
    events.put(event);
  }

  /** The moment at which to read; known when there is work. */
  SnapshotPoint taken() {
    return point.orElseThrow();
  }

  /** Called by each reader when there is no more work. */
  void readerDone() throws InterruptedException {
    if (readersLeft.decrementAndGet() == 0) {
      put(new SnapshotEvent.End());
    }
  }

  /** Something failed; {@link #poll} throws it. */
  void fail(Throwable cause) {
    if (!closed && failure == null) {
      failure = cause;
    }
  }

  /** Stops reading; what was not polled is lost. */
  @Override
  public void close() {
    closed = true;
    try {
      Connection blocked = waiting.get();
      if (blocked != null) {
        blocked.abort(Runnable::run);
      }
      for (SnapshotReader reader : readers) {
        reader.abort();
      }
      for (Thread thread : threads) {
        thread.interrupt();
      }
      for (Thread thread : threads) {
        thread.join(JOIN_MILLIS);
      }
      if (point.isPresent()) {
        point.get().close();
      }
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
