package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.connectors.capture.StreamOffset;
import dev.millrace.connectors.conformance.Change;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the values of each type in the stream. */
class TypesTest extends OnBothServers {
  static List<Kind> kinds() {
    return List.of(Kind.values());
  }

  private static final int COLUMN = 0;

  /** A column's type, then what is written and what comes of it. */
  private static final String[][] BOTH = {
    {"tinyint", "-128", "-128", "127", "127"},
    {"tinyint(1)", "1", "1", "-7", "-7"},
    {"tinyint unsigned", "255", "255", "0", "0"},
    {"smallint", "-32768", "-32768"},
    {"smallint unsigned", "65535", "65535"},
    {"mediumint", "-8388608", "-8388608", "8388607", "8388607"},
    {"mediumint unsigned", "16777215", "16777215"},
    {"int", "-2147483648", "-2147483648"},
    {"int unsigned", "4294967295", "4294967295"},
    {"int(5) unsigned zerofill", "7", "7"},
    {"bigint", "-9223372036854775808", "-9223372036854775808"},
    {"bigint unsigned", "18446744073709551615", "18446744073709551615", "1", "1"},
    {"year", "2026", "2026", "'0000'", "0", "1901", "1901", "2155", "2155"},
    {"decimal(10,2)", "-12345678.90", "-12345678.90", "0", "0.00"},
    {"decimal(18,9)", "-1.000000001", "-1.000000001", "999999999.999999999", "999999999.999999999"},
    {"decimal(20,0)", "-12345678901234567890", "-12345678901234567890"},
    {
      "decimal(38,10)",
      "-1234567890123456789012345678.0123456789",
      "-1234567890123456789012345678.0123456789"
    },
    {"decimal(5,5)", "-0.00001", "-0.00001"},
    {
      "decimal(65,30)",
      "-12345678901234567890123456789012345.000000000000000000000000000001",
      "-…67"
    },
    {"float", "1.17549e-38", "1.17549E-38", "-0.1", "-0.1", "16777216", "1.6777216E7"},
    {"float(7,4)", "123.4567", "123.4567"},
    {"double", "1.7976931348623157e308", "1.7976931348623157E308", "-2.5", "-2.5"},
    {"bit(1)", "b'1'", "true", "b'0'", "false"},
    {"bit(10)", "b'1000000001'", "1000000001", "0", "0000000000"},
    {"bit(64)", "~0", "1…64"},
    {"date", "'2026-01-31'", "20484", "'1000-01-01'", "-354285", "'9999-12-31'", "2932896"},
    {"time", "'-838:59:59'", "-838:59:59", "'00:00:00'", "00:00:00", "'101:02:03'", "101:02:03"},
    {"time(1)", "'-00:00:00.1'", "-00:00:00.1"},
    {"time(3)", "'-01:02:03.450'", "-01:02:03.45"},
    {"time(6)", "'-00:00:00.000001'", "-00:00:00.000001", "'12:00:00'", "12:00:00"},
    {"datetime", "'2026-01-31 23:59:59'", "1769903999000000"},
    {"datetime(2)", "'1000-01-01 00:00:00.25'", "-30610223999750000"},
    {"datetime(6)", "'9999-12-31 23:59:59.999999'", "253402300799999999"},
    {"timestamp null", "'1970-01-01 00:00:01'", "1000000"},
    {"timestamp(3) null", "'2026-01-31 23:59:59.125'", "1769903999125000"},
    {"timestamp(6) null", "'2038-01-19 03:14:07.999999'", "2147483647999999"},
    {"char(5)", "'a  '", "a", "''", "", "'ünïco'", "ünïco"},
    {"char(255) charset utf8mb4", "'🚚'", "🚚"},
    {"varchar(20)", "'a  '", "a  ", "'🚚'", "🚚"},
    {"varchar(300)", "repeat('x', 300)", "x…300"},
    {"text", "'t'", "t", "''", ""},
    {"longtext", "repeat('y', 70000)", "y…70000"},
    {"char(9) charset latin1", "'Ünï€'", "Ünï€"},
    {"varchar(9) charset latin1", "x'81FF'", "\u0081ÿ"},
    {"varchar(9) charset cp1251", "'Привет'", "Привет"},
    {"varchar(9) charset koi8r", "'Привет'", "Привет"},
    {"varchar(9) charset utf8mb3", "'日本'", "日本"},
    {"varchar(9) charset gbk", "'中文'", "中文"},
    {"varchar(9) charset big5", "'中文'", "中文"},
    {"varchar(9) charset sjis", "'日本'", "日本"},
    {"varchar(9) charset ujis", "'日本'", "日本"},
    {"varchar(9) charset ucs2", "'日本'", "日本"},
    {"varchar(9) charset utf16", "'日本🚚'", "日本🚚"},
    {"varchar(9) charset utf16le", "'日本🚚'", "日本🚚"},
    {"varchar(9) charset utf32", "'日本🚚'", "日本🚚"},
    {"varchar(9) charset ascii", "'plain'", "plain"},
    {"binary(4)", "x'0100'", "0x01000000", "x'00000000'", "0x00000000"},
    {"varbinary(9)", "x'0100'", "0x0100", "x''", "0x"},
    {"blob", "x'00ff00'", "0x00ff00"},
    {"enum('a','b','it''s')", "'b'", "b", "'it''s'", "it's"},
    {"enum('ä','ö') charset latin1", "'ö'", "ö"},
    {"enum('a','b')", "'none of them'", "", "2", "b"},
    {"enum('2','1','')", "'1'", "1", "1", "2", "''", ""},
    {"enum(" + labels(300) + ")", "300", "300", "1", "1", "256", "256"},
    {"set(" + labels(64) + ")", "9223372036854775808", "64", "3", "1,2", "~0", "1…182"},
    {"set('a','b','c')", "'c,a,none'", "a,c"},
    {"set('a','b','c')", "'c,a'", "a,c", "''", ""},
    {"set('ä','ö') charset latin1", "'ö,ä'", "ä,ö"},
    {
      "point",
      "st_geomfromtext('POINT(1 2)')",
      "0x000000000101000000000000000000f03f0000000000000040"
    },
    {"varchar(8) charset latin1", "'ä'", "ä"},
  };

  private static final String[][] MARIADB = {
    {
      "uuid",
      "'123e4567-e89b-12d3-a456-426655440000'",
      "123e4567-e89b-12d3-a456-426655440000",
      "'017f22e2-79b0-7cc3-98c4-dc0c0c07398f'",
      "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
      "'123e4567-e89b-12d3-a456-000000000000'",
      "123e4567-e89b-12d3-a456-000000000000"
    },
    {
      "inet6",
      "'2001:db8::ff00:42:8329'",
      "2001:db8::ff00:42:8329",
      "'::'",
      "::",
      "'::1'",
      "::1",
      "'::ffff:192.0.2.128'",
      "::ffff:192.0.2.128",
      "'1:0:0:2::'",
      "1:0:0:2::",
      "'::192.0.2.1'",
      "::192.0.2.1"
    },
    {"inet4", "'192.0.2.0'", "192.0.2.0"},
    {"json", "'{\"b\": 1,  \"a\":2}'", "{\"b\": 1,  \"a\":2}"},
    {"text compressed", "repeat('z', 500)", "z…500", "'short'", "short"},
    {"varchar(600) compressed", "repeat('w', 500)", "w…500"},
  };

  private static final String[][] MYSQL = {
    {"vector(2)", "to_vector('[1,-2.5]')", "0x0000803f000020c0"},
    {"varchar(7) charset latin1", "'ä'", "ä"},
    {
      "geometry srid 4326",
      "st_geomfromtext('POINT(1 2)', 4326)",
      "0xe610000001010000000000000000000040000000000000f03f"
    },
    {"json", "'{}'", "{}"},
    {"varchar(6) charset latin1", "'ä'", "ä"},
  };

  /** The numbers from 1 as labels. */
  private static String labels(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> "'" + number + "'")
        .collect(Collectors.joining(","));
  }

  private List<String[]> cases() {
    List<String[]> cases = new ArrayList<>(List.of(BOTH));
    cases.addAll(List.of(isMariaDb() ? MARIADB : MYSQL));
    return cases;
  }

  private static int rows(List<String[]> cases) {
    return cases.stream().mapToInt(each -> each.length / 2).max().orElseThrow();
  }

  @Test
  void valuesAreWhatTheServerHas() throws Exception {
    List<String[]> cases = cases();
    makeTable(cases, "t");
    StreamOffset from = here();
    fill(cases, "t");
    try (Reading reading = reading(from).start()) {
      reading.until(() -> reading.changes().size() == rows(cases));
      assertRows(cases, reading.changes());
    }
  }

  @Test
  void rowsReadHaveTheSameValues() throws Exception {
    List<String[]> cases = cases();
    makeTable(cases, "t");
    fill(cases, "t");
    try (Run run = run(source())) {
      run.until(table("t"), rows(cases));
      assertRows(
          cases,
          run.of(table("t")).stream()
              .sorted(Comparator.comparing(change -> (Integer) change.row().get("id")))
              .toList());
    }
  }

  private void makeTable(List<String[]> cases, String table) throws Exception {
    StringBuilder create = new StringBuilder("CREATE TABLE " + table + " (id int PRIMARY KEY");
    for (int i = 0; i < cases.size(); i++) {
      create.append(", c").append(i).append(' ').append(cases.get(i)[COLUMN]);
    }
    sql("SET sql_mode = ''", create + ")");
  }

  private void fill(List<String[]> cases, String table) throws Exception {
    List<String> inserts =
        new ArrayList<>(List.of("SET NAMES utf8mb4", "SET sql_mode = '', time_zone = '+00:00'"));
    for (int row = 0; row < rows(cases); row++) {
      StringBuilder insert = new StringBuilder("INSERT INTO " + table + " VALUES (" + row);
      for (String[] each : cases) {
        insert.append(", ").append(2 * row + 1 < each.length ? each[2 * row + 1] : "NULL");
      }
      inserts.add(insert + ")");
    }
    sql(inserts.toArray(String[]::new));
  }

  private static void assertRows(List<String[]> cases, List<Change> changes) {
    for (int row = 0; row < rows(cases); row++) {
      Map<String, String> expected = new LinkedHashMap<>();
      Map<String, String> actual = new LinkedHashMap<>();
      Map<String, Object> values = changes.get(row).row();
      for (int i = 0; i < cases.size(); i++) {
        String[] each = cases.get(i);
        String name = each[COLUMN] + " of column " + i;
        expected.put(name, 2 * row + 2 < each.length ? each[2 * row + 2] : "-");
        actual.put(name, Situation.value(values.getOrDefault("c" + i, RowMap.UNSENT)));
      }
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void datesThatAreNoneStayDistinct() throws Exception {
    sql(
        "SET sql_mode = 'ALLOW_INVALID_DATES'",
        "CREATE TABLE t (id int PRIMARY KEY, d date, dt datetime(3), ts timestamp(3) NULL)");
    StreamOffset from = here();
    sql(
        "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'",
        "INSERT INTO t VALUES (1, '2026-01-31', '2026-01-31 23:59:59.5', '2026-01-31 23:59:59.5')",
        "INSERT INTO t VALUES (2, '0000-00-00', '0000-00-00', '0000-00-00')",
        "INSERT INTO t VALUES (3, '2026-00-10', '2026-02-31 01:02:03.5', NULL)",
        "INSERT INTO t VALUES (4, '2026-01-31', '2026-01-31 23:59:59.5', '2026-01-31 23:59:59.5')");
    try (Reading reading = reading(from).start()) {
      assertThat(reading.until("I 4").texts())
          .containsExactly(
              "t: I 1|20484|1769903999500000|1769903999500000",
              "t: I 2|0000-00-00|0000-00-00T00:00:00|0000-00-00T00:00:00Z",
              "t: I 3|2026-00-10|2026-02-31T01:02:03.5|-",
              "t: I 4|2026-01-31|2026-01-31T23:59:59.500|2026-01-31T23:59:59.500Z");
    }
  }

  @Test
  void datesThatAreNoneAreReadAsTheyAreStreamed() throws Exception {
    sql(
        "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'",
        "CREATE TABLE t (id int PRIMARY KEY, d date, dt datetime(3), ts timestamp(3) NULL)",
        "INSERT INTO t VALUES (1, '2026-01-31', '2026-01-31 23:59:59.5', '2026-01-31 23:59:59.5')",
        "INSERT INTO t VALUES (2, '0000-00-00', '0000-00-00', '0000-00-00')",
        "INSERT INTO t VALUES (3, '2026-00-10', '2026-02-31 01:02:03.5', NULL)",
        "INSERT INTO t VALUES (4, '2026-01-31', '2026-01-31 23:59:59.5', '2026-01-31 23:59:59.5')");
    try (Run run = run(source())) {
      run.until(table("t"), 4);
      assertThat(run.of(table("t")).stream().map(Situation::text))
          .containsExactlyInAnyOrder(
              "S 1|20484|1769903999500000|1769903999500000",
              "S 2|0000-00-00|0000-00-00T00:00:00|0000-00-00T00:00:00Z",
              "S 3|2026-00-10|2026-02-31T01:02:03.5|-",
              "S 4|2026-01-31|2026-01-31T23:59:59.500|2026-01-31T23:59:59.500Z");
    }
  }

  @Test
  void momentsAreTheSameInEveryZone() throws Exception {
    String insert = "INSERT INTO t VALUES (%d, '2026-01-31 23:59:59.125', '2026-01-31 23:59:59')";
    sql(
        "CREATE TABLE t (id int PRIMARY KEY, ts timestamp(3) NULL, dt datetime)",
        "SET time_zone = '-08:00'",
        insert.formatted(1));
    sql("SET GLOBAL time_zone = '+05:30'");
    try (Run run = run(source())) {
      run.until(table("t"), 1);
      sql("SET time_zone = '-08:00'", insert.formatted(2));
      assertThat(run.until(table("t"), 2).stream().map(Situation::text))
          .containsExactly(
              "S 1|1769932799125000|1769903999000000", "I 2|1769932799125000|1769903999000000");
    } finally {
      sql("SET GLOBAL time_zone = '+00:00'");
    }
  }

  @Test
  void columnsComputedWhenReadAreLeftOutAndOthersKeepTheirPlaces() throws Exception {
    sql(
        "CREATE TABLE t (v int AS (id * 2) VIRTUAL, id int PRIMARY KEY, a varchar(5),"
            + " h int DEFAULT 7 INVISIBLE, s int AS (id * 3) STORED,"
            + " w varchar(20) AS (concat(a, '!')) VIRTUAL, z decimal(5,2))",
        "INSERT INTO t (id, a, z) VALUES (1, 'x', 1.5)");
    try (Run run = run(source())) {
      run.until(table("t"), 1);
      sql("INSERT INTO t (id, a, z) VALUES (2, 'x', 1.5)", "UPDATE t SET h = 8 WHERE id = 1");
      assertThat(run.until(table("t"), 3).stream().map(Situation::text))
          .containsExactly("S 1|x|7|3|1.50", "I 2|x|7|6|1.50", "U 1|x|8|3|1.50 < 1|x|7|3|1.50");
    }
  }

  @Test
  void keysThatTheServerMakesAreKeys() throws Exception {
    assumeTrue(!isMariaDb(), "MariaDB makes none");
    sql(
        "SET sql_generate_invisible_primary_key = ON",
        "CREATE TABLE t (a int)",
        "CREATE TABLE u (a int, k varchar(20) AS (concat('k', a)) STORED PRIMARY KEY)",
        "INSERT INTO t VALUES (5)",
        "INSERT INTO u (a) VALUES (5)");
    try (Run run = run(source())) {
      run.until(all -> run.of(table("t")).size() == 1 && run.of(table("u")).size() == 1);
      sql("UPDATE t SET a = 6", "UPDATE u SET a = 6");
      assertThat(run.until(table("t"), 2).stream().map(Situation::text))
          .containsExactly("S 1|5", "U 1|6 < 1|5");
      assertThat(run.until(table("u"), 3).stream().map(Situation::text))
          .containsExactly("S 5|k5", "D 5|k5", "I 6|k6");
    }
  }

  @Test
  void aKeyThatLooksTheSameToTheServerIsAnother() throws Exception {
    sql(
        "CREATE TABLE t (k varchar(10) PRIMARY KEY, v int) CHARACTER SET latin1",
        "INSERT INTO t VALUES ('a', 1), ('b ', 2)");
    try (Run run = run(source())) {
      run.until(table("t"), 2);
      sql("UPDATE t SET k = 'A' WHERE k = 'a'", "UPDATE t SET k = 'b' WHERE k = 'b'");
      run.until(all -> run.of(table("t")).size() == 6);
      assertThat(run.state(table("t")).values().stream().map(row -> row.get("k")))
          .containsExactlyInAnyOrder("A", "b");
    }
  }

  @Test
  void jsonIsLetterForLetterTheServers() throws Exception {
    assumeTrue(!isMariaDb(), "MariaDB keeps JSON as text");
    sql("CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, j json)");
    StreamOffset from = here();
    List<String> values =
        new ArrayList<>(
            List.of(
                "'null'",
                "'true'",
                "'\"q\\\\\"\\\\n\\\\u0001ü🚚\"'",
                "'{\"bb\": 1, \"a\": [], \"\": {\"x\": null}, \"ab\": [1, [2, {}]]}'",
                "'[0, -1, 65535, 65536, -32769, 2147483648, -9223372036854775808,"
                    + " 18446744073709551615]'",
                "'[0.1, 1.0, 100.0, 1e15, 1e16, 123456789012345680, 1.5e-7, 1e-14, 1e-15, 1e-16,"
                    + " 1.7976931348623157e308, 5e-324, 2e23, -0.0, 9007199254740993.0]'",
                "json_array(cast('2026-01-31' as date), cast('2026-01-31 23:59:59.5' as"
                    + " datetime(3)), cast('-101:02:03.4' as time(1)), cast(-12.340 as"
                    + " decimal(10,3)), cast(0.5 as decimal(5,5)), x'00ff', repeat('k', 200))",
                "json_object(repeat('n', 300), repeat('v', 70000), 'i', 70000)",
                "cast(concat('[', repeat('100000,', 20000), '1]') as json)",
                "cast(repeat(x'ff', 200) as json)"));
    for (String value : values) {
      sql("SET NAMES utf8mb4", "INSERT INTO t (j) VALUES (" + value + ")");
    }
    try (Reading reading = reading(from).start()) {
      reading.until(() -> reading.changes().size() == values.size());
      for (int i = 0; i < values.size(); i++) {
        assertThat(reading.changes().get(i).row().get("j"))
            .as(values.get(i))
            .isEqualTo(one("SELECT j FROM t WHERE id = " + (i + 1)));
      }
    }
  }

  @Test
  void partsOfJsonThatChangedAreAppliedToTheWhole() throws Exception {
    assumeTrue(!isMariaDb(), "MariaDB logs no parts");
    sql(
        "CREATE TABLE t (id int PRIMARY KEY, k json, j json)",
        "INSERT INTO t VALUES (1, '{}', concat('{\"a\": {\"b c\": [1, 2, 3]}, \"long\": \"',"
            + " repeat('x', 1000), '\"}'))");
    StreamOffset from = here();
    List<String> seen = new ArrayList<>();
    for (String change :
        List.of(
            "json_set(j, '$.a.\"b c\"[1]', 20)",
            "json_set(j, '$.long', 'shorter')",
            "json_remove(j, '$.a.\"b c\"[0]')",
            "json_array_insert(j, '$.a.\"b c\"[0]', 'n')",
            "json_set(j, '$.new', json_object('k', 1.50))",
            "json_replace(j, '$.a', 7)")) {
      sql("SET binlog_row_value_options = PARTIAL_JSON", "UPDATE t SET j = " + change);
      seen.add(one("SELECT j FROM t"));
    }
    try (Reading reading = reading(from).start()) {
      reading.until(() -> reading.changes().size() == seen.size());
      assertThat(reading.changes().stream().map(change -> change.row().get("j")))
          .containsExactlyElementsOf(seen);
    }
  }
}
