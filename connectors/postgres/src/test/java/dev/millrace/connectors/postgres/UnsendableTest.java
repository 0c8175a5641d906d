package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.testing.PostgresServer;
import dev.millrace.testing.ServerOptions;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Types without a binary form: alone they are texts, inside of others the server cannot send. */
class UnsendableTest extends WithServers {
  private static final String[] TYPES = {
    "CREATE TYPE mark",
    "CREATE FUNCTION mark_in(cstring) RETURNS mark LANGUAGE internal STRICT IMMUTABLE AS"
        + " 'textin'",
    "CREATE FUNCTION mark_out(mark) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS"
        + " 'textout'",
    "CREATE TYPE mark (INPUT = mark_in, OUTPUT = mark_out, LIKE = text)",
    "CREATE DOMAIN own_mark AS mark",
    "CREATE DOMAIN own_marks AS mark[]",
    "CREATE TYPE pair AS (id int, m own_mark)",
  };

  @ParameterizedTest
  @ValueSource(strings = {"15", ""})
  void theServerSendsThemAloneAsTextAndNoneInsideOfOthers(String release, @TempDir Path folder)
      throws Exception {
    try (PostgresServer each =
            PostgresServer.start(folder, ServerOptions.defaults().release(release));
        Connection connection = each.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : TYPES) {
        statement.execute(sql);
      }
      statement.execute("CREATE TABLE item (m mark, o own_mark, a aclitem, ms mark[], p pair)");
      statement.execute("CREATE PUBLICATION p FOR TABLE item");
      statement.execute("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
      String changes =
          "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('s', NULL, NULL,"
              + " 'proto_version', '1', 'publication_names', 'p', 'binary', 'true')";
      statement.execute("INSERT INTO item (m, o, a) VALUES ('x', 'y', '=r/postgres')");
      statement.execute(changes);
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      assertThatThrownBy(
              () ->
                  copies.copyOut(
                      "COPY item (m) TO STDOUT (FORMAT binary)", OutputStream.nullOutputStream()))
          .hasMessageContaining("no binary output function available for type");
      for (String inside : List.of("(ms) VALUES ('{x}')", "(p) VALUES ('(1,x)')")) {
        statement.execute("INSERT INTO item " + inside);
        assertThatThrownBy(() -> statement.execute(changes))
            .hasMessageContaining("no binary output function available for type");
        statement.execute("SELECT pg_replication_slot_advance('s', pg_current_wal_lsn())");
      }
    }
  }

  private void makeTables() throws Exception {
    sql(TYPES);
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, m mark, o own_mark, a aclitem)",
        "CREATE TABLE marks (id int PRIMARY KEY, ms own_marks)",
        "CREATE TABLE pairs (id int PRIMARY KEY, t text, p pair[])",
        "INSERT INTO item VALUES (1, 'x', 'y', '=r/postgres')",
        "INSERT INTO marks VALUES (1, '{x}')");
  }

  @Test
  void tablesThatCannotBeSentAreToldAndTheOthersCaptured() throws Exception {
    makeTables();
    Problem problem = only();
    assertThat(problem.code()).isEqualTo(ErrorCode.TABLE_UNSUPPORTED);
    assertThat(problem.message())
        .endsWith("\"public\".\"marks\".\"ms\" (own_marks), \"public\".\"pairs\".\"p\" (pair[]).");
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql(
          "INSERT INTO marks VALUES (2, '{x,y}')",
          "INSERT INTO pairs VALUES (1, '', ARRAY['(1,x)'::pair])",
          "INSERT INTO item VALUES (2, 'x', 'y', '=r/postgres')");
      assertThat(run.until(table("item"), 2))
          .allSatisfy(
              change ->
                  assertThat(change.row())
                      .containsEntry("m", "x")
                      .containsEntry("o", "y")
                      .containsEntry("a", "=r/postgres"));
      assertThat(run.of(table("marks"))).isEmpty();
    }
  }

  @Test
  void aPublicationOfTheOtherColumnsIsCaptured() throws Exception {
    makeTables();
    sql("CREATE PUBLICATION ours FOR TABLE item, pairs (id, t), marks");
    source = config(Map.of("publication-name", "ours", "tables", "item, marks"));
    assertThat(only().message()).contains("\"marks\".\"ms\"").doesNotContain("pairs");
    try (Run run = run()) {
      assertThatThrownBy(() -> run.until(table("item"), 1))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("\"marks\".\"ms\"");
    }
    sql("ALTER PUBLICATION ours DROP TABLE marks");
    source = config(Map.of("publication-name", "ours", "tables", "item, pairs"));
    assertThat(new PostgresConnector().check(source)).isEmpty();
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("INSERT INTO pairs VALUES (1, 't', ARRAY['(1,x)'::pair])");
      assertThat(run.until(table("pairs"), 1).get(0).row()).containsEntry("t", "t");
    }
  }

  @Test
  void aColumnThatIsAddedAndEndsTheStreamIsNamed() throws Exception {
    makeTables();
    try (Run run = run()) {
      run.until(table("item"), 1);
      sql("ALTER TABLE item ADD ms mark[]", "INSERT INTO item (id, ms) VALUES (3, '{x}')");
      assertThatThrownBy(() -> run.until(table("item"), 2))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo(ErrorCode.TABLE_UNSUPPORTED);
                assertThat(e.problem().remedy()).contains("millrace check");
              });
      assertThat(only().message()).contains("\"item\".\"ms\" (mark[])");
    }
  }

  private Problem only() {
    List<Problem> problems = new PostgresConnector().check(source);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }
}
