package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.Situation;
import java.util.List;

/** Keys of all kinds, none at all, and each replica identity. */
final class KeySituations {
  static final List<Situation> ALL =
      List.of(
          Situation.of(
              "primary_key",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int);
              INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);
              ---
              INSERT INTO t VALUES (4, 4) -> I 4|4
              UPDATE t SET n = 0 WHERE id = 1 -> U 1|0
              UPDATE t SET n = n WHERE id = 1 -> U 1|0
              UPDATE t SET n = NULL WHERE id = 1 -> U 1|-
              UPDATE t SET id = 9 WHERE id = 2 -> D 2|?; I 9|2
              UPDATE t SET id = 9, n = 5 WHERE id = 9 -> U 9|5
              DELETE FROM t WHERE id = 9 -> D 9|?
              DELETE FROM t WHERE id = 9
              BEGIN; DELETE FROM t WHERE id = 4; INSERT INTO t VALUES (4, 5); COMMIT -> D 4|?; I 4|5
              INSERT INTO t VALUES (4, 6) ON CONFLICT (id) DO UPDATE SET n = excluded.n -> U 4|6
              INSERT INTO t VALUES (4, 7) ON CONFLICT DO NOTHING
              BEGIN; UPDATE t SET id = 8 WHERE id = 4; UPDATE t SET id = 4 WHERE id = 8; COMMIT
                -> D 4|?; I 8|6; D 8|?; I 4|6
              BEGIN; INSERT INTO t VALUES (5, 5); DELETE FROM t WHERE id = 5; COMMIT -> I 5|5; D 5|?
              """),
          Situation.of(
              "full",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int);
              ALTER TABLE t REPLICA IDENTITY FULL;
              INSERT INTO t VALUES (1, 1), (2, NULL);
              ---
              UPDATE t SET n = 2 WHERE id = 1 -> U 1|2 < 1|1
              UPDATE t SET n = 0 WHERE id = 2 -> U 2|0 < 2|-
              UPDATE t SET id = 3 WHERE id = 1 -> D 1|2; I 3|2
              DELETE FROM t WHERE id = 3 -> D 3|2
              """),
          Situation.of(
              "two_columns_in_another_order",
              """
              CREATE TABLE t (a int, x text, b text, PRIMARY KEY (b, a));
              INSERT INTO t VALUES (1, 'x', 'k');
              ---
              INSERT INTO t VALUES (2, 'y', 'k') -> I 2|y|k
              UPDATE t SET x = 'z' WHERE a = 1 -> U 1|z|k
              UPDATE t SET b = 'l' WHERE a = 1 -> D 1|?|k; I 1|z|l
              DELETE FROM t -> D 2|?|k; D 1|?|l
              """),
          Situation.of(
              "no_key",
              """
              CREATE TABLE t (a int, b text);
              ALTER TABLE t REPLICA IDENTITY FULL;
              INSERT INTO t VALUES (1, 'x'), (NULL, NULL);
              ---
              INSERT INTO t VALUES (2, NULL) -> I 2|-
              UPDATE t SET b = 'y' WHERE a = 1 -> D 1|x; I 1|y
              UPDATE t SET b = b WHERE a = 1 -> U 1|y < 1|y
              DELETE FROM t WHERE a IS NULL -> D -|-
              """),
          Situation.of(
              "no_key_and_only_inserts",
              """
              CREATE TABLE t (a int, b text);
              INSERT INTO t VALUES (1, 'x');
              ---
              INSERT INTO t VALUES (2, NULL) -> I 2|-
              """),
          Situation.of(
              "nothing",
              """
              CREATE TABLE t (id int PRIMARY KEY, b text);
              ALTER TABLE t REPLICA IDENTITY NOTHING;
              INSERT INTO t VALUES (1, 'x');
              ---
              INSERT INTO t VALUES (2, NULL) -> I 2|-
              """),
          Situation.of(
              "index_and_no_key",
              """
              CREATE TABLE t (a int, k text NOT NULL, n int);
              CREATE UNIQUE INDEX t_k ON t (k);
              ALTER TABLE t REPLICA IDENTITY USING INDEX t_k;
              INSERT INTO t VALUES (1, 'x', 1);
              ---
              INSERT INTO t VALUES (2, 'y', 2) -> I 2|y|2
              UPDATE t SET n = 3 WHERE k = 'x' -> U 1|x|3
              UPDATE t SET k = 'z' WHERE k = 'x' -> D ?|x|?; I 1|z|3
              DELETE FROM t WHERE k = 'y' -> D ?|y|?
              """),
          Situation.of(
              "index_beside_a_key",
              """
              CREATE TABLE t (id int PRIMARY KEY, k text NOT NULL, n int);
              CREATE UNIQUE INDEX t_k ON t (k);
              ALTER TABLE t REPLICA IDENTITY USING INDEX t_k;
              INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2);
              ---
              UPDATE t SET n = 3 WHERE id = 1 -> U 1|x|3
              UPDATE t SET id = 5 WHERE id = 1 -> U 5|x|3
              UPDATE t SET k = 'z' WHERE id = 5 -> D ?|x|?; I 5|z|3
              DELETE FROM t WHERE id = 2 -> D ?|y|?
              """),
          Situation.of(
              "index_that_holds_the_key",
              """
              CREATE TABLE t (id int PRIMARY KEY, k text NOT NULL, n int);
              CREATE UNIQUE INDEX t_k ON t (k, id) INCLUDE (n);
              ALTER TABLE t REPLICA IDENTITY USING INDEX t_k;
              INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2);
              ---
              UPDATE t SET k = 'z' WHERE id = 1 -> U 1|z|1
              UPDATE t SET id = 3 WHERE id = 1 -> D 1|z|?; I 3|z|1
              DELETE FROM t WHERE id = 2 -> D 2|y|?
              """),
          Situation.of(
              "deferred_key",
              """
              CREATE TABLE t (id int PRIMARY KEY DEFERRABLE, b text);
              ALTER TABLE t REPLICA IDENTITY FULL;
              INSERT INTO t VALUES (1, 'x');
              INSERT INTO t VALUES (2, 'y');
              ---
              UPDATE t SET id = 3 - id -> D 1|x; I 2|x; D 2|y; I 1|y
              UPDATE t SET b = 'z' WHERE id = 1 -> D 1|y; I 1|z
              """),
          Situation.of(
              "key_that_is_a_generated_identity",
              """
              CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text);
              INSERT INTO t (b) VALUES ('x');
              ---
              INSERT INTO t (b) VALUES ('y') -> I 2|y
              UPDATE t SET b = 'z' WHERE id = 1 -> U 1|z
              """),
          Situation.of(
              "other_kinds_of_key",
              """
              CREATE TYPE kind AS ENUM ('a', 'b');
              CREATE DOMAIN code AS text CHECK (value <> '');
              CREATE TABLE t (e kind, c code, d date, b bytea, n numeric(6,2), v boolean,
                PRIMARY KEY (e, c, d, b, n));
              INSERT INTO t VALUES ('a', 'c', '2026-01-01', '\\x00', 1, true);
              ---
              UPDATE t SET v = false -> U a|c|20454|0x00|1.00|false
              UPDATE t SET e = 'b' -> D a|c|20454|0x00|1.00|?; I b|c|20454|0x00|1.00|false
              DELETE FROM t -> D b|c|20454|0x00|1.00|?
              """),
          Situation.of(
              "key_in_another_case_of_a_collation",
              """
              CREATE TABLE t (id citext PRIMARY KEY, n int);
              INSERT INTO t VALUES ('a', 1);
              ---
              UPDATE t SET id = 'A' -> D a|?; I A|1
              UPDATE t SET n = 2 WHERE id = 'a' -> U A|2
              """));

  private KeySituations() {}
}
