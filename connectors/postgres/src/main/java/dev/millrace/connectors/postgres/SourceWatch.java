package dev.millrace.connectors.postgres;

import dev.millrace.api.MillraceException;
import dev.millrace.connectors.postgres.Catalog.Leaf;
import dev.millrace.connectors.postgres.Catalog.QualifiedName;
import dev.millrace.log.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the source now and then, in a thread and with a connection of its own: whether there are
 * other tables than before, and how far the capture is behind. What it cannot see it lets be: a
 * source that is gone is the stream's matter.
 */
final class SourceWatch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceWatch.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final long SAFE_BYTES_MIN = 256L << 20;

  /** Changes when a table is made, renamed, dropped, published, attached or keyed, seldom else. */
  private static final String FINGERPRINT =
      """
      SELECT md5(coalesce(string_agg(t.text, ',' ORDER BY t.text), '')) FROM (
        SELECT c.oid || ':' || c.relnamespace || ':' || c.relname || ':' || c.relispartition
            || ':' || c.relreplident::text || ':' || coalesce(i.indexrelid, 0::oid) AS text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND (i.indisprimary OR i.indisreplident)
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND n.nspname NOT LIKE 'pg\\_%'
        UNION ALL
        SELECT 'p' || r.oid FROM pg_publication_rel r
          JOIN pg_publication p ON p.oid = r.prpubid WHERE p.pubname = ?
        UNION ALL
        SELECT 'q' || p.oid FROM pg_publication p WHERE p.pubname = ?
        UNION ALL
        SELECT 'i' || i.inhparent || ':' || i.inhrelid FROM pg_inherits i) t""";

  /**
   * What to look at.
   *
   * @param ownPublication whether tables may be added to it
   * @param wanted takes schema and table
   */
  record Settings(
      PostgresAddress address,
      String slot,
      String publication,
      boolean ownPublication,
      BiPredicate<String, String> wanted) {}

  /**
   * A published table.
   *
   * @param origin as {@link Catalog.Table#origin} writes it
   * @param leaves the tables that hold its rows
   */
  record Seen(QualifiedName name, int oid, String origin, String leaves) {}

  /**
   * What was seen at one time.
   *
   * @param lsn where the server's log ended behind that: it has all that made the tables so
   */
  record Look(List<Seen> tables, long lsn) {}

  private record Sample(long nanos, long lsn) {}

  private final Settings settings;
  private final AtomicReference<Look> lastLook = new AtomicReference<>();
  private final AtomicLong handed = new AtomicLong();
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Whether the last look has failed. */
  private boolean blind;

  private final Thread thread = new Thread(this::watch, "millrace-postgres-watch");
  private volatile String lag = "";
  private volatile boolean closed;
  private volatile Connection connection;
  private String fingerprint = "";
  private boolean warned;

  SourceWatch(Settings settings) {
    this.settings = settings;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The tables, if they have changed since the last call. */
  Optional<Look> changedTables() {
    return Optional.ofNullable(lastLook.getAndSet(null));
  }

  /** All changes of the stream before this have been handed over. */
  void handed(long lsn) {
    handed.set(lsn);
  }

  /** How far the capture is behind, as a member of a JSON object with a comma in front. */
  String lag() {
    return lag;
  }

  private void watch() {
    while (!closed) {
      try (Connection opened = settings.address.connect()) {
        connection = opened;
        while (!closed) {
          look(opened);
          blind = false;
          Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
      } catch (SQLException | RuntimeException e) {
        lag = "";
        if (!blind && !closed) {
          LOGGER.warn("Cannot look at source {}; trying again", settings.address, e);
        }
        blind = true;
        try {
          Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look(Connection connection) throws SQLException {
    measure(connection);
    String now = fingerprint(connection);
    if (now.equals(fingerprint)) {
      return;
    }
    if (settings.ownPublication) {
      try {
        Publication.ensure(connection, settings.publication, settings.wanted);
      } catch (MillraceException e) {
        LOGGER.warn("{}", e.problem());
      }
    }
    List<Seen> tables = seen(connection, settings.publication, settings.wanted);
    lastLook.set(new Look(tables, ReplicationSlot.insertLsn(connection)));
    fingerprint = now;
  }

  private String fingerprint(Connection connection) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FINGERPRINT)) {
      find.setString(1, settings.publication);
      find.setString(2, settings.publication);
      try (ResultSet found = find.executeQuery()) {
        found.next();
        return found.getString(1);
      }
    }
  }

  /** The published tables that are wanted. */
  static List<Seen> seen(
      Connection connection, String publication, BiPredicate<String, String> wanted)
      throws SQLException {
    List<Seen> seen = new ArrayList<>();
    for (Catalog.Table table : Catalog.published(connection, publication, wanted)) {
      int oid = table.relation().oid();
      String leaves =
          table.kind() == 'p'
              ? Snapshot.leafIds(Catalog.leaves(connection, table))
              : Snapshot.leafIds(List.of(new Leaf(oid, table.name(), 0, 0)));
      seen.add(new Seen(table.name(), oid, table.origin(), leaves));
    }
    return seen;
  }

  private void measure(Connection connection) throws SQLException {
    Optional<ReplicationSlot.State> slot = ReplicationSlot.look(connection, settings.slot);
    long written = ReplicationSlot.currentLsn(connection);
    long now = System.nanoTime();
    samples.addLast(new Sample(now, written));
    while (samples.size() > 1 && samples.peek().lsn <= handed.get()) {
      samples.remove();
    }
    Sample oldest = samples.peek();
    if (samples.size() > 1_000) {
      samples.removeLast();
    }
    long bytes = Math.max(0, written - handed.get());
    double seconds = oldest.lsn <= handed.get() ? 0 : (now - oldest.nanos) / 1e9;
    long retained = slot.map(ReplicationSlot.State::retainedWalBytes).orElse(0L);
    Optional<String> warning = slot.flatMap(state -> warning(state, bytes, connection));
    if (warning.isPresent() && !warned) {
      LOGGER.warn("{}", warning.get());
    }
    warned = warning.isPresent();
    lag =
        String.format(
            Locale.ROOT,
            ",\"lag\":{\"bytes\":%d,\"retained_wal_bytes\":%d,\"seconds\":%.1f%s}",
            bytes,
            retained,
            seconds,
            warning.map(text -> ",\"warning\":" + quoted(text)).orElse(""));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder();
    JsonText.quote(text, json);
    return json.toString();
  }

  /** Says so while there is still time to do something. */
  private Optional<String> warning(ReplicationSlot.State slot, long behind, Connection connection) {
    long most = mostBytesKept(connection);
    boolean nearEnd = most > 0 && slot.retainedWalBytes() > most / 5 * 4;
    boolean unsafe =
        slot.safeWalBytes().isPresent()
            && slot.safeWalBytes().getAsLong() < Math.min(SAFE_BYTES_MIN, most / 5);
    return nearEnd || unsafe
        ? Optional.of(
            "Replication slot "
                + settings.slot
                + " keeps "
                + slot.retainedWalBytes() / 1_000_000
                + " MB of the server's log, near the most it may: it will be lost. Raise"
                + " max_slot_wal_keep_size, or "
                + (behind > 0
                    ? "let Millrace catch up."
                    : "end the transaction that has been open the longest (pg_stat_activity)."))
        : Optional.empty();
  }

  /** In bytes; 0 for no limit. */
  private static long mostBytesKept(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT setting::bigint FROM pg_settings WHERE name = 'max_slot_wal_keep_size'")) {
      return found.next() && found.getLong(1) > 0 ? found.getLong(1) << 20 : 0;
    } catch (SQLException e) {
      LOGGER.debug("Cannot read a setting", e);
      return 0;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      Connection open = connection;
      if (open != null) {
        open.abort(Runnable::run);
      }
      thread.join(BETWEEN_LOOKS.toMillis());
    } catch (SQLException e) {
      LOGGER.debug("A connection did not close in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
