package dev.millrace.connectors.postgres;

import dev.millrace.api.MillraceException;
import dev.millrace.connectors.capture.SourceWatch;
import dev.millrace.connectors.capture.SourceWatch.Look;
import dev.millrace.connectors.capture.SourceWatch.Seen;
import dev.millrace.connectors.postgres.Catalog.Leaf;
import dev.millrace.log.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches a PostgreSQL server and keeps the publication whole. */
final class PostgresWatch extends SourceWatch {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresWatch.class);
  private static final long SAFE_BYTES_MIN = 256L << 20;

  /**
   * Changes when a table is made, renamed, dropped, published, attached, keyed or given other
   * columns, seldom else.
   */
  private static final String FINGERPRINT =
      """
      SELECT md5(coalesce(string_agg(t.text, ',' ORDER BY t.text), '')) FROM (
        SELECT c.oid || ':' || c.relnamespace || ':' || c.relname || ':' || c.relispartition
            || ':' || c.relreplident::text || ':' || coalesce(i.indexrelid, 0::oid)
            || ':' || (SELECT coalesce(sum(hashtextextended(
                concat_ws(':', a.attnum, a.attname, a.atttypid, a.atttypmod), 0)), 0)
              FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS text
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
   * @param source its name
   * @param ownPublication whether tables may be added to it
   * @param wanted takes schema and table
   */
  record Settings(
      String source,
      PostgresAddress address,
      String slot,
      String publication,
      boolean ownPublication,
      BiPredicate<String, String> wanted) {}

  private final Settings settings;
  private String fingerprint = "";
  private boolean warned;

  PostgresWatch(Settings settings) {
    super(settings.source, PostgresConnector.KIND);
    this.settings = settings;
  }

  @Override
  protected Connection connect() throws SQLException {
    return settings.address.connect();
  }

  @Override
  protected void look(Connection connection) throws SQLException {
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
    List<Seen> tables = seen(connection, settings);
    found(new Look(tables, ReplicationSlot.insertLsn(connection)));
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
  static List<Seen> seen(Connection connection, Settings settings) throws SQLException {
    List<Seen> seen = new ArrayList<>();
    Types types = Types.of(connection);
    for (Catalog.Table table :
        Catalog.published(connection, settings.publication, settings.wanted)) {
      int oid = table.relation().oid();
      String leaves =
          table.kind() == 'p'
              ? PostgresSnapshots.leafIds(Catalog.leaves(connection, table))
              : PostgresSnapshots.leafIds(List.of(new Leaf(oid, table.name(), 0, 0)));
      seen.add(
          new Seen(
              table.schema(settings.source, types), oid, table.origin(), leaves, table.form()));
    }
    return seen;
  }

  private void measure(Connection connection) throws SQLException {
    Optional<ReplicationSlot.State> slot = ReplicationSlot.look(connection, settings.slot);
    long written = ReplicationSlot.currentLsn(connection);
    long bytes = Math.max(0, written - handed());
    double seconds = secondsBehind(written);
    long retained = slot.map(ReplicationSlot.State::retainedWalBytes).orElse(0L);
    Optional<String> warning = slot.flatMap(state -> warning(state, bytes, connection));
    if (warning.isPresent() && !warned) {
      LOGGER.warn("{}", warning.get());
    }
    warned = warning.isPresent();
    lag(
        String.format(
            Locale.ROOT,
            ",\"lag\":{\"bytes\":%d,\"retained_log_bytes\":%d,\"seconds\":%.1f%s}",
            bytes,
            retained,
            seconds,
            warning.map(text -> ",\"warning\":" + quoted(text)).orElse("")));
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
}
