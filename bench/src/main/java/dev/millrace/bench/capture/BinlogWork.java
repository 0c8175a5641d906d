package dev.millrace.bench.capture;

import dev.millrace.bench.Main;
import dev.millrace.testing.DatabaseServer;
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.MySqlServer;
import dev.millrace.testing.ServerOptions;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server with a binary log, MariaDB or MySQL, and what the subjects read of it. */
final class BinlogWork implements AutoCloseable {
  /** A transaction of the mixed changes: this many rows inserted, as many updated, half deleted. */
  private static final int INSERTS = 20;

  private static final int CHANGES_A_TRANSACTION = 2 * INSERTS + INSERTS / 2;

  /** Of so many records that the mixed changes bring one is the tombstone behind a removal. */
  static final int RECORDS_A_TOMBSTONE = (CHANGES_A_TRANSACTION + INSERTS / 2) / (INSERTS / 2);

  private static final int BLOCK = 100_000;

  private static final String COLUMNS =
      """
      id bigint PRIMARY KEY, order_id int NOT NULL, item_id int NOT NULL, line int NOT NULL,
      quantity decimal(12,2) NOT NULL, status varchar(20) NOT NULL, sku varchar(20) NOT NULL,
      description varchar(60) NOT NULL, changed datetime(6) NOT NULL, due date, open boolean NOT
      NULL, remark text""";

  /** One row by its number; every third has no date, three of four have no remark. */
  private static final String VALUES =
      """
      i, i DIV 5, i * 7919 % 100000, i % 5, (i % 100000) / 100.0,
      elt(1 + i % 4, 'open', 'picked', 'shipped', 'invoiced'), concat('SKU-', i * 7919 % 100000),
      concat('Hexagon bolt M', i % 40, ', stainless, zinc plated, box of ', i % 500),
      timestamp '2026-01-01 00:00:00' + INTERVAL (i % 31536000 * 1000001) MICROSECOND,
      IF(i % 3 > 0, date '2026-01-01' + INTERVAL (i % 365) DAY, NULL), i % 2 = 0,
      IF(i % 4 = 0, concat('deliver to gate ', i % 20), NULL)""";

  private static final String SMALL = "i, i % 1000, concat('row ', i)";

  private final DatabaseServer server;
  private final Peer peer;

  /** Debezium's connector for a server, and what its process needs besides to run it. */
  private record Peer(String connector, String moreClasses) {}

  private BinlogWork(DatabaseServer server, Peer peer) {
    this.server = server;
    this.peer = peer;
  }

  static BinlogWork mariaDb(Path folder) {
    return of(
        MariaDbServer.start(folder, options().with("innodb-log-file-size", "1G")),
        new Peer("io.debezium.connector.mariadb.MariaDbConnector", ""));
  }

  /** MySQL's own driver, which is not ours to ship, is nowhere but in the peer's process. */
  static BinlogWork mySql(Path folder) {
    String classes = File.pathSeparator + Main.home().resolve("bench/target/peer") + "/*";
    return of(
        MySqlServer.start(folder, options().with("innodb-redo-log-capacity", "1G")),
        new Peer("io.debezium.connector.mysql.MySqlConnector", classes));
  }

  private static ServerOptions options() {
    return ServerOptions.defaults()
        .with("innodb-buffer-pool-size", "512M")
        .with("innodb-flush-log-at-trx-commit", "2")
        .with("sync-binlog", "0")
        .with("max-binlog-size", "1G");
  }

  private static BinlogWork of(DatabaseServer server, Peer peer) {
    BinlogWork work = new BinlogWork(server, peer);
    work.run(
        "CREATE TABLE number (n bigint PRIMARY KEY)",
        "INSERT INTO number WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM"
            + " counted WHERE n < 999) SELECT n FROM counted");
    return work;
  }

  DatabaseServer server() {
    return server;
  }

  void run(String... statements) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot prepare the database: " + e.getMessage(), e);
    }
  }

  /** A query of the numbers from one to another, as {@code i}. */
  private static String numbers(long from, long to) {
    long thousands = (to - from) / 1_000 + 1;
    return "(SELECT %1$d + a.n + 1000 * b.n + 1000000 * c.n AS i FROM number a, number b, number c WHERE b.n < %2$d AND c.n < %3$d HAVING i <= %4$d) s"
        .formatted(from, Math.min(thousands, 1_000), (thousands - 1) / 1_000 + 1, to);
  }

  /** Makes a table of so many rows; the binary log has none of them. */
  void makeRows(String table, long rows) {
    makeEmpty(table);
    fill(table, VALUES, rows);
  }

  /** Makes a table of so many small rows; the binary log has none of them. */
  void makeSmallRows(String table, long rows) {
    makeSmall(table);
    fill(table, SMALL, rows);
  }

  void makeSmall(String table) {
    run(
        "CREATE TABLE "
            + table
            + " (id bigint PRIMARY KEY, n int NOT NULL, t varchar(20) NOT NULL)");
  }

  /** Inserts so many small rows in one transaction. */
  void insertAtOnce(String table, long rows) {
    run("INSERT INTO " + table + " SELECT " + SMALL + " FROM " + numbers(1, rows));
  }

  private void fill(String table, String values, long rows) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET sql_log_bin = 0");
      for (long from = 1; from <= rows; from += BLOCK) {
        statement.execute(
            "INSERT INTO "
                + table
                + " SELECT "
                + values
                + " FROM "
                + numbers(from, Math.min(rows, from + BLOCK - 1)));
      }
      statement.execute("ANALYZE TABLE " + table);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot fill a table: " + e.getMessage(), e);
    }
  }

  void makeEmpty(String table) {
    run("CREATE TABLE " + table + " (" + COLUMNS + ")");
  }

  /** Changes a table in many small transactions; returns how many changes that were. */
  long change(String table, long about) {
    long transactions = about / CHANGES_A_TRANSACTION;
    run(
        "DROP PROCEDURE IF EXISTS change_rows",
        """
        CREATE PROCEDURE change_rows()
        BEGIN
          DECLARE t bigint DEFAULT 1;
          WHILE t <= %2$d DO
            START TRANSACTION;
            INSERT INTO %1$s SELECT %3$s FROM
              (SELECT t * %4$d + n AS i FROM number WHERE n < %4$d) s;
            UPDATE %1$s SET quantity = quantity + 1, status = 'changed', changed = changed + INTERVAL 1 DAY
              WHERE id >= t * %4$d AND id < t * %4$d + %4$d;
            DELETE FROM %1$s WHERE id >= t * %4$d AND id < t * %4$d + %4$d / 2;
            COMMIT;
            SET t = t + 1;
          END WHILE;
        END"""
            .formatted(table, transactions, VALUES, INSERTS),
        "CALL change_rows()");
    return transactions * CHANGES_A_TRANSACTION;
  }

  /** The settings of a subject that reads by itself, from the log's end on. */
  Map<String, String> bare(String table) {
    Map<String, String> settings = new HashMap<>();
    settings.put("url", server.jdbcUrl());
    settings.put("host", server.host());
    settings.put("port", Integer.toString(server.port()));
    settings.put("user", server.user());
    settings.put("password", server.password());
    settings.put("table", table);
    settings.putAll(end());
    return settings;
  }

  /** Where the binary log ends. */
  private Map<String, String> end() {
    List<String> end = ask(isMySql() ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    return Map.of("file", end.get(0), "position", end.get(1));
  }

  /** The transactions that the binary log has. */
  private String transactions() {
    return ask("SELECT @@global." + (isMySql() ? "gtid_executed" : "gtid_binlog_pos")).get(0);
  }

  private boolean isMySql() {
    return server instanceof MySqlServer;
  }

  /** The first row. */
  private List<String> ask(String sql) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
        row.add(found.getString(i));
      }
      return row;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot ask the database: " + e.getMessage(), e);
    }
  }

  /** The settings of a Millrace source. No subject encrypts what it reads. */
  Map<String, String> millrace(String kind, String table) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kind", kind);
    settings.put("schema", server.database());
    settings.put("table", table);
    settings.put("source.hostname", server.host());
    settings.put("source.port", Integer.toString(server.port()));
    settings.put("source.user", server.user());
    settings.put("source.password", server.password());
    if (isMySql()) {
      settings.put("source.sslmode", "disabled");
    }
    settings.put("source.tables", server.database() + "." + table);
    return settings;
  }

  /** The settings of Debezium's engine. */
  Map<String, String> debezium(String table) {
    Map<String, String> settings = new HashMap<>();
    settings.put("debezium.connector.class", peer.connector());
    settings.put("debezium.database.hostname", server.host());
    settings.put("debezium.database.port", Integer.toString(server.port()));
    settings.put("debezium.database.user", server.user());
    settings.put("debezium.database.password", server.password());
    if (isMySql()) {
      settings.put("debezium.database.ssl.mode", "disabled");
    }
    settings.put("debezium.database.server.id", "7001");
    settings.put("debezium.database.include.list", server.database());
    settings.put("debezium.table.include.list", server.database() + "." + table);
    settings.put(
        "debezium.schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory");
    settings.put("debezium.max.batch.size", "8192");
    settings.put("debezium.max.queue.size", "32768");
    settings.put(Children.MORE_CLASSES, peer.moreClasses());
    return settings;
  }

  /** The same, from where the log ends now. */
  Map<String, String> debeziumFromNow(String table) {
    Map<String, String> settings = debezium(table);
    Map<String, String> end = end();
    settings.put("debezium.snapshot.mode", "recovery");
    settings.put("debezium.offset.storage", FixedOffset.class.getName());
    settings.put(
        "debezium." + FixedOffset.OFFSET,
        "{\"file\":\"%s\",\"pos\":%s,\"gtids\":\"%s\"}"
            .formatted(end.get("file"), end.get("position"), transactions()));
    return settings;
  }

  @Override
  public void close() {
    server.close();
  }
}
