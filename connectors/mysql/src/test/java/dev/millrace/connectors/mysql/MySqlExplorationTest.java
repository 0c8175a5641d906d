package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.millrace.testing.MariaDbServer;
import dev.millrace.testing.ServerOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlExplorationTest {
  private static final String[] TABLES = {
    "CREATE TABLE `tabBin Card-1` (`order` int PRIMARY KEY, `select` varchar(9) UNIQUE)",
    "CREATE TABLE item (id bigint PRIMARY KEY, code varchar(9) NOT NULL COMMENT 'On the box',"
        + " picture blob, active bit(1), UNIQUE (code)) COMMENT 'What is sold'",
    "INSERT INTO item SELECT seq, concat('I', seq), x'00', b'1' FROM seq_1_to_3000",
    "CREATE TABLE line (a int, b int, item bigint, state enum('draft', 'done'),"
        + " PRIMARY KEY (b, a), FOREIGN KEY (item) REFERENCES item (id))",
    "CREATE TABLE part (a int, b int, FOREIGN KEY (b, a) REFERENCES line (b, a))",
    "INSERT INTO line VALUES (1, 1, 7, 'done'), (2, 1, NULL, 'draft')",
    "CREATE TABLE secret (id int PRIMARY KEY, shown int)",
    "CREATE VIEW items AS SELECT * FROM item",
    "CREATE USER reader IDENTIFIED BY 'r'",
    "GRANT SELECT ON erp.item TO reader",
    "GRANT SELECT ON erp.line TO reader",
    "GRANT SELECT ON erp.part TO reader",
    "GRANT SELECT ON erp.`tabBin Card-1` TO reader",
    "GRANT INSERT ON erp.secret TO reader",
    "ANALYZE TABLE item"
  };

  private static MariaDbServer server;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    server =
        MariaDbServer.start(folder.resolve("mariadb"), ServerOptions.defaults().database("erp"));
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

  private static Exploration open() {
    return new MySqlConnector()
        .explore(
            new SourceConfig(
                "shop",
                MySqlConnector.KIND,
                Map.of(
                    "hostname",
                    server.host(),
                    "port",
                    Integer.toString(server.port()),
                    "database",
                    "erp",
                    "user",
                    "reader",
                    "password",
                    "r")));
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
          .containsExactlyInAnyOrder("item", "line", "part", "secret", "tabBin Card-1");
      SourceTable item = table(look, "item");
      assertThat(item.comment()).isEqualTo("What is sold");
      assertThat(item.rows()).isBetween(2_000L, 4_000L);
      assertThat(item.schema().key()).containsExactly("id");
      assertThat(item.uniqueKeys()).containsExactly(List.of("code"));
      assertThat(item.schema().columns().get(1))
          .isEqualTo(new Column("code", ColumnType.TEXT, false, "On the box"));
      SourceTable line = table(look, "line");
      assertThat(line.schema().key()).containsExactly("b", "a");
      assertThat(line.declaredValues()).isEqualTo(Map.of("state", List.of("draft", "done")));
      assertThat(line.foreignKeys())
          .containsExactly(
              new ForeignKey(List.of("item"), TableName.raw("shop", "erp", "item"), List.of("id")));
      assertThat(table(look, "part").foreignKeys().get(0).referenced()).containsExactly("b", "a");
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
      assertThat(read(look, item, code, RowChoice.any(50)))
          .hasSize(50)
          .contains("[I1, 1]", "[I3000, 3000]");
      assertThat(read(look, item, code, having("id", List.of("7", "8", "x"), 9)))
          .containsExactlyInAnyOrder("[I7, 7]", "[I8, 8]");
      assertThat(read(look, item, code, having("code", List.of("I7", "it\\'s", ""), 9)))
          .containsExactly("[I7, 7]");
      assertThat(read(look, item, code, having("id", List.of("x"), 9))).isEmpty();
      SourceTable line = table(look, "line");
      RowChoice two =
          RowChoice.having(List.of("a", "b"), List.of(List.of("2", "1"), List.of("1", "2")), 9);
      assertThat(read(look, line, List.of("state", "item"), two)).containsExactly("[draft, null]");
      assertThat(read(look, table(look, "secret"), List.of("id"), RowChoice.any(1)))
          .containsExactly("SOURCE_RIGHTS");
    }
  }

  @Test
  void samplesRowsAsTextFromBothEndsOfATable() {
    try (Exploration look = open()) {
      TableSample rows = look.sample(table(look, "item"), 50);
      assertThat(rows.rows()).hasSize(50);
      assertThat(rows.rows())
          .contains(
              List.of(Optional.of("1"), Optional.of("I1"), Optional.empty(), Optional.of("1")),
              List.of(
                  Optional.of("3000"), Optional.of("I3000"), Optional.empty(), Optional.of("1")));
      assertThat(look.sample(table(look, "line"), 50).rows()).hasSize(2);
      assertThat(look.sample(table(look, "tabBin Card-1"), 50).problem()).isEmpty();
    }
  }

  @Test
  void goesOnBehindATableThatItMayNotRead() {
    try (Exploration look = open()) {
      TableSample none = look.sample(table(look, "secret"), 50);
      assertThat(none.rows()).isEmpty();
      assertThat(none.problem().orElseThrow().code()).isEqualTo(ErrorCode.SOURCE_RIGHTS);
      assertThat(look.sample(table(look, "line"), 1).rows()).hasSize(1);
    }
  }

  @Test
  void saysHowManyOfSomeValuesAColumnHas() {
    try (Exploration look = open()) {
      SourceTable item = table(look, "item");
      assertThat(look.present(item, "id", List.of("1", "3000", "3001"))).hasValue(2);
      assertThat(look.present(item, "code", List.of("I1", "it's"))).hasValue(1);
      assertThat(look.present(item, "id", List.of("no number"))).isEmpty();
    }
  }
}
