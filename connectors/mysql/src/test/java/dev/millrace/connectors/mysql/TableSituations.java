package dev.millrace.connectors.mysql;

import dev.millrace.connectors.conformance.Situation;
import java.util.List;

/** Keys, transactions, tables that are altered, and names of any form. */
final class TableSituations {
  private static final String TABLE =
      "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 1);\n---\n";

  static final List<Situation> ALL =
      List.of(
          Situation.of(
              "keys_that_wander",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int);
              INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);
              ---
              UPDATE t SET n = n
              UPDATE t SET id = id + 1 ORDER BY id DESC
                -> D 3|3; I 4|3; D 2|2; I 3|2; D 1|1; I 2|1
              BEGIN; UPDATE t SET id = 8 WHERE id = 4; UPDATE t SET id = 4 WHERE id = 8; COMMIT
                -> D 4|3; I 8|3; D 8|3; I 4|3
              REPLACE INTO t VALUES (4, 7), (5, 5) -> U 4|7 < 4|3; I 5|5
              INSERT INTO t VALUES (4, 8), (6, 6) ON DUPLICATE KEY UPDATE n = 9 -> U 4|9 < 4|7; I 6|6
              INSERT IGNORE INTO t VALUES (4, 8), (7, 7) -> I 7|7
              BEGIN; INSERT INTO t VALUES (9, 9); DELETE FROM t WHERE id = 9; COMMIT -> I 9|9; D 9|9
              """),
          Situation.of(
              "keys_of_letters_alike",
              """
              CREATE TABLE t (id varchar(9) PRIMARY KEY, n int) CHARACTER SET utf8mb4
                COLLATE utf8mb4_general_ci;
              INSERT INTO t VALUES ('a', 1), ('x  ', 1);
              ---
              UPDATE t SET id = 'A' WHERE id = 'a' -> D a|1; I A|1
              UPDATE t SET n = 2 WHERE id = 'a' -> U A|2 < A|1
              UPDATE t SET id = 'X' WHERE id = 'x' -> D x  |1; I X|1
              BEGIN; DELETE FROM t WHERE id = 'á'; INSERT INTO t VALUES ('á', 3); COMMIT
                -> D A|2; I á|3
              """),
          Situation.of(
              "keys_of_fixed_length",
              """
              CREATE TABLE t (c char(4), b binary(3), PRIMARY KEY (c, b), n int) CHARACTER SET latin1;
              INSERT INTO t VALUES ('ü ', 'a', 1);
              ---
              INSERT INTO t VALUES ('b', 'b\\0 ', 2) -> I b|0x620020|2
              UPDATE t SET n = 0 WHERE c = 'ü' -> U ü|0x610000|0 < ü|0x610000|1
              DELETE FROM t -> D b|0x620020|2; D ü|0x610000|0
              """),
          Situation.of(
              "savepoints",
              TABLE
                  + """
                  BEGIN; SAVEPOINT a; INSERT INTO t VALUES (2, 2); SAVEPOINT b; UPDATE t SET n = 0;
                    ROLLBACK TO b; SAVEPOINT a; DELETE FROM t WHERE id = 1; ROLLBACK TO a;
                    RELEASE SAVEPOINT b; UPDATE t SET n = 5 WHERE id = 2; COMMIT -> I 2|2; U 2|5 < 2|2
                  BEGIN; SAVEPOINT a; DELETE FROM t; ROLLBACK TO SAVEPOINT a; COMMIT
                  INSERT INTO t VALUES (3, 3) -> I 3|3
                  """),
          Situation.of(
              "what_ends_a_transaction",
              TABLE
                  + """
                  BEGIN; INSERT INTO t VALUES (2, 2); CREATE TABLE u (id int PRIMARY KEY);
                    INSERT INTO u VALUES (1); ROLLBACK -> I 2|2; u: I 1
                  SET autocommit = 0; UPDATE t SET n = 0 WHERE id = 1; SET autocommit = 1 -> U 1|0 < 1|1
                  BEGIN; UPDATE t SET n = 9; BEGIN; DELETE FROM t WHERE id = 1; ROLLBACK
                    -> U 1|9 < 1|0; U 2|9 < 2|2
                  """),
          Situation.of(
              "several_tables_at_once",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, n int);
              INSERT INTO t VALUES (1, 1), (2, 2); INSERT INTO u VALUES (1, 1), (3, 3);
              ---
              UPDATE t JOIN u USING (id) SET t.n = 5, u.n = 6 -> U 1|5 < 1|1; u: U 1|6 < 1|1
              DELETE t, u FROM t JOIN u USING (id) -> D 1|5; u: D 1|6
              INSERT INTO t SELECT * FROM u -> I 3|3
              """),
          Situation.of(
              "triggers",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int);
              CREATE TABLE u (id int AUTO_INCREMENT PRIMARY KEY, of_t int);
              CREATE TRIGGER before_t BEFORE INSERT ON t FOR EACH ROW SET NEW.n = NEW.id * 2;
              CREATE TRIGGER after_t AFTER INSERT ON t FOR EACH ROW
                INSERT INTO u (of_t) VALUES (NEW.id);
              ---
              INSERT INTO t (id) VALUES (7), (8) -> I 7|14; I 8|16; u: I 1|7; u: I 2|8
              """),
          Situation.of(
              "tables_without_transactions",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int) ENGINE = MyISAM;
              CREATE TABLE m (id int PRIMARY KEY) ENGINE = MEMORY;
              INSERT INTO t VALUES (1, 1);
              ---
              INSERT INTO t VALUES (2, 2), (3, 3) -> I 2|2; I 3|3
              INSERT IGNORE INTO t VALUES (4, 4), (3, 0) -> I 4|4
              UPDATE t SET n = 0 WHERE id > 3 -> U 4|0 < 4|4
              INSERT INTO m VALUES (1) -> m: I 1
              """),
          Situation.of(
              "columns_come_and_go",
              TABLE
                  + """
                  ALTER TABLE t ADD COLUMN a varchar(9) AFTER id
                  INSERT INTO t VALUES (2, 'x', 2) -> I 2|x|2
                  ALTER TABLE t ADD COLUMN b decimal(6,2) NOT NULL DEFAULT 7 FIRST
                  INSERT INTO t VALUES (3, 3, 'y', 3) -> I 3.00|3|y|3
                  ALTER TABLE t DROP COLUMN n, MODIFY a varchar(30) FIRST
                  UPDATE t SET b = 8 ORDER BY id
                    -> U -|8.00|1 < -|7.00|1; U x|8.00|2 < x|7.00|2; U y|8.00|3 < y|3.00|3
                  """),
          Situation.of(
              "columns_renamed_and_swapped",
              """
              CREATE TABLE t (id int PRIMARY KEY, a int, b int); INSERT INTO t VALUES (1, 2, 3);
              ---
              ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a
              INSERT INTO t (id, a, b) VALUES (2, 7, 8) -> I 2|8|7
              UPDATE t SET a = 0 WHERE id = 1 -> U 1|2|0 < 1|2|3
              ALTER TABLE t DROP COLUMN a
              ALTER TABLE t ADD COLUMN a varchar(9)
              UPDATE t SET a = 'x' -> U 1|2|x < 1|2|-; U 2|8|x < 2|8|-
              """),
          Situation.of(
              "types_that_widen_and_narrow",
              TABLE
                  + """
                  ALTER TABLE t MODIFY n bigint unsigned
                  INSERT INTO t VALUES (2, 18446744073709551615) -> I 2|18446744073709551615
                  ALTER TABLE t MODIFY n varchar(30)
                  INSERT INTO t VALUES (3, 'x') -> I 3|x
                  DELETE FROM t WHERE id > 1 -> D 2|18446744073709551615; D 3|x
                  ALTER TABLE t MODIFY n tinyint
                  UPDATE t SET n = -1 -> U 1|-1 < 1|1
                  ALTER TABLE t CONVERT TO CHARACTER SET latin1, MODIFY n varchar(9)
                  UPDATE t SET n = 'ß' -> U 1|ß < 1|-1
                  """),
          Situation.of(
              "ddl_of_other_things",
              TABLE
                  + """
                  CREATE VIEW v AS SELECT * FROM t
                  CREATE PROCEDURE p() BEGIN DELETE FROM t; DROP TABLE t; END
                  CREATE EVENT e ON SCHEDULE AT '2037-01-01' DO TRUNCATE TABLE t
                  INSERT INTO v VALUES (2, 2) -> I 2|2
                  ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 3
                  INSERT INTO t VALUES (3, 3) -> I 3|3
                  ALTER TABLE t REMOVE PARTITIONING
                  OPTIMIZE TABLE t
                  ANALYZE TABLE t
                  FLUSH TABLES
                  ALTER TABLE t ADD CONSTRAINT c CHECK (n >= 0), COMMENT = 'RENAME TO u'
                  ALTER TABLE t DISABLE KEYS
                  ALTER EVENT e RENAME TO f
                  DROP EVENT f
                  DROP PROCEDURE p
                  DROP VIEW v
                  INSERT INTO t VALUES (4, 4) -> I 4|4
                  """),
          Situation.of(
              "temporary_tables_of_a_captured_name",
              TABLE
                  + """
                  CREATE TEMPORARY TABLE t (id int)
                  INSERT INTO t VALUES (9)
                  DROP TEMPORARY TABLE t
                  INSERT INTO t VALUES (2, 2) -> I 2|2
                  DROP TEMPORARY TABLE IF EXISTS t
                  INSERT INTO t VALUES (3, 3) -> I 3|3
                  """),
          Situation.of(
              "tables_that_are_made",
              TABLE
                  + """
                  CREATE TABLE made (PRIMARY KEY (id)) SELECT id, n + 1 AS m FROM t -> made: I 1|2
                  CREATE TABLE alike LIKE t
                  INSERT INTO alike SELECT * FROM t -> alike: I 1|1
                  CREATE TABLE IF NOT EXISTS t (x int)
                  INSERT INTO t VALUES (2, 2) -> I 2|2
                  """),
          named("case_of_letters", "Item", "Id", "N"),
          named("spaces_and_dots", "a b.c", "x.y", "z  z"),
          named("quotes", "it's", "\"q\"", "`b`"),
          named("other_letters", "größe", "ключ", "値"),
          named("keywords", "select", "table", "rename"),
          named("punctuation", "a-b/c\\d$e%f", "{x}", "[y]"),
          named("longest", "x".repeat(64), "y".repeat(64), "値".repeat(64)),
          named("a_digit_first", "1st", "2nd", "3_"),
          Situation.of(
              "tables_alike_but_for_case",
              """
              CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE T (id int PRIMARY KEY, n int);
              ---
              INSERT INTO t VALUES (1) -> I 1
              INSERT INTO T VALUES (2, 2) -> T: I 2|2
              TRUNCATE TABLE T -> T: T 2|2
              """));

  /** MariaDB does not log what a reference does, nor MySQL before 9.6. */
  static final Situation REFERENCES =
      Situation.of(
          "references",
          """
          CREATE TABLE t (id int PRIMARY KEY);
          CREATE TABLE child (id int PRIMARY KEY, of_t int, FOREIGN KEY (of_t) REFERENCES t (id)
            ON DELETE CASCADE ON UPDATE CASCADE);
          INSERT INTO t VALUES (1), (2); INSERT INTO child VALUES (1, 1), (2, 2);
          ---
          UPDATE t SET id = 3 WHERE id = 1 -> D 1; I 3; child: U 1|3 < 1|1
          DELETE FROM t WHERE id = 2 -> D 2; child: D 2|2
          """);

  private TableSituations() {}

  private static Situation named(String situation, String table, String key, String column) {
    String t = MySqlSituationSql.quoted(table);
    String k = MySqlSituationSql.quoted(key);
    String c = MySqlSituationSql.quoted(column);
    return Situation.of(
        situation,
        "CREATE TABLE %1$s (%2$s int PRIMARY KEY, %3$s varchar(9)); INSERT INTO %1$s VALUES (1, 'a');\n---\n"
                .formatted(t, k, c)
            + """
            INSERT INTO %1$s VALUES (2, 'b') -> %4$s: I 2|b
            UPDATE %1$s SET %3$s = 'c' WHERE %2$s = 1 -> %4$s: U 1|c < 1|a
            UPDATE %1$s SET %2$s = 3 WHERE %2$s = 1 -> %4$s: D 1|c; %4$s: I 3|c
            TRUNCATE TABLE %1$s -> %4$s: T 2|b; %4$s: T 3|c
            """
                .formatted(t, k, c, table));
  }
}
