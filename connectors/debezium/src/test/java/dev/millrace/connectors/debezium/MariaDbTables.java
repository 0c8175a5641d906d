package dev.millrace.connectors.debezium;

import dev.millrace.connectors.conformance.Dialect;
import dev.millrace.connectors.conformance.MySqlDialect;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * The tables of random work on MariaDB. TYPES.md of both connectors name what is not here, because
 * Debezium makes something else of it: dates that are none (NULL there, text here), {@code inet4}
 * and {@code inet6} (not there), columns computed when read (not here).
 */
final class MariaDbTables implements RandomWork.Tables {
  /** No such column, and no such savepoint: a change of a table ends the transaction. */
  private static final Set<Integer> MEANINGLESS = Set.of(1054, 1305);

  private static final List<List<String>> TYPES =
      List.of(
          List.of("boolean", "true", "-7"),
          List.of("tinyint unsigned", "255"),
          List.of("smallint", "-32768", "5"),
          List.of("mediumint unsigned", "16777215"),
          List.of("int unsigned", "4294967295"),
          List.of("int(5) zerofill", "42"),
          List.of("bigint", "9223372036854775807", "-1"),
          List.of("bigint unsigned", "18446744073709551615", "1"),
          List.of("float", "3.1415927", "-1e-30", "16777216"),
          List.of("double", "0.1", "1e300", "-2.5"),
          List.of("decimal(18,6)", "-12.5", "123456789012.654321"),
          List.of("decimal(65,5)", "-1.5", "0"),
          List.of("bit(1)", "b'1'", "b'0'"),
          List.of("bit(64)", "b'1'", "~0"),
          List.of("char(5)", "'ab'", "''"),
          List.of("varchar(50)", "'Zürich 😀'", "'a  '"),
          List.of("varchar(50) character set latin1", "'Zürich €'"),
          List.of("varchar(50) character set gbk", "'中文'"),
          List.of("text character set utf8mb3", "'日本'", "'q\\'\\\\'"),
          List.of("binary(4)", "0x00FF", "0x61000000"),
          List.of("varbinary(10)", "0x00FF00", "''"),
          List.of("longblob", "repeat(0x00ff, 500)", "''"),
          List.of("enum('ok','so so','ü')", "'so so'", "'ü'"),
          List.of("set('a','b','c')", "'c,a'", "''"),
          List.of("date", "'2026-02-28'", "'1000-01-01'", "'9999-12-31'"),
          List.of("time", "'23:59:59'", "'-838:59:59'"),
          List.of("time(6)", "'-00:00:00.000001'", "'100:00:00.5'"),
          List.of("datetime", "'2026-01-31 23:59:59'"),
          List.of("datetime(6)", "'1000-01-01 00:00:00.5'", "'9999-12-31 23:59:59.999999'"),
          List.of("timestamp NULL", "'2026-01-31 23:59:59'", "'1970-01-01 00:00:01'"),
          List.of("timestamp(3) NULL", "'2026-01-31 23:59:59.123'"),
          List.of("year", "2026", "0", "1901"),
          List.of("json", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("uuid", "'123e4567-e89b-12d3-a456-426614174000'"),
          List.of("point", "ST_GeomFromText('POINT(1.5 -2)', 4326)"),
          List.of("int AS (n + 1) STORED", "DEFAULT"),
          List.of("int INVISIBLE DEFAULT 5", "6"));

  @Override
  public Dialect dialect() {
    return new MySqlDialect();
  }

  @Override
  public boolean isExpected(SQLException failure) {
    return dialect().isExpected(failure) || MEANINGLESS.contains(failure.getErrorCode());
  }

  @Override
  public List<List<String>> types() {
    return TYPES;
  }

  @Override
  public List<String> made(String typed) {
    return List.of(
        "CREATE TABLE typed (" + typed + ")",
        "CREATE TABLE pair (a int, b varchar(20), n bigint, t text, PRIMARY KEY (b, a))",
        "CREATE TABLE bag (id int, n bigint, t text)",
        "CREATE TABLE wide (id int PRIMARY KEY, n bigint, big text, doc json)",
        "CREATE TABLE changing (id int PRIMARY KEY, n bigint)",
        "INSERT INTO pair SELECT seq, 'b', 0, 't' FROM seq_0_to_119",
        "INSERT INTO bag SELECT seq, 0, 't' FROM seq_0_to_119",
        "INSERT INTO wide SELECT seq, 0, repeat('x', 3000), NULL FROM seq_0_to_119",
        "INSERT INTO changing SELECT seq, 0 FROM seq_0_to_119");
  }

  @Override
  public List<String> addedColumns() {
    return List.of("int", "text FIRST", "numeric(10,2) AFTER id");
  }

  @Override
  public List<String> noWaiting() {
    return List.of(
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "SET innodb_lock_wait_timeout = 0, lock_wait_timeout = 0");
  }
}
