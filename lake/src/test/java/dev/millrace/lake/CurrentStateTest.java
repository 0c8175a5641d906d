package dev.millrace.lake;

import static dev.millrace.api.Operation.DELETE;
import static dev.millrace.api.Operation.INSERT;
import static dev.millrace.api.Operation.SNAPSHOT;
import static dev.millrace.api.Operation.UPDATE;
import static dev.millrace.lake.JavaRow.UNSENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.lake.Topic.Change;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The current-state table as Iceberg's own reader has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurrentStateTest {
  private static final Column ID = Column.of("id", ColumnType.INT32);
  private static final Column SITE = Column.of("site", ColumnType.TEXT);
  private static final Column TEXT = Column.of("text", ColumnType.TEXT);
  private static final Column COST = Column.of("cost", ColumnType.decimal(10, 2));

  private Bed bed;

  @BeforeAll
  void start(@TempDir Path folder) {
    bed = new Bed(folder);
  }

  @AfterAll
  void stop() {
    bed.close();
  }

  private static TableSchema schema(String table, List<String> key, Column... columns) {
    return new TableSchema(TableName.raw("plant", "public", table), Arrays.asList(columns), key);
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }

  private static void commit(Lake lake, Topic topic, Change... changes) {
    topic.write(changes);
    lake.commitNow(List.of(topic.name()));
  }

  @Test
  void followsOneKeyWithinACommitAndAcrossCommits() {
    TableSchema schema = schema("one_key", List.of("id"), ID, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("one_key")) {
      commit(
          lake,
          topic,
          Change.of(INSERT, 1, 1, 1, "a"),
          Change.of(UPDATE, 2, 1, 1, "b"),
          Change.of(DELETE, 3, 1, 1, null),
          Change.of(INSERT, 4, 1, 1, "c"));
      assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "c"));
      commit(lake, topic, Change.of(UPDATE, 5, 1, 1, "d"));
      assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "d"));
      commit(lake, topic, Change.of(DELETE, 6, 1, 1, null));
      assertThat(JavaRow.table(lake, schema)).isEmpty();
      commit(lake, topic, Change.of(INSERT, 7, 1, 1, "e"));
      assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "e"));
    }
  }

  @Test
  void writesARowOnce() {
    TableSchema schema = schema("once", List.of("id"), ID, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("once")) {
      commit(lake, topic, Change.of(SNAPSHOT, 1, 0, 1, "a"), Change.of(SNAPSHOT, 1, 0, 2, "b"));

      assertThat(files(Bed.current(lake, topic.name())))
          .isEqualTo(files(Bed.history(lake, topic.name())));
    }
  }

  private static Set<String> files(Table table) {
    Set<String> files = new HashSet<>();
    table.newScan().planFiles().forEach(task -> files.add(task.file().location()));
    return files;
  }

  @Test
  void takesTheRowForItsKeyWhereThereIsNone() {
    TableSchema schema = schema("keyless", List.of(), ID, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("keyless")) {
      commit(
          lake,
          topic,
          Change.of(INSERT, 1, 1, 1, "a"),
          Change.of(INSERT, 2, 1, 1, null),
          Change.of(INSERT, 3, 1, 1, "a"));
      assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "a"), row(1, null));

      TableSchema wider = schema("keyless", List.of(), ID, TEXT, COST);
      topic.alter(wider);
      commit(lake, topic, Change.of(DELETE, 4, 1, 1, "a", null));
      assertThat(JavaRow.table(lake, wider)).containsExactly(row(1, null, null));
    }
  }

  @Test
  void findsValuesThatWereNotSent() {
    TableSchema schema = schema("unsent", List.of("id"), ID, TEXT, COST);
    BigDecimal one = new BigDecimal("1.00");
    BigDecimal two = new BigDecimal("2.00");
    try (Topic topic = bed.topic(schema)) {
      try (Lake lake = bed.open("unsent")) {
        commit(
            lake,
            topic,
            Change.of(INSERT, 1, 1, 1, "long", one),
            Change.of(INSERT, 1, 2, 2, "longer", one),
            Change.of(UPDATE, 2, 1, 2, UNSENT, two));
        assertThat(JavaRow.table(lake, schema))
            .containsExactly(row(1, "long", one), row(2, "longer", two));
        commit(
            lake,
            topic,
            Change.of(UPDATE, 3, 1, 1, UNSENT, two),
            Change.of(UPDATE, 4, 1, 1, UNSENT, UNSENT),
            Change.of(UPDATE, 5, 1, 2, UNSENT, UNSENT),
            Change.of(DELETE, 6, 1, 2, null, null));
        assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "long", two));
      }
      try (Lake lake = bed.open("unsent")) {
        commit(lake, topic, Change.of(UPDATE, 7, 1, 1, UNSENT, one));
        assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "long", one));
      }
    }
  }

  @Test
  void isMadeAnewWhenTheKeyChanges() {
    TableSchema schema = schema("rekeyed", List.of("id"), ID, SITE, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("rekeyed")) {
      commit(lake, topic, Change.of(INSERT, 1, 1, 1, "A", "x"));
      TableSchema other = schema("rekeyed", List.of("site", "id"), ID, SITE, TEXT);
      topic.alter(other);
      commit(
          lake, topic, Change.of(INSERT, 2, 1, 1, "B", "y"), Change.of(UPDATE, 3, 1, 1, "A", "z"));
      assertThat(JavaRow.table(lake, other)).containsExactly(row(1, "A", "z"), row(1, "B", "y"));
    }
  }

  @Test
  void hasValuesInTheTypeThatTheyHaveGot() {
    TableSchema schema = schema("retyped", List.of("id"), ID, COST);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("retyped")) {
      commit(
          lake,
          topic,
          Change.of(INSERT, 1, 1, 1, new BigDecimal("1.50")),
          Change.of(INSERT, 1, 2, 2, new BigDecimal("2.50")));
      TableSchema text = schema("retyped", List.of("id"), ID, Column.of("cost", ColumnType.TEXT));
      topic.alter(text);
      commit(lake, topic, Change.of(UPDATE, 2, 1, 1, "free"));
      assertThat(JavaRow.table(lake, text)).containsExactly(row(1, "free"), row(2, "2.50"));
    }
  }

  @Test
  void goesBackWithAHistoryThatIsRolledBack() {
    TableSchema schema = schema("rolled_back", List.of("id"), ID, TEXT);
    try (Topic topic = bed.topic(schema)) {
      try (Lake lake = bed.open("rolled_back")) {
        commit(lake, topic, Change.of(INSERT, 1, 1, 1, "a"));
        Snapshot first = Bed.history(lake, topic.name()).currentSnapshot();
        commit(lake, topic, Change.of(UPDATE, 2, 1, 1, "b"));
        Bed.history(lake, topic.name()).manageSnapshots().rollbackTo(first.snapshotId()).commit();
      }
      try (Lake lake = bed.open("rolled_back")) {
        commit(lake, topic, Change.of(INSERT, 3, 1, 2, "c"));
        assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "b"), row(2, "c"));
      }
    }
  }

  /** Another engine may put files together; the rows' places are then others. */
  @Test
  void goesOnWhenSomebodyElseHasRewrittenItsFiles() {
    TableSchema schema = schema("rewritten", List.of("id"), ID, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("rewritten")) {
      commit(lake, topic, Change.of(INSERT, 1, 1, 1, "a"));
      Table table = Bed.current(lake, topic.name());
      RewriteFiles rewrite = table.newRewrite();
      DataFiles copy = new DataFiles(table, table.schema(), 1 << 20, () -> 1);
      table
          .newScan()
          .planFiles()
          .forEach(
              task -> {
                ParquetRows.internal(table, task.file(), table.schema())
                    .forEach(values -> copy.write(values, 0));
                rewrite.deleteFile(task.file());
              });
      copy.take().forEach(written -> rewrite.addFile(written.file()));
      rewrite.commit();
      topic.write(Change.of(UPDATE, 2, 1, 1, "b"));
      org.awaitility.Awaitility.await()
          .untilAsserted(
              () -> assertThat(JavaRow.table(lake, schema)).containsExactly(row(1, "b")));
    }
  }

  /** Earlier releases showed the current state by a view. */
  @ParameterizedTest
  @EnumSource(names = {"DELETION_VECTORS", "POSITION_DELETES"})
  void goesOnWhenSomebodyHasGivenTheTablesOtherPartitions(CurrentFormat format) throws Exception {
    TableSchema schema = schema("partitioned_" + format.label(), List.of("id"), ID, SITE, TEXT);
    LakeOptions options = bed.options(format.label()).withCurrentFormat(format);
    TableName name = schema.name();
    try (Topic topic = bed.topic(schema)) {
      try (Lake lake = bed.open(options, CrashPoints.NONE)) {
        commit(
            lake,
            topic,
            Change.of(INSERT, 1, 1, 1, "x", "a"),
            Change.of(INSERT, 1, 2, 2, "y", "b"));
        Bed.history(lake, name)
            .updateSpec()
            .removeField("_commit_time_day")
            .addField(Expressions.bucket("id", 4))
            .commit();
        Bed.current(lake, name).updateSpec().addField("site").commit();
      }
      try (Lake lake = bed.open(options, CrashPoints.NONE)) {
        commit(
            lake,
            topic,
            Change.of(UPDATE, 2, 1, 1, "z", UNSENT),
            Change.of(INSERT, 2, 2, 3, "x", "c"));
        for (int commit = 3; commit < 12; commit++) {
          commit(lake, topic, Change.of(UPDATE, commit, 1, 2, "y", "b" + commit));
        }
        commit(lake, topic, Change.of(DELETE, 12, 1, 3, null, null));
        lake.upkeepNow(name);

        assertThat(Bed.changes(lake, name)).hasSize(14);
        assertThat(JavaRow.current(lake, schema))
            .containsExactly(row(1, "z", "a"), row(2, "y", "b11"));
        assertThat(JavaRow.table(lake, schema))
            .containsExactly(row(1, "z", "a"), row(2, "y", "b11"));
      }
    }
  }

  @Test
  void tellsRowsThatAreMissingByTheHistory() {
    TableSchema schema = schema("damaged", List.of("id"), ID, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("damaged")) {
      commit(lake, topic, Change.of(INSERT, 1, 1, 1, "a"));
      commit(lake, topic, Change.of(INSERT, 2, 1, 2, "b"), Change.of(UPDATE, 3, 1, 1, UNSENT));
      List<List<Object>> rows = List.of(row(1, "a"), row(2, "b"));
      assertThat(found(lake, schema)).isEqualTo(rows);
      assertThat(expected(lake, schema)).isEqualTo(rows);

      Bed.current(lake, schema.name())
          .newDelete()
          .deleteFromRowFilter(Expressions.alwaysTrue())
          .commit();

      assertThat(found(lake, schema)).isEmpty();
      assertThat(expected(lake, schema)).isEqualTo(rows);
    }
  }

  private static List<List<Object>> found(Lake lake, TableSchema schema) {
    return JavaRow.read(schema, lake.currentTable(schema.name(), schema)::read);
  }

  private static List<List<Object>> expected(Lake lake, TableSchema schema) {
    return JavaRow.read(schema, lake.currentTable(schema.name(), schema)::expected);
  }

  @Test
  void takesThePlaceOfAView() {
    TableSchema schema = schema("viewed", List.of("id"), ID, TEXT);
    try (Topic topic = bed.topic(schema);
        Lake lake = bed.open("viewed")) {
      commit(lake, topic, Change.of(INSERT, 1, 1, 1, "a"));
    }
    try (Lake other = bed.open("viewed_other")) {
      ViewCatalog views = (ViewCatalog) other.catalog();
      TableSchema later = schema("viewed_later", List.of("id"), ID, TEXT);
      views
          .buildView(LakeNames.current(later.name()))
          .withDefaultNamespace(LakeNames.current(later.name()).namespace())
          .withSchema(
              new org.apache.iceberg.Schema(
                  Types.NestedField.optional(1, "id", Types.IntegerType.get())))
          .withQuery("spark", "SELECT 1 AS id")
          .create();
      try (Topic topic = bed.topic(later)) {
        commit(other, topic, Change.of(INSERT, 1, 1, 1, "a"));
        assertThat(JavaRow.table(other, later)).containsExactly(row(1, "a"));
      }
    }
  }
}
