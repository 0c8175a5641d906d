package dev.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Column;
import dev.millrace.api.ColumnType;
import dev.millrace.api.TableName;
import dev.millrace.api.TableSchema;
import dev.millrace.flow.lineage.ColumnLineage;
import dev.millrace.flow.lineage.Origin;
import dev.millrace.flow.lineage.StatementLineage;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told of statements, written as people write them, after Flink has planned them. */
class LineageTest {
  private static final TableSchema LINE =
      table(
          TableName.model("line"),
          Column.of("source_system", ColumnType.TEXT),
          Column.of("source_key", ColumnType.TEXT),
          Column.of("item", ColumnType.TEXT),
          Column.of("quantity", ColumnType.decimal(18, 6)),
          Column.of("state", ColumnType.TEXT));

  private static final List<TableSchema> RAW =
      List.of(
          table(
              TableName.raw("erp", "public", "pos"),
              Column.of("id", ColumnType.INT32),
              Column.of("so", ColumnType.INT32),
              Column.of("what", ColumnType.INT32),
              Column.of("qty", ColumnType.decimal(12, 3)),
              Column.of("state", ColumnType.TEXT),
              Column.of("gone", ColumnType.TEXT)),
          table(
              TableName.raw("erp", "public", "so"),
              Column.of("id", ColumnType.INT32),
              Column.of("number", ColumnType.TEXT),
              Column.of("state", ColumnType.TEXT)),
          table(
              TableName.raw("erp", "public", "product"),
              Column.of("id", ColumnType.INT32),
              Column.of("code", ColumnType.TEXT),
              Column.of("title", ColumnType.TEXT)));

  private static PreviewPlanner planner;

  private static TableSchema table(TableName name, Column... columns) {
    return new TableSchema(
        name,
        List.of(columns),
        name instanceof TableName.Model ? List.of("source_system", "source_key") : List.of("id"));
  }

  @BeforeAll
  static void startPlanner() {
    planner = new PreviewPlanner(List.of(LINE), List.of(), RAW, "");
  }

  /** Each column with its expression and origins, a line each, and the columns that make rows. */
  private static List<String> lineage(String sql) {
    MappingFile mapping = MappingFile.of("erp/lines", sql, "mappings/erp/lines.sql");
    StatementLineage lineage =
        StatementLineage.of(planner.compiled(mapping, mapping.statements().get(0)), 1);
    assertThat(lineage.table()).isEqualTo(LINE.name());
    return Stream.concat(
            lineage.columns().stream().map(LineageTest::text),
            Stream.of("rows: " + text(lineage.rows())))
        .toList();
  }

  private static String text(ColumnLineage column) {
    return column.column() + " = " + column.expression() + ": " + text(column.origins());
  }

  private static String text(List<Origin> origins) {
    return origins.stream()
        .map(o -> o.table().table() + "." + o.column() + " " + o.way())
        .collect(Collectors.joining(", "));
  }

  @Test
  void tellsWhatIsTakenAsItIsWhatIsComputedAndWhatIsFixed() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, item, quantity)
                SELECT 'erp', CAST(id AS STRING), 'p/' || CAST(what AS STRING), qty
                FROM erp.public.pos WHERE gone IS NULL
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING): pos.id TRANSFORMATION",
            "item = 'p/' || CAST(pos.what AS STRING): pos.what TRANSFORMATION",
            "quantity = pos.qty: pos.qty IDENTITY",
            "rows: pos.gone FILTER");
  }

  @Test
  void tellsConditionsFromValuesInCaseAndCoalesce() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, item, state)
                SELECT 'erp', CAST(id AS STRING), COALESCE(gone, state),
                  CASE WHEN qty > 0 THEN UPPER(state) ELSE gone END
                FROM erp.public.pos
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING): pos.id TRANSFORMATION",
            "item = COALESCE(pos.gone, pos.state):"
                + " pos.gone TRANSFORMATION, pos.state TRANSFORMATION",
            "state = CASE WHEN pos.qty > 0 THEN UPPER(pos.state) ELSE pos.gone END:"
                + " pos.gone TRANSFORMATION, pos.qty CONDITIONAL, pos.state TRANSFORMATION",
            "rows: ");
  }

  @Test
  void namesFunctionsOfPlacesAsTheMappingDoes() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, item, quantity)
                SELECT 'erp', CAST(id AS STRING), geo_h3(qty, what, 7),
                  CAST(GEO_DISTANCE_M(qty, what, 53.5, 9.9) AS DECIMAL(18, 6))
                FROM erp.public.pos WHERE geo_within(qty, what, gone)
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING): pos.id TRANSFORMATION",
            "item = geo_h3(CAST(pos.qty AS DOUBLE), CAST(pos.what AS DOUBLE), 7):"
                + " pos.qty TRANSFORMATION, pos.what TRANSFORMATION",
            "quantity = CAST(GEO_DISTANCE_M(CAST(pos.qty AS DOUBLE), CAST(pos.what AS DOUBLE),"
                + " 53.5, 9.9) AS DECIMAL(18, 6)):"
                + " pos.qty TRANSFORMATION, pos.what TRANSFORMATION",
            "rows: pos.gone FILTER, pos.qty FILTER, pos.what FILTER");
  }

  @Test
  void followsColumnsThroughJoinsAndSubqueries() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, item, state)
                SELECT 'erp', CAST(l.id AS STRING), p.name, o.state
                FROM erp.public.pos AS l
                JOIN (SELECT id, state FROM erp.public.so WHERE number <> '') AS o ON o.id = l.so
                LEFT JOIN (SELECT id, code || title AS name FROM erp.public.product) AS p
                  ON p.id = l.what AND p.name > l.state
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING): pos.id TRANSFORMATION",
            "item = product.code || product.title:"
                + " product.code TRANSFORMATION, product.title TRANSFORMATION",
            "state = so.state: so.state IDENTITY",
            "rows: pos.so JOIN, pos.state JOIN, pos.what JOIN, product.code JOIN, product.id JOIN,"
                + " product.title JOIN, so.id JOIN, so.number FILTER");
  }

  @Test
  void tellsThatAColumnOnlyOfASemiJoinDecidesAboutRows() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key)
                SELECT 'erp', CAST(id AS STRING) FROM erp.public.pos
                WHERE so IN (SELECT id FROM erp.public.so WHERE state = 'open')
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING): pos.id TRANSFORMATION",
            "rows: pos.so JOIN, so.id JOIN, so.state FILTER");
  }

  @Test
  void tellsGroupsAndAggregates() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, quantity, state, item)
                SELECT 'erp', CAST(so AS STRING), SUM(qty * 2), MAX(state),
                  CAST(COUNT(DISTINCT what) FILTER (WHERE gone IS NULL) AS STRING)
                FROM erp.public.pos GROUP BY so HAVING COUNT(*) > 1
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.so AS STRING): pos.so TRANSFORMATION",
            "quantity = CAST(SUM(pos.qty * 2) AS DECIMAL(18, 6)): pos.qty AGGREGATION",
            "state = MAX(pos.state): pos.state AGGREGATION",
            "item = CAST(COUNT(DISTINCT pos.what) AS STRING):"
                + " pos.gone CONDITIONAL, pos.what AGGREGATION",
            "rows: pos.so GROUP_BY");
  }

  @Test
  void putsTheBranchesOfAUnionTogether() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, state)
                SELECT 'erp', 'l/' || CAST(id AS STRING), state FROM erp.public.pos
                UNION ALL
                SELECT 'erp', 'o/' || CAST(id AS STRING), state FROM erp.public.so
                  WHERE number IN ('a', 'b')
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = 'l/' || CAST(pos.id AS STRING) or 'o/' || CAST(so.id AS STRING):"
                + " pos.id TRANSFORMATION, so.id TRANSFORMATION",
            "state = pos.state or so.state: pos.state IDENTITY, so.state IDENTITY",
            "rows: so.number FILTER");
  }

  @Test
  void tellsWindowsFromValues() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, state)
                SELECT 'erp', CAST(id AS STRING), state FROM (
                  SELECT id, state, ROW_NUMBER() OVER (PARTITION BY so ORDER BY qty DESC) AS place
                  FROM erp.public.pos)
                WHERE place = 1
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING): pos.id TRANSFORMATION",
            "state = pos.state: pos.state IDENTITY",
            "rows: pos.qty WINDOW, pos.so WINDOW");
  }

  @Test
  void followsColumnsThroughTableFunctions() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, item, state)
                SELECT 'erp', CAST(id AS STRING) || side, part, side
                FROM erp.public.pos
                CROSS JOIN UNNEST(ARRAY['in', 'out']) AS s(side)
                CROSS JOIN UNNEST(SPLIT(gone, ',')) AS p(part)
                """))
        .containsExactly(
            "source_system = 'erp': ",
            "source_key = CAST(pos.id AS STRING) || UNNEST_ROWS(ARRAY('in', 'out')):"
                + " pos.id TRANSFORMATION",
            "item = UNNEST_ROWS(SPLIT(pos.gone, ',')): pos.gone TRANSFORMATION",
            "state = UNNEST_ROWS(ARRAY('in', 'out')): ",
            "rows: ");
  }

  @Test
  void knowsPositionAndCommitTimeAsColumnsOfEachRawTable() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, item, state)
                SELECT 'erp', CAST(l.id AS STRING), l._position,
                  CAST(GREATEST(l._commit_time, o._commit_time) AS STRING)
                FROM erp.public.pos AS l JOIN erp.public.so AS o ON o.id = l.so
                """))
        .contains(
            "item = pos._position: pos._position IDENTITY",
            "state = CAST(GREATEST(pos._commit_time, so._commit_time) AS STRING):"
                + " pos._commit_time TRANSFORMATION, so._commit_time TRANSFORMATION");
  }

  @Test
  void showsAColumnThatACommonConditionFixesAsTheConstant() {
    assertThat(
            lineage(
                """
                INSERT INTO model.line (source_system, source_key, state)
                SELECT 'erp', CAST(id AS STRING), state FROM erp.public.pos WHERE state = 'open'
                """))
        .contains("state = 'open': ", "rows: pos.state FILTER");
  }
}
