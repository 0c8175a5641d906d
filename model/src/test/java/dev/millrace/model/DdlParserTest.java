package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DdlParserTest {
  private static final String THING =
      """
      CREATE TABLE model.thing (
        id STRING NOT NULL COMMENT 'Its id.',
        amount DECIMAL(18, 6) COMMENT 'How much, in kg.',
        PRIMARY KEY (id) NOT ENFORCED
      ) COMMENT 'A thing.';
      """;

  private static ModelTable table(String ddl) {
    DdlParser parser = new DdlParser("thing.sql", ddl);
    List<DdlStatement> statements = parser.parse();
    assertThat(parser.problems()).isEmpty();
    assertThat(statements).hasSize(1);
    return ((DdlStatement.Create) statements.get(0)).definition();
  }

  @Test
  void readsNameColumnsKeyAndComments() {
    ModelTable thing = table(THING);

    assertThat(thing.schema().name()).hasToString("model.thing");
    assertThat(thing.schema().columns())
        .containsExactly(
            new Column("id", ColumnType.TEXT, false, "Its id."),
            new Column("amount", ColumnType.decimal(18, 6), true, "How much, in kg."));
    assertThat(thing.schema().key()).containsExactly("id");
    assertThat(thing.comment()).isEqualTo("A thing.");
    assertThat(thing.ddl()).isEqualTo(THING);
  }

  @Test
  void readsSqlAsPeopleWriteIt() {
    ModelTable thing =
        table(
            """
            -- ours; not theirs
            create table `model`.thing (id string not null, /* in
            kg */ amount decimal(18,6), primary key (id) not enforced);
            """);

    assertThat(thing.schema().columns())
        .containsExactly(
            new Column("id", ColumnType.TEXT, false, ""),
            new Column("amount", ColumnType.decimal(18, 6), true, ""));
  }

  @Test
  void readsThatATableIsOneOfEvents() {
    String ddl = THING.replace("'A thing.';", "'A thing.' WITH ('kind' = 'events');");

    assertThat(table(ddl).schema().events()).isTrue();
    assertThat(table(ddl).ddl()).isEqualTo(ddl);
    assertThat(table(THING).schema().events()).isFalse();
  }

  @Test
  void readsColumnsAddedToATable() {
    DdlParser parser =
        new DdlParser(
            "thing.sql",
            """
            ALTER TABLE model.item ADD (
              colour STRING COMMENT 'Its colour.',
              shelf_days INT);
            ALTER TABLE model.party ADD rating INT;
            """);

    List<DdlStatement> statements = parser.parse();

    assertThat(parser.problems()).isEmpty();
    assertThat(statements)
        .extracting(statement -> statement.table() + " " + statement.place())
        .containsExactly("model.item thing.sql:1:19", "model.party thing.sql:4:19");
    assertThat(((DdlStatement.Add) statements.get(0)).columns())
        .extracting(added -> added.column().name() + " " + added.place())
        .containsExactly("colour thing.sql:2:3", "shelf_days thing.sql:3:3");
  }

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of("STRING", ColumnType.TEXT),
        Arguments.of("INT", ColumnType.INT32),
        Arguments.of("BIGINT", ColumnType.INT64),
        Arguments.of("DOUBLE", ColumnType.FLOAT64),
        Arguments.of("BOOLEAN", ColumnType.BOOLEAN),
        Arguments.of("DATE", ColumnType.DATE),
        Arguments.of("TIMESTAMP(6)", ColumnType.TIMESTAMP),
        Arguments.of("TIMESTAMP_LTZ(6)", ColumnType.INSTANT),
        Arguments.of("DECIMAL(9,4)", ColumnType.decimal(9, 4)),
        Arguments.of("DECIMAL(38, 0)", ColumnType.decimal(38, 0)));
  }

  @ParameterizedTest
  @MethodSource("types")
  void readsEveryType(String written, ColumnType type) {
    ModelTable thing = table(THING.replace("DECIMAL(18, 6)", written));

    assertThat(thing.schema().columns().get(1).type()).isEqualTo(type);
  }

  @Test
  void readsAQuoteACommaAndASemicolonInAComment() {
    ModelTable thing = table(THING.replace("Its id.", "The owner''s id; if ''any''''."));

    assertThat(thing.schema().columns().get(0).comment()).isEqualTo("The owner's id; if 'any''.");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("CREATE TABLE model.thing", "CREATE TABLE thing", "1:14", "Cannot read: thing ("),
        mistake("CREATE TABLE", "DROP TABLE", "1:1", "Cannot read: DROP TABLE model.thing ("),
        mistake("model.thing", "model.Thing", "1:20", "Cannot name a table: Thing."),
        mistake("DECIMAL(18, 6)", "FLOAT", "3:10", "Cannot use column type: FLOAT."),
        mistake("DECIMAL(18, 6)", "DECIMAL(39, 6)", "3:10", "Cannot use column type: DECIMAL(39,"),
        mistake("DECIMAL(18, 6)", "DECIMAL(4, 6)", "3:10", "Cannot use column type: DECIMAL(4, 6)"),
        mistake("DECIMAL(18, 6)", "TIMESTAMP(3)", "3:10", "Cannot use column type: TIMESTAMP(3)."),
        mistake("DECIMAL(18, 6)", "DECIMAL(x)", "3:18", "Cannot read: x)"),
        mistake("How much, in kg.", "It's much.", "3:37", "Cannot read: s much.',"),
        mistake("'How much, in kg.'", "much", "3:33", "Cannot read: much,"),
        mistake("How much, in kg.", " ", "3:33", "Cannot leave a comment empty."),
        mistake("in kg.',", "in kg.'", "4:3", "Cannot read: PRIMARY KEY (id) NOT ENFORCED"),
        mistake("  amount", "  Amount", "3:3", "Cannot name a column: Amount."),
        mistake("  amount DECIMAL(18, 6)", "  id STRING", "3:3", "Cannot define column id twice."),
        mistake("(id)", "(ident)", "1:20", "Cannot find key column: ident."),
        mistake("(id)", "(id, id)", "4:20", "Cannot name a key column twice: id."),
        mistake(
            "(id)", "(amount)", "1:20", "Cannot use a column that may be empty as key: amount."),
        mistake(
            ",\n  PRIMARY KEY (id) NOT ENFORCED", "", "1:20", "Cannot use table model.thing: it"),
        mistake(" NOT ENFORCED", "", "5:1", "Cannot read: ) COMMENT 'A thing.';"),
        mistake(") COMMENT 'A thing.';\n", "", "5:1", "Cannot end the file here."),
        mistake("A thing.';", "A thing.'", "6:1", "Cannot end the file here."),
        mistake("g.';", "g.' WITH ('knd' = 'events');", "5:28", "Cannot set table option: knd."),
        mistake("g.';", "g.' WITH ('kind' = 'event');", "5:37", "Cannot use kind of table: event."),
        mistake("g.';", "g.' WITH (kind);", "5:28", "Cannot read: kind);"),
        mistake("'A thing.';\n", "'A thing.';\n\nSELECT 1;\n", "7:1", "Cannot read: SELECT 1;"),
        Arguments.of("ALTER TABLE model.item DROP colour;", "1:24", "Cannot read: DROP colour;"),
        Arguments.of(
            "ALTER TABLE model.item ADD (a INT, b INT NOT NULL);",
            "1:36",
            "Cannot add column b as NOT NULL."));
  }

  private static Arguments mistake(String right, String wrong, String place, String message) {
    assertThat(THING).contains(right);
    return Arguments.of(THING.replace(right, wrong), place, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysInWhichFileAndLineAMistakeStands(String ddl, String place, String message) {
    DdlParser parser = new DdlParser("thing.sql", ddl);

    parser.parse();

    assertThat(parser.problems()).as(ddl).hasSize(1);
    Problem problem = parser.problems().get(0);
    assertThat(problem.place()).hasToString("thing.sql:" + place);
    assertThat(problem.message()).startsWith(message);
    assertThat(problem.remedy()).isNotBlank();
  }

  @Test
  void readsOnAfterAMistake() {
    DdlParser parser = new DdlParser("thing.sql", "ALTER TABLE item ADD a INT;\n" + THING + "x;");

    assertThat(parser.parse()).hasSize(1);
    assertThat(parser.problems())
        .extracting(problem -> problem.place().line())
        .containsExactly(1, 7);
  }
}
