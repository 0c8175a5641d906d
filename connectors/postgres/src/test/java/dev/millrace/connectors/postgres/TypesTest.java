package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.capture.UnfitValue;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every type of the table in TYPES.md: what a COPY gives, what the stream of changes gives and what
 * the independent read makes of the server's text agree.
 */
class TypesTest {
  private static final String OLDER = "15";
  private static final String USUAL = "";

  /** Column, type, and values as SQL. */
  private static final List<List<String>> TYPES =
      List.of(
          List.of("c_bool", "boolean", "true", "false"),
          List.of("c_int2", "smallint", "-32768", "32767"),
          List.of("c_int4", "integer", "-2147483648", "7"),
          List.of("c_int8", "bigint", "9223372036854775807", "-9223372036854775808"),
          List.of("c_oid", "oid", "4294967295"),
          List.of("c_xid", "xid", "'4294967295'"),
          List.of("c_xid8", "xid8", "'18446744073709551615'"),
          List.of("c_float4", "real", "3.1415927", "'NaN'", "'-Infinity'", "1e-30", "'-0'"),
          List.of("c_float8", "float8", "0.1", "'Infinity'", "1e300", "'NaN'", "5e-324"),
          List.of("c_numeric", "numeric(18,6)", "-12.500000", "0", "123456789012.654321"),
          List.of("c_whole9", "numeric(9)", "-999999999", "10000", "0"),
          List.of("c_places", "numeric(4,4)", "0.0001", "-0.9999", "0.1"),
          List.of(
              "c_wide",
              "numeric(38,10)",
              "1234567890123456789012345678.0123456789",
              "-1",
              "0",
              "9999999999999999999999999999.9999999999",
              "0.0000000001"),
          List.of("c_wider", "numeric(60,5)", "-1.50000", "12345678901234567890123456789012345"),
          List.of("c_hundreds", "numeric(5,-2)", "1234567", "-100"),
          List.of("c_small", "numeric(3,5)", "0.00999"),
          List.of(
              "c_unbounded",
              "numeric",
              "1.500",
              "'NaN'",
              "1e40",
              "'-Infinity'",
              "'Infinity'",
              "0.00",
              "-0.00012300",
              "1e-500",
              "10000.00001"),
          List.of("c_money", "money", "12.34", "-1234567.89", "92233720368547758.07"),
          List.of("c_text", "text", "'Zürich 😀'", "''", "repeat('long', 5000)"),
          List.of("c_varchar", "varchar(20)", "'x'"),
          List.of("c_char", "char(5)", "'ab'"),
          List.of("c_onechar", "\"char\"", "'q'", "''"),
          List.of("c_name", "name", "'n'"),
          List.of("c_citext", "citext", "'MiXed'"),
          List.of("c_bytea", "bytea", "'\\x00ff10'", "'\\x'"),
          List.of(
              "c_date",
              "date",
              "'2026-02-28'",
              "'infinity'",
              "'-infinity'",
              "'0044-03-15 BC'",
              "'1500-01-01'",
              "'12026-01-01'",
              "'5874897-12-31'",
              "'4714-11-24 BC'"),
          List.of("c_time", "time", "'23:59:59.999999'", "'00:00'", "'24:00'"),
          List.of(
              "c_timetz",
              "timetz",
              "'10:00:00.5+02'",
              "'00:00-12'",
              "'24:00Z'",
              "'24:00+02'",
              "'01:00:00.000001+05:30'"),
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
              "'0'",
              "'-13 months 1 day -100:00:01'"),
          List.of("c_uuid", "uuid", "'123e4567-e89b-12d3-a456-426614174000'"),
          List.of("c_json", "json", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("c_jsonb", "jsonb", "'{\"b\": 1, \"a\":  [1.0,null]}'"),
          List.of("c_jsonpath", "jsonpath", "'$.a[*]'"),
          List.of(
              "c_hstore",
              "hstore",
              "'b=>1, a=>NULL, q=>\"x y\"'",
              "''",
              "'\"😀\"=>\"1\", \"ﬁ\"=>\"\\\"\\\\\", \"\u0001\"=>\"\n\"'"),
          List.of("c_ltree", "ltree", "'a.b.c'"),
          List.of("c_mood", "mood", "'ok'", "'so so'"),
          List.of("c_odd", "\"Odd Schema\".\"Odd Type\"", "'é'"),
          List.of("c_domain", "quantity", "12.34"),
          List.of("c_domain2", "half_quantity", "1.50"),
          List.of("c_label", "label", "'l'"),
          List.of("c_whole", "whole", "5"),
          List.of("c_list", "list", "'{1,2}'"),
          List.of("c_bit", "bit", "B'1'", "B'0'"),
          List.of("c_bits", "bit(10)", "B'1000000001'"),
          List.of("c_varbit", "varbit(10)", "B'0001'", "B''"),
          List.of("c_inet", "inet", "'10.0.0.1/8'", "'10.0.0.1'", "'::ffff:1.2.3.4/96'", "'::1'"),
          List.of("c_cidr", "cidr", "'10.0.0.0/8'", "'10.0.0.1/32'", "'2001:db8::/32'"),
          List.of("c_macaddr", "macaddr", "'08:00:2b:01:02:03'"),
          List.of("c_macaddr8", "macaddr8", "'08:00:2b:01:02:03:04:ff'"),
          List.of("c_int4range", "int4range", "'[1,5)'", "'empty'", "'(,)'"),
          List.of("c_numrange", "numrange", "'(1.5,)'"),
          List.of("c_tstzrange", "tstzrange", "'[2026-01-01 00:00Z,infinity]'"),
          List.of("c_multirange", "int4multirange", "'{[1,3),[5,7)}'", "'{}'"),
          List.of("c_point", "point", "'(1.5,-2)'", "'(1e30,1e-7)'", "'(NaN,Infinity)'"),
          List.of("c_line", "line", "'{1,2,3}'"),
          List.of("c_lseg", "lseg", "'[(1,1),(0,0)]'"),
          List.of("c_box", "box", "'(1,1),(0,0)'"),
          List.of("c_path", "path", "'((0,0),(1,1))'", "'[(0,0),(1,1)]'"),
          List.of("c_polygon", "polygon", "'((0,0),(1,1),(1,0))'"),
          List.of("c_circle", "circle", "'<(0,0),2>'"),
          List.of("c_lsn", "pg_lsn", "'16/B374D848'", "'0/0'"),
          List.of("c_tsvector", "tsvector", "'a:1 b:2'"),
          List.of("c_tsquery", "tsquery", "'a & !b'"),
          List.of("c_cube", "cube", "'(1,2),(3,4)'"),
          List.of("c_regclass", "regclass", "'pg_class'"),
          List.of("c_tid", "tid", "'(1,2)'"),
          List.of("c_seg", "seg", "'1.5 .. 2'"),
          List.of("c_aclitem", "aclitem", "'=r/postgres'"),
          List.of("c_int2vector", "int2vector", "'1 2'"),
          List.of("c_xml", "xml", "'<a>ü</a>'", "'<?xml version=\"1.0\"?><a/>'"),
          List.of("c_pair", "pair", "'(1,\"a b\")'", "'(,)'", "'(2,\"\")'"),
          List.of("c_nested", "nested", "ROW(ROW(1,'\"q\\'), ARRAY['a b',NULL], 1e-5)::nested"),
          List.of("c_ints", "int[]", "'{1,NULL,-3}'", "'{}'", "'{{1,2},{3,4}}'", "'[0:1]={5,6}'"),
          List.of("c_texts", "text[]", "'{\"a b\",\"q\\\"\\\\\",NULL,\"NULL\",ü,\"\",\"\n\"}'"),
          List.of("c_numerics", "numeric[]", "'{1.50,NaN,-Infinity}'"),
          List.of("c_floats", "float8[]", "'{1,1e23,0.1,NaN,1e-7,123456789012345678}'"),
          List.of("c_reals", "real[]", "'{1,1e10,0.1,Infinity,16777216}'"),
          List.of("c_oids", "oid[]", "'{4294967295}'"),
          List.of("c_bools", "boolean[]", "'{t,f,NULL}'"),
          List.of("c_dates", "date[]", "'{2026-02-28,infinity,\"0044-03-15 BC\"}'"),
          List.of("c_times", "time[]", "'{24:00,01:02:03.4}'"),
          List.of("c_timetzs", "timetz[]", "'{24:00+02,01:02:03.4-05:30}'"),
          List.of(
              "c_tss",
              "timestamp[]",
              "'{\"2026-01-31 23:59:59.5\",infinity,\"0044-03-15 12:00 BC\",12026-01-01}'"),
          List.of(
              "c_tstzs",
              "timestamptz[]",
              "'{\"2026-01-31 23:59:59.5+02\",-infinity,\"0044-03-15 12:00Z BC\",12026-01-01Z}'"),
          List.of("c_uuids", "uuid[]", "'{123e4567-e89b-12d3-a456-426614174000}'"),
          List.of("c_jsonbs", "jsonb[]", "ARRAY['{\"a\": 1}'::jsonb]"),
          List.of("c_byteas", "bytea[]", "ARRAY['\\x00ff'::bytea]"),
          List.of("c_intervals", "interval[]", "'{1 day,-1 mons +02:00:00.5}'"),
          List.of("c_bitss", "bit(3)[]", "ARRAY[B'101']"),
          List.of("c_inets", "inet[]", "'{10.0.0.1/8,::}'"),
          List.of("c_moneys", "money[]", "ARRAY[1234.5::money]"),
          List.of("c_moods", "mood[]", "'{ok,\"so so\",NULL}'"),
          List.of("c_quantities", "quantity[]", "'{1.5}'"),
          List.of("c_pairs", "pair[]", "ARRAY[ROW(1,'a \"b\"')::pair, NULL]"),
          List.of("c_boxes", "box[]", "'{(1,1),(0,0);(2,2),(1.5,1)}'"),
          List.of("c_points", "point[]", "ARRAY['(1.5,1e20)'::point]"),
          List.of("c_ranges", "int4range[]", "ARRAY['[1,2]'::int4range]"),
          List.of("c_hstores", "hstore[]", "ARRAY['b=>1,a=>NULL'::hstore]"),
          List.of("c_tsvectors", "tsvector[]", "ARRAY['a:1 b:2'::tsvector]"));

  @ParameterizedTest
  @ValueSource(strings = {OLDER, USUAL})
  void copyStreamAndServerTextGiveEqualValues(String release, @TempDir Path folder)
      throws Exception {
    List<List<String>> types = new ArrayList<>(TYPES);
    if (release.equals(USUAL)) {
      types.add(List.of("c_forever", "interval", "'infinity'", "'-infinity'"));
    }
    try (PostgresServer server = start(release, folder);
        Connection connection = server.connect();
        Connection catalog = server.connect();
        Statement statement = connection.createStatement()) {
      prepare(statement);
      statement.execute(
          types.stream()
              .map(type -> type.get(0) + ' ' + type.get(1))
              .collect(Collectors.joining(", ", "CREATE TABLE types (", ")")));
      statement.execute("CREATE PUBLICATION types FOR TABLE types");
      statement.execute("SELECT pg_create_logical_replication_slot('types', 'pgoutput')");
      for (String insert : inserts(types)) {
        statement.execute(insert);
      }
      Types forms = Types.of(catalog);
      Relation relation = relation(connection);
      List<Column> columns = new ArrayList<>();
      for (Relation.RelationColumn column : relation.columns()) {
        ColumnForm form = forms.form(column.typeOid(), column.typeModifier());
        columns.add(Column.of(column.name(), form.type()));
      }
      TableSchema schema = schema(columns);
      RowMap row = new RowMap(schema);

      List<Map<String, Object>> copied = byCopy(connection, forms, relation, row);
      List<Map<String, Object>> streamed = byStream(connection, forms, row);
      List<Map<String, Object>> read;
      try (Connection reader = server.connect()) {
        read = byServerText(reader, schema, row);
      }

      assertThat(streamed).hasSizeGreaterThan(5).isEqualTo(copied);
      for (int i = 0; i < read.size(); i++) {
        assertThat(copied.get(i)).containsExactlyInAnyOrderEntriesOf(read.get(i));
      }
      assertKnown(copied.get(0));
    }
  }

  /** Some forms as they stand in TYPES.md, so that not all three can be wrong in one way. */
  private static void assertKnown(Map<String, Object> row) {
    assertThat(row)
        .containsEntry("c_bool", true)
        .containsEntry("c_oid", 4_294_967_295L)
        .containsEntry("c_numeric", new java.math.BigDecimal("-12.500000"))
        .containsEntry("c_hundreds", "1234600")
        .containsEntry("c_unbounded", "1.500")
        .containsEntry("c_money", new java.math.BigDecimal("12.34"))
        .containsEntry("c_char", "ab   ")
        .containsEntry("c_bytea", "0x00ff10")
        .containsEntry("c_date", 20_512)
        .containsEntry("c_time", 86_399_999_999L)
        .containsEntry("c_timetz", "08:00:00.5Z")
        .containsEntry("c_tstz", 1_769_884_199_123_456L)
        .containsEntry("c_interval", "P1Y2M-3DT4H5M6.789S")
        .containsEntry("c_hstore", "{\"a\":null,\"b\":\"1\",\"q\":\"x y\"}")
        .containsEntry("c_domain2", new java.math.BigDecimal("1.50"))
        .containsEntry("c_bit", true)
        .containsEntry("c_bits", "1000000001")
        .containsEntry("c_point", "(1.5,-2.0)")
        .containsEntry("c_tstzrange", "[\"2026-01-01 00:00:00+00\",infinity]")
        .containsEntry(
            "c_nested", "(\"(1,\"\"\"\"\"\"q\\\\\\\\\"\")\",\"{\"\"a b\"\",NULL}\",1e-05)")
        .containsEntry("c_ints", "[1,null,-3]")
        .containsEntry(
            "c_floats", "[1,9.999999999999999e+22,0.1,\"NaN\",1e-07,1.2345678901234568e+17]")
        .containsEntry("c_timetzs", "[\"24:00:00+02\",\"01:02:03.4-05:30\"]")
        .containsEntry(
            "c_tss",
            "[\"2026-01-31T23:59:59.5\",\"infinity\",\"0044-03-15T12:00:00 BC\","
                + "\"12026-01-01T00:00:00\"]")
        .containsEntry(
            "c_tstzs",
            "[\"2026-01-31T21:59:59.500Z\",\"-infinity\",\"0044-03-15 12:00:00+00 BC\","
                + "\"+12026-01-01T00:00:00Z\"]")
        .containsEntry("c_moneys", "[\"$1,234.50\"]")
        .containsEntry("c_boxes", "[\"(1,1),(0,0)\",\"(2,2),(1.5,1)\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLDER, USUAL})
  void whatDoesNotFitIsToldAndFitsAsText(String release, @TempDir Path folder) throws Exception {
    try (PostgresServer server = start(release, folder);
        Connection connection = server.connect();
        Connection catalog = server.connect()) {
      connection.createStatement().execute("SET timezone = 'UTC'");
      Types types = Types.of(catalog);
      int cents = ((10 << 16) | 2) + 4;
      int digits38 = ((38 << 16) | 2) + 4;
      assertUnfit(connection, types, "'NaN'::numeric", Scalars.NUMERIC, cents, "NaN");
      assertUnfit(
          connection, types, "'-Infinity'::numeric", Scalars.NUMERIC, digits38, "-Infinity");
      assertUnfit(connection, types, "123456789.00", Scalars.NUMERIC, cents, "123456789.00");
      assertUnfit(connection, types, "1.001", Scalars.NUMERIC, cents, "1.001");
      assertUnfit(connection, types, "1.00001", Scalars.NUMERIC, digits38, "1.00001");
      assertUnfit(
          connection, types, "1e36::numeric", Scalars.NUMERIC, digits38, "1" + "0".repeat(36));
      assertUnfit(
          connection,
          types,
          "'294276-12-31 23:59:59.999999'::timestamp",
          Scalars.TIMESTAMP,
          -1,
          "+294276-12-31T23:59:59.999999");
      assertUnfit(
          connection,
          types,
          "'294276-12-31 23:59:59Z'::timestamptz",
          Scalars.INSTANT,
          -1,
          "+294276-12-31T23:59:59Z");
    }
  }

  private static void assertUnfit(
      Connection connection, Types types, String sql, int type, int modifier, String text)
      throws Exception {
    Tuple tuple = new Tuple();
    assertThat(BinaryCopy.of(connection, "SELECT " + sql).next(tuple)).isTrue();
    ColumnForm form = types.form(type, modifier);
    RowMap row = new RowMap(schema(List.of(Column.of("a", form.type()))));
    assertThatThrownBy(() -> form.put(tuple.buffer(), tuple.offset(0), tuple.length(0), 7, row))
        .isInstanceOfSatisfying(UnfitValue.class, unfit -> assertThat(unfit.column()).isEqualTo(7));
    ColumnForm wide = form.asText();
    assertThat(wide.type()).isEqualTo(ColumnType.TEXT);
    wide.put(tuple.buffer(), tuple.offset(0), tuple.length(0), 0, row);
    assertThat(row.take()).containsEntry("a", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {OLDER, USUAL})
  void aTypeThatIsGoneIsReadAllTheSame(String release, @TempDir Path folder) throws Exception {
    try (PostgresServer server = start(release, folder);
        Connection connection = server.connect()) {
      Types types = Types.of(connection);
      ColumnForm form = types.form(99_999, -1);
      RowMap row = new RowMap(schema(List.of(Column.of("a", form.type()))));
      form.put(new byte[] {'o', 'k'}, 0, 2, 0, row);
      assertThat(row.take()).containsEntry("a", "ok");
      form.put(new byte[] {0, 1}, 0, 2, 0, row);
      assertThat(row.take()).containsEntry("a", "\\x0001");
    }
  }

  private static PostgresServer start(String release, Path folder) {
    return PostgresServer.start(folder, ServerOptions.defaults().release(release));
  }

  private static void prepare(Statement statement) throws SQLException {
    statement.execute("SET timezone = 'UTC'");
    for (String extension : List.of("hstore", "citext", "ltree", "cube", "seg")) {
      statement.execute("CREATE EXTENSION " + extension);
    }
    statement.execute("CREATE SCHEMA \"Odd Schema\"");
    statement.execute("CREATE TYPE \"Odd Schema\".\"Odd Type\" AS ENUM ('é')");
    statement.execute("CREATE TYPE mood AS ENUM ('ok', 'so so')");
    statement.execute("CREATE DOMAIN quantity AS numeric(10,2) CHECK (VALUE > 0)");
    statement.execute("CREATE DOMAIN half_quantity AS quantity");
    statement.execute("CREATE DOMAIN label AS text");
    statement.execute("CREATE DOMAIN whole AS int");
    statement.execute("CREATE DOMAIN list AS int[]");
    statement.execute("CREATE TYPE pair AS (a int, b text)");
    statement.execute("CREATE TYPE nested AS (a pair, b text[], c float8)");
  }

  /** As many rows as the type with the most values has; others have NULL then. */
  private static List<String> inserts(List<List<String>> types) {
    List<String> inserts = new ArrayList<>();
    int rows = types.stream().mapToInt(type -> type.size() - 2).max().orElseThrow() + 1;
    for (int row = 0; row < rows; row++) {
      int place = row + 2;
      inserts.add(
          types.stream()
              .map(type -> place < type.size() ? type.get(place) : "NULL")
              .collect(Collectors.joining(", ", "INSERT INTO types VALUES (", ")")));
    }
    return inserts;
  }

  private static Relation relation(Connection connection) throws SQLException {
    List<Relation.RelationColumn> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery(
                "SELECT attname, atttypid, atttypmod FROM pg_attribute"
                    + " WHERE attrelid = 'types'::regclass AND attnum > 0 ORDER BY attnum")) {
      while (answer.next()) {
        columns.add(
            new Relation.RelationColumn(
                answer.getString(1), (int) answer.getLong(2), answer.getInt(3), false));
      }
    }
    return new Relation(0, "public", "types", 'd', columns);
  }

  private static List<Map<String, Object>> byCopy(
      Connection connection, Types types, Relation relation, RowMap row) throws Exception {
    List<ColumnForm> forms = new ArrayList<>();
    List<String> selected = new ArrayList<>();
    for (Relation.RelationColumn column : relation.columns()) {
      ColumnForm form = types.form(column.typeOid(), column.typeModifier());
      forms.add(form.copied());
      selected.add(form.copySql(column.name()));
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    Tuple tuple = new Tuple();
    BinaryCopy copy =
        BinaryCopy.of(connection, "SELECT " + String.join(", ", selected) + " FROM types");
    while (copy.next(tuple)) {
      rows.add(take(tuple, forms, row));
    }
    return rows;
  }

  private static List<Map<String, Object>> byStream(Connection connection, Types types, RowMap row)
      throws SQLException {
    List<ColumnForm> forms = new ArrayList<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    Tuple tuple = new Tuple();
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT data FROM pg_logical_slot_get_binary_changes('types', NULL, NULL,"
                    + " 'proto_version', '1', 'publication_names', 'types', 'binary', 'true')");
        ResultSet answer = query.executeQuery()) {
      while (answer.next()) {
        byte[] message = answer.getBytes(1);
        switch (message[0]) {
          case 'R' -> {
            forms.clear();
            int at = Bytes.textEnd(message, Bytes.textEnd(message, 5) + 1) + 2;
            int columns = Bytes.int16(message, at);
            at += 2;
            for (int i = 0; i < columns; i++) {
              at = Bytes.textEnd(message, at + 1) + 1;
              forms.add(types.form(Bytes.int32(message, at), Bytes.int32(message, at + 4)));
              at += 8;
            }
          }
          case 'I' -> {
            tuple.readMessage(message, 6);
            rows.add(take(tuple, forms, row));
          }
          default -> {
            // Begin, Commit and Type say nothing of values.
          }
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> take(Tuple tuple, List<ColumnForm> forms, RowMap row) {
    for (int i = 0; i < forms.size(); i++) {
      if (tuple.length(i) < 0) {
        row.putNull(i);
      } else {
        forms.get(i).put(tuple.buffer(), tuple.offset(i), tuple.length(i), i, row);
      }
    }
    return row.take();
  }

  private static List<Map<String, Object>> byServerText(
      Connection connection, TableSchema schema, RowMap row) throws SQLException {
    PostgresRows.prepare(connection);
    List<Map<String, Object>> rows = new ArrayList<>();
    PostgresRows.read(connection, schema, row, () -> rows.add(row.take()));
    return rows;
  }

  private static TableSchema schema(List<Column> columns) {
    return new TableSchema(TableName.raw("erp", "public", "types"), columns, List.of());
  }
}
