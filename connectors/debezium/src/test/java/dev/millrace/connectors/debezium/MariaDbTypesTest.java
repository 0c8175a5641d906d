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
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.ServerOptions;
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
class MariaDbTypesTest {
  /** Column, type, and values as SQL. */
  private static final List<List<String>> TYPES =
      List.of(
          List.of("c_bool", "boolean", "true", "false", "7"),
          List.of("c_tiny", "tinyint", "-128", "127"),
          List.of("c_utiny", "tinyint unsigned", "255", "0"),
          List.of("c_small", "smallint", "-32768"),
          List.of("c_usmall", "smallint unsigned", "65535"),
          List.of("c_medium", "mediumint", "-8388608"),
          List.of("c_umedium", "mediumint unsigned", "16777215"),
          List.of("c_int", "int", "-2147483648"),
          List.of("c_zerofill", "int(5) zerofill", "42"),
          List.of("c_uint", "int unsigned", "4294967295"),
          List.of("c_big", "bigint", "-9223372036854775808"),
          List.of("c_ubig", "bigint unsigned", "18446744073709551615", "1"),
          List.of("c_decimal", "decimal(18,6)", "-12.500000", "0"),
          List.of("c_wide", "decimal(38,10)", "1234567890123456789012345678.0123456789"),
          List.of("c_wider", "decimal(65,5)", "-1.5"),
          List.of("c_udecimal", "decimal(10,2) unsigned", "1.5"),
          List.of("c_float", "float", "3.1415927", "1e-30", "16777216"),
          List.of("c_double", "double", "0.1", "1e300"),
          List.of("c_bit1", "bit(1)", "b'1'"),
          List.of("c_bit10", "bit(10)", "b'1000000001'"),
          List.of("c_bit64", "bit(64)", "b'1'", "0xFFFFFFFFFFFFFFFE"),
          List.of("c_char", "char(5)", "'ab'"),
          List.of("c_varchar", "varchar(50)", "'Zürich 😀'", "''"),
          List.of("c_latin", "varchar(50) character set latin1", "'Zürich'"),
          List.of("c_text", "text", "'x\\ny'"),
          List.of("c_longtext", "longtext", "'long'"),
          List.of("c_binary", "binary(4)", "0x00FF", "0x61000000"),
          List.of("c_varbinary", "varbinary(10)", "0x00FF00", "''"),
          List.of("c_blob", "blob", "0x00FF"),
          List.of("c_enum", "enum('ok','so so','ü')", "'so so'", "'ü'"),
          List.of("c_set", "set('a','b','c')", "'a,c'", "''"),
          List.of("c_date", "date", "'2026-02-28'", "'0000-00-00'", "'1000-01-01'", "'2026-00-00'"),
          List.of("c_time", "time", "'23:59:59'", "'-838:59:59'"),
          List.of("c_time6", "time(6)", "'23:59:59.123456'", "'100:00:00.5'"),
          List.of("c_datetime", "datetime", "'2026-01-31 23:59:59'", "'0000-00-00 00:00:00'"),
          List.of("c_datetime3", "datetime(3)", "'2026-01-31 23:59:59.123'"),
          List.of(
              "c_datetime6",
              "datetime(6)",
              "'2026-01-31 23:59:59.123456'",
              "'1000-01-01 00:00:00.5'",
              "'9999-12-31 23:59:59.999999'"),
          List.of(
              "c_timestamp", "timestamp NULL", "'2026-01-31 23:59:59'", "'0000-00-00 00:00:00'"),
          List.of("c_timestamp6", "timestamp(6) NULL", "'2026-01-31 23:59:59.123456'"),
          List.of("c_year", "year", "2026", "0"),
          List.of("c_json", "json", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("c_uuid", "uuid", "'123e4567-e89b-12d3-a456-426614174000'"),
          List.of("c_point", "point", "ST_GeomFromText('POINT(1.5 -2)', 4326)"),
          List.of("c_geometry", "geometry", "ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 0))')"),
          List.of("c_default", "int DEFAULT 42", "NULL"));

  @Test
  void snapshotStreamAndReadGiveEqualValues(@TempDir Path folder) throws Exception {
    try (MariaDbServer server =
            MariaDbServer.start(
                folder.resolve("mariadb"),
                ServerOptions.defaults().with("default-time-zone", "+05:30"));
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("log"), 0)) {
      SourceConfig source =
          new SourceConfig(
              "erp",
              MariaDbConnector.KIND,
              Map.of(
                  "hostname", server.host(),
                  "port", Integer.toString(server.port()),
                  "database", server.database(),
                  "user", server.user(),
                  "password", server.password()));
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("SET sql_mode = ''");
        statement.execute(createTable());
        statement.execute("CREATE TABLE nothing_yet (id int PRIMARY KEY, x JSON)");
        List<String> inserts = inserts();
        for (int i = 0; i < inserts.size(); i++) {
          statement.execute(inserts.get(i).replace(":id", Integer.toString(i)));
        }
        try (Run run =
            new Run(
                new DebeziumTask(),
                new MariaDbConnector(),
                source,
                broker.bootstrapServers(),
                new Run.Offsets())) {
          run.until("erp.test.types", inserts.size());
          TableSchema bySnapshot = schema(run);
          for (int i = 0; i < inserts.size(); i++) {
            statement.execute(inserts.get(i).replace(":id", Integer.toString(1000 + i)));
          }
          List<Change> changes = run.until("erp.test.types", 2 * inserts.size());
          TableSchema byStream = schema(run);
          assertThat(changes).extracting(Change::position).isSorted();
          List<Map<String, Object>> snapshot = rows(changes.subList(0, inserts.size()));
          List<Map<String, Object>> stream =
              rows(changes.subList(inserts.size(), 2 * inserts.size()));
          assertThat(byStream).isEqualTo(bySnapshot);
          assertThat(stream).isEqualTo(snapshot);
          Map<Object, Map<String, Object>> captured = new HashMap<>();
          for (Change change : changes) {
            captured.put(change.row().get("id"), change.row());
          }
          try (ConsistentRead read = new MariaDbConnector().openConsistentRead(source)) {
            assertThat(ReadRows.byId(read, bySnapshot)).isEqualTo(captured);
          }
          assertThat(run.schemas().all())
              .anyMatch(schema -> schema.name().toString().equals("erp.test.nothing_yet"));
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
    return run.schemas().current(TableName.raw("erp", "test", "types")).orElseThrow();
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
