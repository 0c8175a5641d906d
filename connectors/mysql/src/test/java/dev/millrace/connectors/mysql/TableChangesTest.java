package dev.millrace.connectors.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Operation;
import dev.millrace.connectors.conformance.Run;
import dev.millrace.connectors.conformance.Situation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names of tables that are handed to other rows: dropped, renamed, swapped, made anew. */
class TableChangesTest extends OnBothServers {
  private void untilRead(Run run, String... tables) throws Exception {
    run.until(
        all -> List.of(tables).stream().allMatch(name -> "all".equals(offsetOf(name).get("done"))));
  }

  private List<String> rows(Run run, String table) {
    return run.state(table).values().stream()
        .map(row -> String.join("|", row.values().stream().map(Situation::value).toList()))
        .sorted()
        .toList();
  }

  private void untilRows(Run run, String table, String... expected) throws Exception {
    try {
      run.until(all -> rows(run, table(table)).equals(List.of(expected)));
    } catch (AssertionError e) {
      assertThat(rows(run, table(table))).as(e.getMessage()).containsExactly(expected);
    }
  }

  /** What becomes of tables that have rows 1|1 and 2|2. */
  private record Handing(List<String> statements, Map<String, List<String>> rows) {}

  private static final String FORM = "(id int PRIMARY KEY, n int)";

  /** By the name of the table to which it happens. */
  private Map<String, Handing> handings() {
    Map<String, Handing> all = new LinkedHashMap<>();
    all.put(
        "anew",
        new Handing(
            List.of(
                "INSERT INTO anew VALUES (7, 7)",
                "DROP TABLE anew",
                "CREATE TABLE anew (id int PRIMARY KEY, name varchar(9))",
                "INSERT INTO anew VALUES (2, 'b'), (3, 'c')"),
            Map.of("anew", List.of("2|b", "3|c"))));
    all.put(
        "twice",
        new Handing(
            List.of(
                "DROP TABLE twice",
                "CREATE TABLE twice " + FORM,
                "INSERT INTO twice VALUES (3, 3)",
                "DROP TABLE IF EXISTS none, twice",
                "CREATE TABLE twice " + FORM,
                "INSERT INTO twice VALUES (4, 4)"),
            Map.of("twice", List.of("4|4"))));
    all.put("gone", new Handing(List.of("DROP TABLE gone"), Map.of("gone", List.of("1|1", "2|2"))));
    all.put("ghosted", ghost());
    all.put("copied", copied());
    all.put(
        "swapped",
        new Handing(
            List.of(
                "CREATE TABLE other " + FORM,
                "INSERT INTO other VALUES (5, 5)",
                "RENAME TABLE swapped TO spare, other TO swapped, spare TO other",
                "UPDATE swapped SET n = 6",
                "DELETE FROM other WHERE id = 1"),
            Map.of("swapped", List.of("5|6"), "other", List.of("2|2"))));
    all.put(
        "altered",
        new Handing(
            List.of(
                "ALTER TABLE altered ADD m int FIRST, RENAME TO altered_before",
                "CREATE TABLE altered LIKE altered_before",
                "INSERT INTO altered VALUES (1, 2, 3)"),
            Map.of("altered", List.of("1|2|3"), "altered_before", List.of("-|1|1", "-|2|2"))));
    all.put("restored", restored());
    all.put(
        "keyed",
        new Handing(
            List.of(
                "ALTER TABLE keyed DROP PRIMARY KEY, ADD PRIMARY KEY (n)",
                "UPDATE keyed SET id = 5 WHERE n = 1",
                "DELETE FROM keyed WHERE n = 2"),
            Map.of("keyed", List.of("5|1"))));
    if (isMariaDb()) {
      all.put(
          "replaced",
          new Handing(
              List.of("CREATE OR REPLACE TABLE replaced (id int PRIMARY KEY) SELECT 8 AS id"),
              Map.of("replaced", List.of("8"))));
    }
    return all;
  }

  /** As gh-ost does it: the rows are copied, changes follow the log, and the names are swapped. */
  private static Handing ghost() {
    return new Handing(
        List.of(
            "CREATE TABLE _ghosted_gho LIKE ghosted",
            "ALTER TABLE _ghosted_gho ADD m int NOT NULL DEFAULT 9 AFTER id",
            "INSERT IGNORE INTO _ghosted_gho (id, n) SELECT id, n FROM ghosted"
                + " LOCK IN SHARE MODE",
            "INSERT INTO ghosted VALUES (3, 3)",
            "REPLACE INTO _ghosted_gho (id, n) VALUES (3, 3)",
            "DELETE FROM ghosted WHERE id = 1",
            "DELETE FROM _ghosted_gho WHERE id = 1",
            "CREATE TABLE _ghosted_del (id int) COMMENT = 'ghost-cut-over-sentry'",
            "DROP TABLE _ghosted_del",
            "RENAME TABLE ghosted TO _ghosted_del, _ghosted_gho TO ghosted",
            "INSERT INTO ghosted VALUES (4, 4, 4)",
            "DROP TABLE _ghosted_del"),
        Map.of("ghosted", List.of("2|9|2", "3|9|3", "4|4|4")));
  }

  /** As pt-online-schema-change does it: by triggers. */
  private static Handing copied() {
    return new Handing(
        List.of(
            "CREATE TABLE _copied_new (id int PRIMARY KEY, m int DEFAULT 9, n int)",
            "CREATE TRIGGER pt_del AFTER DELETE ON copied FOR EACH ROW"
                + " DELETE IGNORE FROM _copied_new WHERE id <=> OLD.id",
            "CREATE TRIGGER pt_upd AFTER UPDATE ON copied FOR EACH ROW BEGIN"
                + " DELETE IGNORE FROM _copied_new WHERE !(OLD.id <=> NEW.id) AND id <=> OLD.id;"
                + " REPLACE INTO _copied_new (id, n) VALUES (NEW.id, NEW.n); END",
            "CREATE TRIGGER pt_ins AFTER INSERT ON copied FOR EACH ROW"
                + " REPLACE INTO _copied_new (id, n) VALUES (NEW.id, NEW.n)",
            "UPDATE copied SET n = 7 WHERE id = 2",
            "INSERT LOW_PRIORITY IGNORE INTO _copied_new (id, n) SELECT id, n FROM copied",
            "UPDATE copied SET id = 5 WHERE id = 1",
            "INSERT INTO copied VALUES (3, 3)",
            "RENAME TABLE copied TO _copied_old, _copied_new TO copied",
            "DROP TABLE IF EXISTS _copied_old",
            "UPDATE copied SET n = 8 WHERE id = 3"),
        Map.of("copied", List.of("2|9|7", "3|9|8", "5|9|1")));
  }

  /** As mysqldump and mariadb-dump write it. */
  private static Handing restored() {
    return new Handing(
        List.of(
            "/*!40101 SET NAMES utf8mb4 */",
            "/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */",
            "DROP TABLE IF EXISTS `restored`",
            "/*!40101 SET @saved_cs_client = @@character_set_client */",
            "CREATE TABLE `restored` (\n  `id` int NOT NULL,\n  `n` int DEFAULT NULL,\n"
                + "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
            "LOCK TABLES `restored` WRITE",
            "/*!40000 ALTER TABLE `restored` DISABLE KEYS */",
            "INSERT INTO `restored` VALUES\n(1,10),\n(3,30)",
            "/*!40000 ALTER TABLE `restored` ENABLE KEYS */",
            "UNLOCK TABLES"),
        Map.of("restored", List.of("1|10", "3|30")));
  }

  private void prepare(Map<String, Handing> handings) throws Exception {
    sql("CREATE TABLE the_end (id int PRIMARY KEY)");
    for (String table : handings.keySet()) {
      sql("CREATE TABLE " + table + " " + FORM, "INSERT INTO " + table + " VALUES (1, 1), (2, 2)");
    }
  }

  private void happen(Map<String, Handing> handings) throws Exception {
    List<String> statements = new ArrayList<>();
    handings.values().forEach(handing -> statements.addAll(handing.statements));
    statements.add("INSERT INTO the_end VALUES (1)");
    sql(statements.toArray(String[]::new));
  }

  private void expect(Run run, Map<String, Handing> handings) throws Exception {
    run.until(all -> !run.of(table("the_end")).isEmpty() || !rows(run, table("the_end")).isEmpty());
    for (Handing handing : handings.values()) {
      for (Map.Entry<String, List<String>> table : handing.rows.entrySet()) {
        untilRows(run, table.getKey(), table.getValue().toArray(String[]::new));
      }
    }
  }

  @Test
  void rowsThatLostTheirNameLeaveTheLogAndThoseThatGotItCome() throws Exception {
    Map<String, Handing> handings = handings();
    prepare(handings);
    try (Run run = run(source())) {
      untilRead(run, handings.keySet().toArray(String[]::new));
      happen(handings);
      expect(run, handings);
      assertThat(run.of(table("gone"))).noneMatch(change -> change.is(Operation.TRUNCATE));
    }
  }

  @Test
  void namesAreMovedWhileCaptureIsBrokenOffAgainAndAgain() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Handing> handings = handings();
    prepare(handings);
    try (Run run = run(source())) {
      untilRead(run, handings.keySet().toArray(String[]::new));
      run.untilStored();
    }
    happen(handings);
    for (int round = 0; round < 12; round++) {
      try (Run run = run(source())) {
        for (int polls = random.nextInt(12); polls >= 0; polls--) {
          run.step(Integer.MAX_VALUE);
        }
        run.step(random.nextInt(4));
      }
    }
    try (Run run = run(source())) {
      expect(run, handings);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  @Test
  void rowsOfAnAlteredTableAreReadAgainWhereNoChangeTellsOfThem() throws Exception {
    sql(
        "CREATE TABLE item (id int PRIMARY KEY, name varchar(9), weight decimal(8,2), gone int)",
        "INSERT INTO item VALUES (1, 'a', 1.26, 7), (2, 'b', 2.5, 8)");
    try (Run run = run(source())) {
      untilRead(run, "item");
      sql("ALTER TABLE item ADD COLUMN origin varchar(2) DEFAULT 'NL'");
      untilRows(run, "item", "1|a|1.26|7|NL", "2|b|2.50|8|NL");
      sql("ALTER TABLE item MODIFY weight decimal(8,1), CHANGE name title varchar(9)");
      untilRows(run, "item", "1|a|1.3|7|NL", "2|b|2.5|8|NL");
      sql("ALTER TABLE item DROP COLUMN gone");
      untilRows(run, "item", "1|a|1.3|NL", "2|b|2.5|NL");
      sql("ALTER TABLE item MODIFY title varchar(99), ADD COLUMN gone int");
      sql("UPDATE item SET title = 'c' WHERE id = 2");
      untilRows(run, "item", "1|a|1.3|NL", "2|c|2.5|NL|-");
      assertThat(run.of(table("item"))).noneMatch(change -> change.is(Operation.TRUNCATE));
    }
  }

  @Test
  void aTableThatHasBeenReadMayBeAlteredWhileOthersAreYetToBe() throws Exception {
    sql(
        "CREATE TABLE few " + FORM,
        "CREATE TABLE many " + FORM,
        "INSERT INTO few VALUES (1, 1)",
        "INSERT INTO many VALUES (1, 1)");
    for (int rows = 1; rows < 2_000; rows *= 2) {
      sql("INSERT INTO many SELECT id + " + rows + ", n FROM many");
    }
    Map<String, String> slow = Map.of("snapshot-chunk-rows", "100", "max-rows-per-second", "500");
    try (Run run = run(config(slow))) {
      untilRead(run, "few");
      assertThat(offsetOf("many").get("done")).isNotEqualTo("all");
      sql("SET lock_wait_timeout = 10", "ALTER TABLE few ADD m int", "UPDATE few SET m = 3");
      untilRows(run, "few", "1|1|3");
    }
  }

  @Test
  void aDatabaseIsMadeAnew() throws Exception {
    String other = database + "_other";
    sql(
        "CREATE DATABASE " + other,
        "CREATE TABLE " + other + ".t " + FORM,
        "INSERT INTO " + other + ".t VALUES (1, 1)");
    String name = database + "." + other + ".t";
    try (Run run = run(config(Map.of("tables", other + ".*")))) {
      run.until(name, 1);
      sql(
          "DROP DATABASE " + other,
          "CREATE DATABASE " + other,
          "CREATE TABLE " + other + ".t " + FORM,
          "INSERT INTO " + other + ".t VALUES (2, 2)");
      run.until(all -> rows(run, name).equals(List.of("2|2")));
    }
  }
}
