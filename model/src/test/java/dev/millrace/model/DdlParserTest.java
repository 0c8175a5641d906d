package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
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

  @Test
  void readsNameColumnsKeyAndComments() {
    ModelTable thing = new DdlParser("thing.sql", THING).parse();

    assertThat(thing.schema().name()).hasToString("model.thing");
    assertThat(thing.schema().columns())
        .containsExactly(
            new Column("id", ColumnType.TEXT, false, "Its id."),
            new Column("amount", ColumnType.decimal(18, 6), true, "How much, in kg."));
    assertThat(thing.schema().key()).containsExactly("id");
    assertThat(thing.comment()).isEqualTo("A thing.");
    assertThat(thing.ddl()).isEqualTo(THING);
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
    ModelTable thing = new DdlParser("thing.sql", THING.replace("DECIMAL(18, 6)", written)).parse();

    assertThat(thing.schema().columns().get(1).type()).isEqualTo(type);
  }

  @Test
  void readsAQuoteAndACommaInAComment() {
    ModelTable thing =
        new DdlParser("thing.sql", THING.replace("Its id.", "The owner''s id, if ''any''''."))
            .parse();

    assertThat(thing.schema().columns().get(0).comment()).isEqualTo("The owner's id, if 'any''.");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("CREATE TABLE model.thing (", "CREATE TABLE thing (", 1, "Cannot read: CREATE"),
        mistake("DECIMAL(18, 6)", "FLOAT", 3, "Cannot use column type: FLOAT."),
        mistake("DECIMAL(18, 6)", "DECIMAL(39, 6)", 3, "Cannot use column type: DECIMAL(39, 6)."),
        mistake("DECIMAL(18, 6)", "DECIMAL(4, 6)", 3, "Cannot use column type: DECIMAL(4, 6)."),
        mistake("DECIMAL(18, 6)", "TIMESTAMP(3)", 3, "Cannot use column type: TIMESTAMP(3)."),
        mistake(" COMMENT 'How much, in kg.'", "", 3, "Cannot read: amount DECIMAL(18, 6),."),
        mistake("How much, in kg.", "It's much.", 3, "Cannot read: amount"),
        mistake("How much, in kg.", " ", 3, "Cannot leave a comment empty."),
        mistake("in kg.',", "in kg.'", 3, "Cannot read: amount"),
        mistake("  amount", "  Amount", 3, "Cannot read: Amount"),
        mistake("  amount DECIMAL(18, 6)", "  id STRING", 3, "Cannot define column id twice."),
        mistake("(id)", "(ident)", 4, "Cannot find key column: ident."),
        mistake("(id)", "(id, id)", 4, "Cannot name a key column twice."),
        mistake("(id)", "(amount)", 4, "Cannot use a column that may be empty as key: amount."),
        mistake("  PRIMARY KEY (id) NOT ENFORCED\n", "", 4, "Cannot read: ) COMMENT 'A thing.';."),
        mistake(") COMMENT 'A thing.';\n", "", 5, "Cannot end the table here."),
        mistake("A thing.';", "A thing.'", 5, "Cannot read: ) COMMENT 'A thing.'."),
        mistake("'A thing.';\n", "'A thing.';\n\nSELECT 1;\n", 6, "Cannot read what follows"));
  }

  private static Arguments mistake(String right, String wrong, int line, String message) {
    assertThat(THING).contains(right);
    return Arguments.of(THING.replace(right, wrong), line, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysInWhichFileAndLineAMistakeStands(String ddl, int line, String message) {
    DdlParser parser = new DdlParser("thing.sql", ddl);

    MillraceException refusal = catchThrowableOfType(MillraceException.class, parser::parse);

    assertThat(refusal).as("accepted:%n%s", ddl).isNotNull();
    assertThat(refusal.problem().place()).isEqualTo(new Problem.Place("thing.sql", line, 0));
    assertThat(refusal.problem().message()).startsWith(message);
    assertThat(refusal.problem().remedy()).isNotBlank();
  }

  @Test
  void refusesAnEmptyFile() {
    MillraceException refusal =
        catchThrowableOfType(MillraceException.class, () -> new DdlParser("thing.sql", "").parse());

    assertThat(refusal).hasMessageStartingWith("thing.sql:1: Cannot end the table here.");
  }
}
