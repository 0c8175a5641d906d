package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random values of many types, alone, in arrays and in composites in arrays: the text written from
 * their binary form is the server's, letter for letter.
 */
class TextFormsTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int VALUES = 3_000;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(strings = {"15", ""})
  void textsAreThoseOfTheServer(String release, @TempDir Path folder) throws Exception {
    System.out.println("The seed is " + SEED);
    try (PostgresServer server =
            PostgresServer.start(folder, ServerOptions.defaults().release(release));
        Connection connection = server.connect();
        Connection catalog = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET timezone = 'UTC'; SET extra_float_digits = 1");
      statement.execute("CREATE EXTENSION hstore");
      statement.execute("CREATE TYPE textrange AS RANGE (subtype = text)");
      Types types = Types.of(catalog);
      for (Map.Entry<String, List<String>> type : values().entrySet()) {
        check(type.getKey(), type.getValue(), connection, types);
      }
      checkDecimals(connection, types);
    }
  }

  private void check(String type, List<String> values, Connection connection, Types types)
      throws Exception {
    String holder = "holder_of_" + type;
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TYPE " + holder + " AS (one " + type + ", more " + type + "[])");
      statement.execute("CREATE TABLE of_" + type + " (n int, value " + type + ")");
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO of_"
                + type
                + " SELECT n, v::"
                + type
                + " FROM unnest(?::text[])"
                + " WITH ORDINALITY AS t (v, n)")) {
      insert.setArray(1, connection.createArrayOf("text", values.toArray()));
      insert.execute();
    }
    for (String[] form :
        new String[][] {
          {type, "SELECT value AS v FROM of_" + type},
          {type + "[]", "SELECT array_agg(value) AS v FROM of_" + type + " GROUP BY n / 100"},
          {
            holder + "[]",
            "SELECT array_agg(ROW(value, ARRAY[value, NULL])::"
                + holder
                + ") AS v FROM of_"
                + type
                + " GROUP BY n / 100"
          }
        }) {
      TextForm text = types.text(oid(connection, form[0]));
      BinaryCopy copy =
          BinaryCopy.of(connection, "SELECT v, format('%s', v) FROM (" + form[1] + ") AS t");
      Tuple row = new Tuple();
      TextOutput out = new TextOutput();
      int rows = 0;
      while (copy.next(row)) {
        out.clear();
        text.append(row.buffer(), row.offset(0), row.length(0), out);
        assertThat(new String(out.buffer(), 0, out.size(), StandardCharsets.UTF_8))
            .as(form[0])
            .isEqualTo(
                new String(row.buffer(), row.offset(1), row.length(1), StandardCharsets.UTF_8));
        rows++;
      }
      assertThat(rows).isPositive();
    }
  }

  private static int oid(Connection connection, String type) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT ?::regtype::oid::bigint")) {
      query.setString(1, type);
      try (ResultSet answer = query.executeQuery()) {
        answer.next();
        return (int) answer.getLong(1);
      }
    }
  }

  private void checkDecimals(Connection connection, Types types) throws Exception {
    int[][] sizes = {
      {1, 0}, {1, 1}, {4, 2}, {4, 4}, {5, 3}, {9, 0}, {12, 2}, {17, 1}, {18, 0}, {18, 6}, {18, 18},
      {19, 0}, {19, 2}, {25, 7}, {38, 0}, {38, 10}, {38, 37}, {38, 38}
    };
    for (int[] size : sizes) {
      List<String> values =
          random
              .ints(1_000, 1, size[0] + 1)
              .mapToObj(
                  digits ->
                      new BigDecimal(new BigInteger(digits(digits, "")), size[1]).toPlainString())
              .toList();
      ColumnForm form = types.form(Scalars.NUMERIC, ((size[0] << 16) | size[1]) + 4);
      assertThat(form.type()).isEqualTo(ColumnType.decimal(size[0], size[1]));
      TableSchema schema =
          new TableSchema(
              TableName.raw("erp", "public", "decimals"),
              List.of(Column.of("d", form.type())),
              List.of());
      RowMap sink = new RowMap(schema);
      String list = String.join("', '", values);
      BinaryCopy copy =
          BinaryCopy.of(
              connection,
              "SELECT v::numeric("
                  + size[0]
                  + ","
                  + size[1]
                  + "), v FROM unnest(ARRAY['"
                  + list
                  + "']) AS t (v)");
      Tuple row = new Tuple();
      while (copy.next(row)) {
        form.put(row.buffer(), row.offset(0), row.length(0), 0, sink);
        String text =
            new String(row.buffer(), row.offset(1), row.length(1), StandardCharsets.UTF_8);
        assertThat(sink.take().get("d")).isEqualTo(new BigDecimal(text));
      }
    }
  }

  private Map<String, List<String>> values() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("float8", many(this::float8));
    values.put("float4", many(this::float4));
    values.put("numeric", many(this::numeric));
    values.put("date", many(() -> day() + (random.nextInt(4) == 0 ? " BC" : "")));
    values.put("time", many(() -> time() + fraction()));
    values.put("timetz", many(() -> time() + fraction() + offset()));
    values.put(
        "timestamp",
        many(() -> day() + ' ' + time() + fraction() + (random.nextInt(4) == 0 ? " BC" : "")));
    values.put(
        "timestamptz",
        many(
            () -> day() + ' ' + time() + fraction() + "Z" + (random.nextInt(9) == 0 ? " BC" : "")));
    values.put("interval", many(this::interval));
    values.put("inet", many(this::inet));
    values.put("text", many(this::text));
    values.put("uuid", many(() -> new java.util.UUID(random.nextLong(), random.nextLong()) + ""));
    values.put("varbit", many(() -> Long.toBinaryString(random.nextLong())));
    values.put("pg_lsn", many(() -> "%X/%X".formatted(bits(), bits())));
    values.put("point", many(() -> '(' + float8() + ',' + float8() + ')'));
    values.put("hstore", many(() -> quoted(text()) + "=>" + quoted(text()) + ",x=>NULL"));
    values.put("textrange", many(this::range));
    return values;
  }

  private static List<String> many(java.util.function.Supplier<String> supplier) {
    return java.util.stream.Stream.generate(supplier).limit(VALUES).toList();
  }

  private int bits() {
    return random.nextInt() >>> random.nextInt(32);
  }

  private String float8() {
    double value =
        switch (random.nextInt(6)) {
          case 0 -> Double.longBitsToDouble(random.nextLong());
          case 1 -> Math.scalb(1.0, random.nextInt(2_100) - 1_074);
          case 2 -> Double.parseDouble("1e" + (random.nextInt(630) - 324));
          case 3 -> random.nextInt(1_000_000) / 1000.0;
          case 4 -> (double) random.nextLong() / (1L << random.nextInt(63));
          default -> Double.longBitsToDouble(random.nextInt(1_000));
        };
    return Double.toString(value);
  }

  private String float4() {
    float value =
        switch (random.nextInt(6)) {
          case 0 -> Float.intBitsToFloat(random.nextInt());
          case 1 -> Math.scalb(1.0f, random.nextInt(277) - 149);
          case 2 -> Float.parseFloat("1e" + (random.nextInt(84) - 45));
          case 3 -> random.nextInt(100_000) / 100f;
          case 4 -> (float) random.nextInt() / (1 << random.nextInt(31));
          default -> Float.intBitsToFloat(random.nextInt(1_000));
        };
    return Float.toString(value);
  }

  private String numeric() {
    return switch (random.nextInt(10)) {
      case 0 -> "NaN";
      case 1 -> "-Infinity";
      case 2 -> "0." + "0".repeat(random.nextInt(9));
      default ->
          digits(random.nextInt(40), "0") + '.' + digits(random.nextInt(40), "").replace("-", "");
    };
  }

  private String digits(int count, String none) {
    StringBuilder digits = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
    digits.append(none);
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
    }
    return digits.toString();
  }

  private String day() {
    return "%04d-%02d-%02d"
        .formatted(1 + random.nextInt(4_700), 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  private String time() {
    return "%02d:%02d:%02d".formatted(random.nextInt(24), random.nextInt(60), random.nextInt(60));
  }

  private String fraction() {
    return random.nextBoolean()
        ? ""
        : ".%06d".formatted(random.nextInt(1_000_000) & (random.nextBoolean() ? ~0 : 0xfff00));
  }

  private String offset() {
    return List.of("+00", "+05:30", "-12", "+15:59:59", "-00:00:01", "-03:30", "+01:00:30")
        .get(random.nextInt(7));
  }

  private String interval() {
    StringBuilder text = new StringBuilder();
    for (String unit : List.of("year", "month", "day", "hour", "minute", "second", "microsecond")) {
      if (random.nextInt(3) == 0) {
        text.append(' ').append(random.nextInt(200) - 100).append(' ').append(unit);
      }
    }
    return text.isEmpty() ? "0" : text.toString();
  }

  private String inet() {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) == 0) {
      for (int i = 0; i < 4; i++) {
        text.append(i == 0 ? "" : ".").append(random.nextInt(256));
      }
      return random.nextBoolean() ? text.toString() : text + "/" + random.nextInt(33);
    }
    for (int i = 0; i < 8; i++) {
      int word =
          random.nextInt(3) > 0
              ? 0
              : random.nextInt(3) == 0 ? 0xffff : random.nextInt(1 << (1 + random.nextInt(16)));
      text.append(i == 0 ? "" : ":").append(Integer.toHexString(word));
    }
    return random.nextBoolean() ? text.toString() : text + "/" + random.nextInt(129);
  }

  private String text() {
    String[] parts = {
      "a", "\"", "\\", "{", "}", ",", "(", ")", "[", "]", " ", "\t", "\n", "\u000b", "\f", "\r",
      "é", "😀", "NULL", "null", ";", "'", "\u0001", "\u00a0", "\u0085", "=>"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String range() {
    String one = text();
    String other = text();
    return switch (random.nextInt(4)) {
      case 0 -> "empty";
      case 1 -> "(," + quoted(one) + ']';
      case 2 -> '[' + quoted(one) + ",)";
      default -> {
        // The server compares bytes here, for its locale is C.
        boolean inOrder =
            java.util.Arrays.compareUnsigned(
                    one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))
                <= 0;
        yield '[' + quoted(inOrder ? one : other) + ',' + quoted(inOrder ? other : one) + ')';
      }
    };
  }
}
