package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TableName;
import dev.millrace.api.explore.Exploration;
import dev.millrace.api.explore.ForeignKey;
import dev.millrace.api.explore.RowChoice;
import dev.millrace.api.explore.SourceTable;
import dev.millrace.api.explore.TableSample;
import dev.millrace.connectors.conformance.RowMap;
import dev.millrace.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresExplorationTest {
  private static final String[] TABLES = {
    "CREATE TYPE state AS ENUM ('draft', 'done')",
    "CREATE TABLE \"Bin Card-1\" (\"order\" int PRIMARY KEY, \"select\" text UNIQUE)",
    "CREATE TABLE item (id bigint PRIMARY KEY, code varchar(9) NOT NULL UNIQUE, picture bytea)",
    "COMMENT ON TABLE item IS 'What is sold'",
    "COMMENT ON COLUMN item.code IS 'Printed on the box'",
    "INSERT INTO item SELECT g, 'I' || g, '\\x00' FROM generate_series(1, 30000) g",
    "CREATE TABLE line (a int, b int, item bigint REFERENCES item, state state, PRIMARY KEY (b, a))",
    "CREATE TABLE part (line int, of_line int, FOREIGN KEY (line, of_line) REFERENCES line (a, b))",
    "INSERT INTO line VALUES (1, 1, 7, 'done'), (2, 1, NULL, 'draft')",
    "CREATE TABLE secret (id int PRIMARY KEY)",
    "CREATE TABLE booking (day date, item bigint) PARTITION BY RANGE (day)",
    "CREATE TABLE booking_25 PARTITION OF booking FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    "INSERT INTO booking VALUES ('2025-03-01', 7)",
    "CREATE VIEW items AS SELECT * FROM item",
    "CREATE USER reader PASSWORD 'r'",
    "GRANT SELECT ON \"Bin Card-1\", item, line, part, booking TO reader",
    "ANALYZE"
  };

  private static PostgresServer server;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    server = PostgresServer.start(folder.resolve("postgres"));
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : TABLES) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static SourceConfig source(Map<String, String> changes) {
    Map<String, String> values = new HashMap<>();
    values.put("hostname", server.host());
    values.put("port", Integer.toString(server.port()));
    values.put("database", server.database());
    values.put("user", "reader");
    values.put("password", "r");
    values.putAll(changes);
    return new SourceConfig("erp", PostgresConnector.KIND, values);
  }

  private static Exploration open() {
    return new PostgresConnector().explore(source(Map.of()));
  }

  private static SourceTable table(Exploration look, String name) {
    return look.tables().stream()
        .filter(table -> table.name().table().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void describesTheTablesWithTheirKeysAndWhatTheyReferTo() {
    try (Exploration look = open()) {
      assertThat(look.tables())
          .extracting(table -> table.name().table())
          .containsExactly("Bin Card-1", "booking", "item", "line", "part", "secret");
      SourceTable item = table(look, "item");
      assertThat(item.comment()).isEqualTo("What is sold");
      assertThat(item.rows()).isEqualTo(30_000);
      assertThat(item.schema().key()).containsExactly("id");
      assertThat(item.uniqueKeys()).containsExactly(List.of("code"));
      assertThat(item.schema().columns().get(1))
          .isEqualTo(new Column("code", ColumnType.TEXT, false, "Printed on the box"));
      SourceTable line = table(look, "line");
      assertThat(line.schema().key()).containsExactly("b", "a");
      assertThat(line.declaredValues()).isEqualTo(Map.of("state", List.of("draft", "done")));
      assertThat(table(look, "part").foreignKeys())
          .containsExactly(
              new ForeignKey(
                  List.of("line", "of_line"),
                  TableName.raw("erp", "public", "line"),
                  List.of("a", "b")));
    }
  }

  @Test
  void samplesRowsAsTextFromAllOverALargeTable() {
    try (Exploration look = open()) {
      TableSample rows = look.sample(table(look, "item"), 50);
      assertThat(rows.rows()).hasSize(50);
      assertThat(rows.rows()).allSatisfy(row -> assertThat(row.get(2)).isEmpty());
      assertThat(rows.rows().get(0).get(1).orElseThrow()).startsWith("I");
      assertThat(look.sample(table(look, "line"), 50).rows())
          .containsExactlyInAnyOrder(
              List.of(Optional.of("1"), Optional.of("1"), Optional.of("7"), Optional.of("done")),
              List.of(Optional.of("2"), Optional.of("1"), Optional.empty(), Optional.of("draft")));
      assertThat(look.sample(table(look, "booking"), 50).rows()).hasSize(1);
      assertThat(look.sample(table(look, "Bin Card-1"), 50).problem()).isEmpty();
    }
  }

  @Test
  void goesOnBehindATableThatItMayNotRead() {
    try (Exploration look = open()) {
      TableSample none = look.sample(table(look, "secret"), 50);
      assertThat(none.rows()).isEmpty();
      assertThat(none.problem().orElseThrow().code()).isEqualTo(ErrorCode.SOURCE_RIGHTS);
      assertThat(none.problem().orElseThrow().remedy()).contains("\"public\".\"secret\" TO");
      assertThat(look.sample(table(look, "line"), 1).rows()).hasSize(1);
    }
  }

  private static List<String> read(
      Exploration look, SourceTable table, List<String> columns, RowChoice choice) {
    List<String> rows = new ArrayList<>();
    RowMap row = new RowMap(table.only(columns));
    Optional<Problem> problem =
        look.read(table, columns, choice, row, () -> rows.add(row.take().values().toString()));
    problem.ifPresent(one -> rows.add(one.code().toString()));
    return rows;
  }

  private static RowChoice having(String column, List<String> values, int most) {
    return RowChoice.having(List.of(column), values.stream().map(List::of).toList(), most);
  }

  @Test
  void readsRowsByWhatIsInThem() {
    try (Exploration look = open()) {
      SourceTable item = table(look, "item");
      List<String> code = List.of("code", "id");
      assertThat(read(look, item, code, RowChoice.any(50))).hasSize(50);
      assertThat(read(look, item, code, having("id", List.of("7", "8", "x"), 9)))
          .containsExactlyInAnyOrder("[I7, 7]", "[I8, 8]");
      assertThat(read(look, item, code, having("code", List.of("I7", "it's"), 9)))
          .containsExactly("[I7, 7]");
      assertThat(read(look, item, code, having("id", List.of("x"), 9))).isEmpty();
      assertThat(read(look, item, code, having("id", List.of("1", "2", "3"), 2))).hasSize(2);
      SourceTable line = table(look, "line");
      RowChoice two =
          RowChoice.having(List.of("a", "b"), List.of(List.of("2", "1"), List.of("1", "2")), 9);
      assertThat(read(look, line, List.of("state", "item"), two)).containsExactly("[draft, null]");
      assertThat(read(look, table(look, "secret"), List.of("id"), RowChoice.any(1)))
          .containsExactly("SOURCE_RIGHTS");
    }
  }

  @Test
  void saysHowManyOfSomeValuesAColumnHas() {
    try (Exploration look = open()) {
      SourceTable item = table(look, "item");
      assertThat(look.present(item, "id", List.of("1", "30000", "30001"))).hasValue(2);
      assertThat(look.present(item, "code", List.of("I1", "it's"))).hasValue(1);
      assertThat(look.present(item, "id", List.of("no number"))).isEmpty();
      assertThat(look.present(item, "id", List.of())).hasValue(0);
    }
  }

  @Test
  void namesAWrongPassword() {
    SourceConfig wrong = source(Map.of("password", "wrong"));
    assertThatThrownBy(() -> new PostgresConnector().explore(wrong))
        .hasMessageContaining("Cannot log in to")
        .hasMessageContaining("SOURCE_AUTHENTICATION");
  }
}
