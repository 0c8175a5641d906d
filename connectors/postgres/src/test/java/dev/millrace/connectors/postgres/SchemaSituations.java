package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.Situation;
import java.util.List;

/** Tables that are altered while they are captured, and partitions. */
final class SchemaSituations {
  private static final String TABLE =
      "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 1);\n---\n";

  static final List<Situation> ALL =
      List.of(
          Situation.of(
              "columns_come_and_go",
              TABLE
                  + """
                  ALTER TABLE t ADD COLUMN a text
                  INSERT INTO t VALUES (2, 2, 'x') -> I 2|2|x
                  ALTER TABLE t ADD COLUMN b numeric(6,2) NOT NULL DEFAULT 7
                  INSERT INTO t VALUES (3, 3, 'y') -> I 3|3|y|7.00
                  ALTER TABLE t DROP COLUMN n, DROP COLUMN a
                  UPDATE t SET b = 8 -> U 1|8.00; U 2|8.00; U 3|8.00
                  """),
          Situation.of(
              "ddl_and_changes_in_one_transaction",
              TABLE
                  + """
                  BEGIN; INSERT INTO t VALUES (2, 2); ALTER TABLE t ADD COLUMN a text; INSERT INTO t VALUES
                    (3, 3, 'x'); ALTER TABLE t DROP COLUMN n; INSERT INTO t VALUES (4, 'y'); ALTER TABLE t
                    RENAME a TO b; INSERT INTO t VALUES (5, 'z'); UPDATE t SET b = '-1'; COMMIT
                    -> I 2|2; I 3|3|x; I 4|y; I 5|z; U 1|-1; U 2|-1; U 3|-1; U 4|-1; U 5|-1
                  """),
          Situation.of(
              "ddl_that_is_undone",
              TABLE
                  + """
                  BEGIN; SAVEPOINT a; ALTER TABLE t ADD COLUMN gone text; INSERT INTO t VALUES (2, 2, 'x');
                    ROLLBACK TO a; INSERT INTO t VALUES (3, 3); COMMIT -> I 3|3
                  BEGIN; ALTER TABLE t ALTER n TYPE text; INSERT INTO t VALUES (4, 'x'); ROLLBACK
                  INSERT INTO t VALUES (5, 5) -> I 5|5
                  BEGIN; INSERT INTO t VALUES (6, 6); SAVEPOINT a; ALTER TABLE t DROP COLUMN n; INSERT INTO
                    t VALUES (7); ROLLBACK TO a; UPDATE t SET n = 9 WHERE id = 6; COMMIT -> I 6|6; U 6|9
                  """),
          Situation.of(
              "types_that_widen",
              TABLE
                  + """
                  ALTER TABLE t ALTER n TYPE bigint
                  INSERT INTO t VALUES (2, 9223372036854775807) -> I 2|9223372036854775807
                  ALTER TABLE t ALTER n TYPE numeric(30,2)
                  INSERT INTO t VALUES (3, 1.25) -> I 3|1.25
                  ALTER TABLE t ALTER n TYPE text
                  INSERT INTO t VALUES (4, 'x') -> I 4|x
                  UPDATE t SET n = n || '!' WHERE id < 4 -> U 1|1.00!; U 2|9223372036854775807.00!; U 3|1.25!
                  """),
          Situation.of(
              "types_that_narrow",
              """
              CREATE TABLE t (id bigint PRIMARY KEY, n text, at timestamp);
              INSERT INTO t VALUES (1, '1', '2026-01-01');
              ---
              ALTER TABLE t ALTER n TYPE int USING n::int, ALTER id TYPE int, ALTER at TYPE text
              UPDATE t SET n = 2, at = 'x' -> U 1|2|x
              INSERT INTO t VALUES (2, NULL, NULL) -> I 2|-|-
              """),
          Situation.of(
              "same_name_another_type",
              TABLE
                  + """
                  ALTER TABLE t DROP COLUMN n
                  ALTER TABLE t ADD COLUMN n text
                  INSERT INTO t VALUES (2, 'x') -> I 2|x
                  UPDATE t SET n = 'y' WHERE id = 1 -> U 1|y
                  BEGIN; ALTER TABLE t DROP COLUMN n; ALTER TABLE t ADD COLUMN n boolean; UPDATE t SET n =
                    true; COMMIT -> U 2|true; U 1|true
                  """),
          Situation.of(
              "columns_renamed_and_swapped",
              """
              CREATE TABLE t (id int PRIMARY KEY, a int, b int); INSERT INTO t VALUES (1, 2, 3);
              ---
              ALTER TABLE t RENAME a TO c
              ALTER TABLE t RENAME b TO a
              ALTER TABLE t RENAME c TO b
              INSERT INTO t (id, a, b) VALUES (2, 7, 8) -> I 2|8|7
              UPDATE t SET a = 0 WHERE id = 1 -> U 1|2|0
              """),
          Situation.of(
              "key_column_renamed",
              TABLE
                  + """
                  INSERT INTO t VALUES (2, 2) -> I 2|2
                  ALTER TABLE t RENAME id TO number
                  UPDATE t SET n = 5 WHERE number = 1 -> U 1|5
                  DELETE FROM t WHERE number = 2 -> D 2|?
                  """),
          Situation.of(
              "what_may_be_null",
              """
              CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int); INSERT INTO t VALUES (1, 1, 1);
              ---
              INSERT INTO t VALUES (2, 2, 2) -> I 2|2|2
              ALTER TABLE t ALTER a DROP NOT NULL
              INSERT INTO t VALUES (3, NULL, NULL) -> I 3|-|-
              DELETE FROM t WHERE b IS NULL -> D 3|?|?
              ALTER TABLE t ALTER b SET NOT NULL
              INSERT INTO t VALUES (4, NULL, 4) -> I 4|-|4
              """),
          Situation.of(
              "enum_that_grows",
              """
              CREATE TYPE mood AS ENUM ('sad', 'ok');
              CREATE SCHEMA other_place;
              CREATE TYPE other_place.mood AS ENUM ('far');
              CREATE TABLE t (id int PRIMARY KEY, m mood, o other_place.mood, l mood[]);
              INSERT INTO t VALUES (1, 'sad', 'far', '{ok}');
              ---
              ALTER TYPE mood ADD VALUE 'happy' BEFORE 'ok'
              INSERT INTO t VALUES (2, 'happy', 'far', '{sad,happy}') -> I 2|happy|far|["sad","happy"]
              ALTER TYPE mood RENAME VALUE 'sad' TO 'low'
              UPDATE t SET o = NULL -> U 1|low|-|["ok"]; U 2|happy|-|["low","happy"]
              """),
          Situation.of(
              "type_made_in_mid_stream",
              TABLE
                  + """
                  BEGIN; CREATE TYPE size AS ENUM ('S', 'L'); ALTER TABLE t ADD COLUMN s size; UPDATE t SET s
                    = 'L'; COMMIT -> U 1|1|L
                  CREATE DOMAIN price AS numeric(8,2)
                  ALTER TABLE t ADD COLUMN p price
                  UPDATE t SET p = 1.5 -> U 1|1|L|1.50
                  CREATE TYPE pair AS (a int, b text)
                  ALTER TABLE t DROP COLUMN s, ADD COLUMN c pair
                  UPDATE t SET c = (1, 'x y') -> U 1|1|1.50|(1,"x y")
                  """),
          Situation.of(
              "comments_and_statistics",
              TABLE
                  + """
                  COMMENT ON COLUMN t.n IS 'how many'
                  INSERT INTO t VALUES (2, 2) -> I 2|2
                  ALTER TABLE t ALTER n SET STATISTICS 50, SET (fillfactor = 50)
                  CREATE INDEX ON t (n)
                  ANALYZE t
                  INSERT INTO t VALUES (3, 3) -> I 3|3
                  """),
          Situation.of(
              "identity_that_becomes_full",
              TABLE
                  + """
                  UPDATE t SET n = 2 -> U 1|2
                  ALTER TABLE t REPLICA IDENTITY FULL
                  UPDATE t SET n = 3 -> U 1|3 < 1|2
                  ALTER TABLE t REPLICA IDENTITY DEFAULT
                  UPDATE t SET n = 4 -> U 1|4
                  """),
          Situation.of(
              "partitions",
              """
              CREATE TABLE t (id int, n int, PRIMARY KEY (id, n)) PARTITION BY RANGE (n);
              CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
              CREATE TABLE t2 (n int NOT NULL, gone int, id int NOT NULL);
              ALTER TABLE t2 DROP COLUMN gone;
              ALTER TABLE t ATTACH PARTITION t2 FOR VALUES FROM (10) TO (20);
              INSERT INTO t VALUES (1, 1), (2, 12);
              ---
              INSERT INTO t VALUES (3, 3), (4, 14) -> I 3|3; I 4|14
              INSERT INTO t2 (id, n) VALUES (5, 15) -> I 5|15
              UPDATE t SET n = 16 WHERE id = 1 -> D 1|1; I 1|16
              UPDATE t SET id = 6 WHERE id = 5 -> D 5|15; I 6|15
              DELETE FROM t2 WHERE n = 12 -> D 2|12
              """),
          Situation.of(
              "partitions_of_partitions",
              """
              CREATE TABLE t (id int, a int, b int, PRIMARY KEY (id, a, b)) PARTITION BY LIST (a);
              CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1) PARTITION BY LIST (b);
              CREATE TABLE t11 PARTITION OF t1 FOR VALUES IN (1);
              CREATE TABLE t1d PARTITION OF t1 DEFAULT;
              CREATE TABLE td PARTITION OF t DEFAULT;
              INSERT INTO t VALUES (1, 1, 1);
              ---
              INSERT INTO t1d VALUES (2, 1, 7) -> I 2|1|7
              INSERT INTO t VALUES (3, 9, 9) -> I 3|9|9
              UPDATE t SET b = 2 WHERE id = 1 -> D 1|1|1; I 1|1|2
              ALTER TABLE t ADD COLUMN c text
              INSERT INTO t VALUES (4, 1, 1, 'x') -> I 4|1|1|x
              TRUNCATE t -> T 2|1|7; T 3|9|9; T 1|1|2; T 4|1|1|x
              INSERT INTO t VALUES (5, 1, 1, 'y') -> I 5|1|1|y
              """));

  private SchemaSituations() {}
}
