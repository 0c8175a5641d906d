package dev.millrace.connectors.debezium;

import dev.millrace.connectors.conformance.Dialect;
import dev.millrace.connectors.conformance.PostgresDialect;
import java.sql.SQLException;
import java.util.List;

/** The tables of random work on PostgreSQL. */
final class PostgresTables implements RandomWork.Tables {
  private static final String NO_COLUMN = "42703";

  private static final List<List<String>> TYPES =
      List.of(
          List.of("boolean", "true", "false"),
          List.of("smallint", "-32768", "5"),
          List.of("bigint", "9223372036854775807", "-1"),
          List.of("real", "3.1415927", "'NaN'", "'-Infinity'"),
          List.of("float8", "0.1", "1e300", "'Infinity'", "-0.0"),
          List.of("numeric(18,6)", "-12.5", "123456789012.654321"),
          List.of("numeric", "1.500", "'NaN'", "1e40", "0.00"),
          List.of("money", "12.34", "-1234567.89"),
          List.of("text", "'Zürich 😀'", "''"),
          List.of("char(5)", "'ab'"),
          List.of("bytea", "'\\x00ff10'", "'\\x'"),
          List.of("date", "'2026-02-28'", "'infinity'", "'0044-03-15 BC'"),
          List.of("time", "'23:59:59.999999'", "'24:00'"),
          List.of("timetz", "'10:00:00.5+02'"),
          List.of("timestamp", "'2026-01-31 23:59:59.123456'", "'-infinity'", "'1500-01-01'"),
          List.of("timestamptz", "'2026-01-31 23:59:59.123456+05:30'", "'infinity'"),
          List.of("interval", "'1 year 2 mons -3 days 04:05:06.789'", "'0'"),
          List.of("uuid", "'123e4567-e89b-12d3-a456-426614174000'"),
          List.of("json", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("jsonb", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("mood", "'ok'", "'so so'"),
          List.of("int[]", "'{1,NULL,-3}'", "'{}'", "'{{1,2},{3,4}}'"),
          List.of("text[]", "'{\"a b\",\"q\\\"\\\\\",NULL,\"NULL\",ü}'"),
          List.of("quantity", "12.34"),
          List.of("varbit(10)", "B'0001'", "B''"),
          List.of("inet", "'10.0.0.1/8'"),
          List.of("int4range", "'[1,5)'", "'empty'"),
          List.of("point", "'(1.5,-2)'"));

  @Override
  public Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  public boolean isExpected(SQLException failure) {
    return dialect().isExpected(failure) || NO_COLUMN.equals(failure.getSQLState());
  }

  @Override
  public List<List<String>> types() {
    return TYPES;
  }

  @Override
  public List<String> made(String typed) {
    return List.of(
        "CREATE TYPE mood AS ENUM ('ok', 'so so')",
        "CREATE DOMAIN quantity AS numeric(10,2)",
        "CREATE TABLE typed (" + typed + ")",
        "CREATE TABLE pair (a int, b text, n bigint, t text, PRIMARY KEY (b, a))",
        "CREATE TABLE bag (id int, n bigint, t text)",
        "CREATE TABLE wide (id int PRIMARY KEY, n bigint, big text, doc jsonb)",
        "ALTER TABLE wide ALTER big SET STORAGE EXTERNAL, ALTER doc SET STORAGE EXTERNAL",
        "CREATE TABLE changing (id int PRIMARY KEY, n bigint)",
        "INSERT INTO pair SELECT i, 'b', 0, 't' FROM generate_series(0, 119) i",
        "INSERT INTO bag SELECT i, 0, 't' FROM generate_series(0, 119) i",
        "INSERT INTO wide SELECT i, 0, repeat('x', 3000) FROM generate_series(0, 119) i",
        "INSERT INTO changing SELECT i, 0 FROM generate_series(0, 119) i");
  }

  @Override
  public List<String> addedColumns() {
    return List.of("int", "text", "numeric(10,2)");
  }

  @Override
  public List<String> noWaiting() {
    return List.of("SET lock_timeout = '100ms'");
  }
}
