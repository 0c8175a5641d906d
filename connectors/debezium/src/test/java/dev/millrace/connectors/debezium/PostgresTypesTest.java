package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector.ConsistentRead;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.ReadRows;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.log.EmbeddedBroker;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of the table in TYPES.md: snapshot, stream and the consistent read agree. */
class PostgresTypesTest {
  /** Column, type, and values as SQL. */
  private static final List<List<String>> TYPES =
      List.of(
          List.of("c_bool", "boolean", "true", "false"),
          List.of("c_int2", "smallint", "-32768", "32767"),
          List.of("c_int4", "integer", "-2147483648", "7"),
          List.of("c_int8", "bigint", "9223372036854775807", "-9223372036854775808"),
          List.of("c_oid", "oid", "4294967295"),
          List.of("c_float4", "real", "3.1415927", "'NaN'", "'-Infinity'", "1e-30"),
          List.of("c_float8", "float8", "0.1", "'Infinity'", "1e300"),
          List.of("c_numeric", "numeric(18,6)", "-12.500000", "0", "123456789012.654321"),
          List.of("c_wide", "numeric(38,10)", "1234567890123456789012345678.0123456789", "-1"),
          List.of("c_wider", "numeric(60,5)", "-1.50000", "12345678901234567890123456789012345"),
          List.of("c_unbounded", "numeric", "1.500", "'NaN'", "1e40", "'-Infinity'", "0.00"),
          List.of("c_money", "money", "12.34", "-1234567.89"),
          List.of("c_text", "text", "'Zürich 😀'", "''"),
          List.of("c_varchar", "varchar(20)", "'x'"),
          List.of("c_char", "char(5)", "'ab'"),
          List.of("c_onechar", "\"char\"", "'q'"),
          List.of("c_name", "name", "'n'"),
          List.of("c_bytea", "bytea", "'\\x00ff10'", "'\\x'"),
          List.of(
              "c_date",
              "date",
              "'2026-02-28'",
              "'infinity'",
              "'-infinity'",
              "'0044-03-15 BC'",
              "'1500-01-01'",
              "'12026-01-01'"),
          List.of("c_time", "time", "'23:59:59.999999'", "'00:00'", "'24:00'"),
          List.of("c_timetz", "timetz", "'10:00:00.5+02'", "'00:00-12'"),
          List.of(
              "c_ts",
              "timestamp",
              "'2026-01-31 23:59:59.123456'",
              "'infinity'",
              "'-infinity'",
              "'1500-01-01 00:00:00.5'",
              "'0044-03-15 12:00 BC'",
              "'12026-01-01'"),
          List.of("c_ts3", "timestamp(3)", "'2026-01-31 23:59:59.123'"),
          List.of(
              "c_tstz",
              "timestamptz",
              "'2026-01-31 23:59:59.123456+05:30'",
              "'infinity'",
              "'-infinity'",
              "'1500-01-01 00:00:00.5Z'",
              "'0044-03-15 12:00Z BC'",
              "'12026-01-01Z'"),
          List.of("c_tstz0", "timestamptz(0)", "'2026-01-31 23:59:59Z'"),
          List.of(
              "c_interval",
              "interval",
              "'1 year 2 mons -3 days 04:05:06.789'",
              "'-00:00:00.5'",
              "'0'"),
          List.of("c_uuid", "uuid", "'123e4567-e89b-12d3-a456-426614174000'"),
          List.of("c_json", "json", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("c_jsonb", "jsonb", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of(
              "c_hstore", "hstore", "'b=>1, a=>NULL, \"q\"\"=>\"x y\"'".replace("\"q\"\"", "q")),
          List.of("c_mood", "mood", "'ok'", "'so so'"),
          List.of("c_moods", "mood[]", "'{ok,\"so so\",NULL}'"),
          List.of("c_domain", "quantity", "12.34"),
          List.of("c_label", "label", "'l'"),
          List.of("c_whole", "whole", "5"),
          List.of("c_ints", "int[]", "'{1,NULL,-3}'", "'{}'", "'{{1,2},{3,4}}'"),
          List.of("c_texts", "text[]", "'{\"a b\",\"q\\\"\\\\\",NULL,\"NULL\",ü}'"),
          List.of("c_numerics", "numeric[]", "'{1.50,NaN}'"),
          List.of("c_bools", "boolean[]", "'{t,f,NULL}'"),
          List.of("c_dates", "date[]", "'{2026-02-28}'"),
          List.of("c_tss", "timestamp[]", "'{\"2026-01-31 23:59:59.5\"}'"),
          List.of("c_tstzs", "timestamptz[]", "'{\"2026-01-31 23:59:59.5+02\"}'"),
          List.of("c_uuids", "uuid[]", "'{123e4567-e89b-12d3-a456-426614174000}'"),
          List.of("c_jsonbs", "jsonb[]", "ARRAY['{\"a\": 1}'::jsonb]"),
          List.of("c_byteas", "bytea[]", "ARRAY['\\x00ff'::bytea]"),
          List.of("c_intervals", "interval[]", "'{1 day}'"),
          List.of("c_bit", "bit", "B'1'"),
          List.of("c_bits", "bit(10)", "B'1000000001'"),
          List.of("c_varbit", "varbit(10)", "B'0001'", "B''"),
          List.of("c_inet", "inet", "'10.0.0.1/8'"),
          List.of("c_cidr", "cidr", "'10.0.0.0/8'"),
          List.of("c_macaddr", "macaddr", "'08:00:2b:01:02:03'"),
          List.of("c_int4range", "int4range", "'[1,5)'"),
          List.of("c_numrange", "numrange", "'(1.5,)'"),
          List.of("c_multirange", "int4multirange", "'{[1,3),[5,7)}'"),
          List.of("c_point", "point", "'(1.5,-2)'"),
          List.of("c_box", "box", "'(1,1),(0,0)'"),
          List.of("c_polygon", "polygon", "'((0,0),(1,1),(1,0))'"),
          List.of("c_circle", "circle", "'<(0,0),2>'"),
          List.of("c_lsn", "pg_lsn", "'16/B374D848'"),
          List.of("c_tsvector", "tsvector", "'a:1 b:2'"),
          List.of("c_xml", "xml", "'<a>1</a>'"),
          List.of("c_composite", "pair", "'(1,\"a b\")'"),
          List.of("c_default", "int DEFAULT 42", "NULL", "1"),
          List.of("c_textdefault", "text[] DEFAULT '{a}'", "NULL"),
          List.of("c_numdefault", "numeric DEFAULT 1.5", "NULL"));

  @Test
  void snapshotStreamAndReadGiveEqualValues(@TempDir Path folder) throws Exception {
    try (PostgresServer server = PostgresServer.start(folder.resolve("postgres"));
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      SourceConfig source =
          new SourceConfig(
              "erp",
              PostgresConnector.KIND,
              Map.of(
                  "hostname", server.host(),
                  "port", Integer.toString(server.port()),
                  "database", server.database(),
                  "user", server.user(),
                  "password", server.password()));
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION hstore");
        statement.execute("CREATE TYPE mood AS ENUM ('ok', 'so so')");
        statement.execute("CREATE DOMAIN quantity AS numeric(10,2) CHECK (VALUE > 0)");
        statement.execute("CREATE DOMAIN label AS text");
        statement.execute("CREATE DOMAIN whole AS int");
        statement.execute("CREATE TYPE pair AS (a int, b text)");
        statement.execute(createTable());
        List<String> inserts = inserts();
        for (int i = 0; i < inserts.size(); i++) {
          statement.execute(inserts.get(i).replace(":id", Integer.toString(i)));
        }
        try (Run run =
            new Run(
                new DebeziumTask(),
                new PostgresConnector(),
                source,
                broker.bootstrapServers(),
                new Run.Offsets())) {
          run.until("erp.public.types", inserts.size());
          TableSchema bySnapshot = schema(run);
          for (int i = 0; i < inserts.size(); i++) {
            statement.execute(inserts.get(i).replace(":id", Integer.toString(1000 + i)));
          }
          List<Change> changes = run.until("erp.public.types", 2 * inserts.size());
          TableSchema byStream = schema(run);
          assertThat(byStream).isEqualTo(bySnapshot);
          List<Map<String, Object>> snapshot = rows(changes.subList(0, inserts.size()));
          List<Map<String, Object>> stream =
              rows(changes.subList(inserts.size(), 2 * inserts.size()));
          assertThat(stream).isEqualTo(snapshot);
          Map<Object, Map<String, Object>> captured = new HashMap<>();
          for (Change change : changes) {
            captured.put(change.row().get("id"), change.row());
          }
          try (ConsistentRead read = new PostgresConnector().openConsistentRead(source)) {
            assertThat(ReadRows.byId(read, bySnapshot)).isEqualTo(captured);
          }
        }
      }
    }
  }

  private static List<Map<String, Object>> rows(List<Change> changes) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Change change : changes) {
      Map<String, Object> row = new HashMap<>(change.row());
      row.remove("id");
      rows.add(row);
    }
    return rows;
  }

  private static TableSchema schema(Run run) {
    return run.schemas().current(TableName.raw("erp", "public", "types")).orElseThrow();
  }

  private static String createTable() {
    StringBuilder sql = new StringBuilder("CREATE TABLE types (id int PRIMARY KEY");
    TYPES.forEach(type -> sql.append(", ").append(type.get(0)).append(' ').append(type.get(1)));
    return sql.append(')').toString();
  }

  /** As many rows as the type with the most values has; others repeat their first, then NULL. */
  private static List<String> inserts() {
    List<String> inserts = new ArrayList<>();
    int rows = TYPES.stream().mapToInt(type -> type.size() - 2).max().orElseThrow() + 1;
    for (int row = 0; row < rows; row++) {
      StringBuilder sql = new StringBuilder("INSERT INTO types VALUES (:id");
      for (List<String> type : TYPES) {
        sql.append(", ").append(row + 2 < type.size() ? type.get(row + 2) : "NULL");
      }
      inserts.add(sql.append(')').toString());
    }
    return inserts;
  }
}
