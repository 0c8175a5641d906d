package dev.millrace.bench.capture;

import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A PostgreSQL server and what the subjects read of it. */
public final class PostgresWork implements AutoCloseable {
  /** A transaction of the mixed changes: this many rows inserted, as many updated, half deleted. */
  private static final int INSERTS = 20;

  private static final int CHANGES_A_TRANSACTION = 2 * INSERTS + INSERTS / 2;

  private static final String COLUMNS =
      """
      id bigint PRIMARY KEY, order_id int NOT NULL, item_id int NOT NULL, line int NOT NULL,
      quantity numeric(12,2) NOT NULL, status varchar(20) NOT NULL, sku varchar(20) NOT NULL,
      description varchar(60) NOT NULL, changed timestamp(6) NOT NULL, due date, open boolean NOT
      NULL, remark text""";

  /** One row by its number; every third has no date, three of four have no remark. */
  private static final String VALUES =
      """
      i, (i / 5)::int, (i::bigint * 7919 % 100000)::int, (i % 5)::int, (i % 100000) / 100.0,
      (ARRAY['open','picked','shipped','invoiced'])[1 + i % 4], 'SKU-' || (i::bigint * 7919 % 100000),
      'Hexagon bolt M' || i % 40 || ', stainless, zinc plated, box of ' || i % 500,
      timestamp '2026-01-01' + i % 31536000 * interval '1.000001 s',
      CASE WHEN i % 3 > 0 THEN date '2026-01-01' + (i % 365)::int END, i % 2 = 0,
      CASE WHEN i % 4 = 0 THEN 'deliver to gate ' || i % 20 END""";

  private final PostgresServer server;

  private PostgresWork(PostgresServer server) {
    this.server = server;
  }

  public static PostgresWork start(Path folder) {
    return new PostgresWork(
        PostgresServer.start(
            folder,
            ServerOptions.defaults()
                .with("shared_buffers", "256MB")
                .with("max_wal_size", "4GB")
                .with("checkpoint_timeout", "30min")));
  }

  PostgresServer server() {
    return server;
  }

  public void run(String... statements) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot prepare the database: " + e.getMessage(), e);
    }
  }

  /** The number that a query answers with. */
  public long number(String query) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot ask the database: " + e.getMessage(), e);
    }
  }

  /** Makes a table of so many rows. */
  public void makeRows(String table, long rows) {
    run(
        "CREATE TABLE " + table + " (" + COLUMNS + ")",
        "INSERT INTO " + table + " SELECT " + VALUES + " FROM generate_series(1, " + rows + ") i",
        "VACUUM ANALYZE " + table,
        "CHECKPOINT");
  }

  void makeEmpty(String table) {
    run("CREATE TABLE " + table + " (" + COLUMNS + ")");
  }

  /** Changes a table in many small transactions; returns how many changes that were. */
  long change(String table, long about) {
    long transactions = about / CHANGES_A_TRANSACTION;
    run(
        """
        CREATE OR REPLACE PROCEDURE change() LANGUAGE plpgsql AS $$
        BEGIN
          SET LOCAL synchronous_commit = off;
          FOR t IN 1 .. %2$d LOOP
            INSERT INTO %1$s SELECT %3$s FROM generate_series(t::bigint * %4$d, t::bigint * %4$d + %4$d - 1) i;
            UPDATE %1$s SET quantity = quantity + 1, status = 'changed', changed = changed + interval '1 day'
              WHERE id >= t::bigint * %4$d AND id < t::bigint * %4$d + %4$d;
            DELETE FROM %1$s WHERE id >= t::bigint * %4$d AND id < t::bigint * %4$d + %4$d / 2;
            COMMIT;
          END LOOP;
        END $$"""
            .formatted(table, transactions, VALUES, INSERTS),
        "SET synchronous_commit = off",
        "CALL change()",
        "CHECKPOINT");
    return transactions * CHANGES_A_TRANSACTION;
  }

  /** Removes what a capture leaves, so that the next begins anew. */
  void dropSlots() {
    run(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active",
        "SELECT pg_switch_wal()",
        "CHECKPOINT");
  }

  void makeSlot(String slot, String publication, String table) {
    run(
        "CREATE PUBLICATION " + publication + " FOR TABLE " + table,
        "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
  }

  /** The settings of a subject that reads by itself. */
  Map<String, String> bare(String table, String slot, String publication) {
    return Map.of(
        "url",
        server.jdbcUrl(),
        "user",
        server.user(),
        "password",
        server.password(),
        "table",
        table,
        "slot",
        slot,
        "publication",
        publication);
  }

  /**
   * The settings of a Millrace source.
   *
   * @param slot also names its publication
   */
  public Map<String, String> millrace(String kind, String table, String slot) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kind", kind);
    settings.put("schema", "public");
    settings.put("table", table);
    settings.put("source.hostname", server.host());
    settings.put("source.port", Integer.toString(server.port()));
    settings.put("source.database", server.database());
    settings.put("source.user", server.user());
    settings.put("source.password", server.password());
    settings.put("source.tables", "public." + table);
    settings.put("source.slot-name", slot);
    return settings;
  }

  /** The settings of Debezium's engine. */
  Map<String, String> debezium(String table, String slot, String publication) {
    Map<String, String> settings = new HashMap<>();
    settings.put("debezium.connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.put("debezium.database.hostname", server.host());
    settings.put("debezium.database.port", Integer.toString(server.port()));
    settings.put("debezium.database.user", server.user());
    settings.put("debezium.database.password", server.password());
    settings.put("debezium.database.dbname", server.database());
    settings.put("debezium.plugin.name", "pgoutput");
    settings.put("debezium.slot.name", slot);
    settings.put("debezium.publication.name", publication);
    settings.put("debezium.publication.autocreate.mode", "filtered");
    settings.put("debezium.table.include.list", "public." + table);
    settings.put("debezium.max.batch.size", "8192");
    settings.put("debezium.max.queue.size", "32768");
    return settings;
  }

  @Override
  public void close() {
    server.close();
  }
}
