package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.Situation;
import java.util.List;

/** Transactions, parts of them that are undone, prepared ones, TRUNCATE, and messages. */
final class TransactionSituations {
  private static final String TWO =
      "CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY);\n---\n";

  static final List<Situation> ALL =
      List.of(
          Situation.of(
              "savepoints",
              TWO
                  + """
                  BEGIN; INSERT INTO t VALUES (1, 1); SAVEPOINT a; INSERT INTO t VALUES (2, 2);
                    ROLLBACK TO a; INSERT INTO t VALUES (3, 3); COMMIT -> I 1|1; I 3|3
                  BEGIN; SAVEPOINT a; INSERT INTO t VALUES (4, 4); SAVEPOINT b; INSERT INTO u VALUES (4);
                    RELEASE b; ROLLBACK TO a; INSERT INTO u VALUES (5); COMMIT -> u: I 5
                  BEGIN; SAVEPOINT a; UPDATE t SET n = 9 WHERE id = 1; SAVEPOINT b; DELETE FROM t;
                    ROLLBACK TO b; RELEASE a; UPDATE t SET n = n + 1 WHERE id = 1; COMMIT
                    -> U 1|9; U 1|10
                  BEGIN; INSERT INTO t VALUES (6, 6); ROLLBACK
                  BEGIN; SAVEPOINT a; INSERT INTO t VALUES (7, 7); ROLLBACK TO a; COMMIT
                  DO $$ BEGIN INSERT INTO t VALUES (8, 8); INSERT INTO t VALUES (1, 1); EXCEPTION WHEN
                    unique_violation THEN INSERT INTO t VALUES (9, 9); END $$ -> I 9|9
                  """),
          Situation.of(
              "many_savepoints",
              TWO
                  + """
                  DO $$ BEGIN FOR i IN 1..300 LOOP BEGIN INSERT INTO u VALUES (i); IF i % 100 <> 0 THEN
                    RAISE division_by_zero; END IF; EXCEPTION WHEN division_by_zero THEN NULL; END;
                    END LOOP; END $$ -> u: I 100; u: I 200; u: I 300
                  """),
          Situation.of(
              "large_transactions_partly_undone",
              TWO
                  + """
                  BEGIN; INSERT INTO u SELECT generate_series(1000, 2999); ROLLBACK
                  BEGIN; INSERT INTO t VALUES (1, 1); SAVEPOINT a; INSERT INTO u SELECT
                    generate_series(3000, 5999); ROLLBACK TO a; INSERT INTO t VALUES (2, 2); COMMIT
                    -> I 1|1; I 2|2
                  BEGIN; SAVEPOINT a; INSERT INTO u SELECT generate_series(1, 3000); DELETE FROM u;
                    ROLLBACK TO a; INSERT INTO u VALUES (0); COMMIT -> u: I 0
                  """),
          Situation.of(
              "changes_of_tables_in_turn",
              TWO
                  + """
                  BEGIN; INSERT INTO t VALUES (1, 1); INSERT INTO u VALUES (1); UPDATE t SET n = 2; DELETE
                    FROM u; INSERT INTO u VALUES (2); DELETE FROM t; COMMIT
                    -> I 1|1; u: I 1; U 1|2; u: D 1; u: I 2; D 1|?
                  """),
          Situation.of(
              "two_phases",
              TWO
                  + """
                  BEGIN; INSERT INTO t VALUES (1, 1); PREPARE TRANSACTION 'first'
                  BEGIN; INSERT INTO t VALUES (2, 2); PREPARE TRANSACTION 'second'
                  INSERT INTO t VALUES (3, 3) -> I 3|3
                  ROLLBACK PREPARED 'second'
                  COMMIT PREPARED 'first' -> I 1|1
                  BEGIN; INSERT INTO t VALUES (4, 4); SAVEPOINT a; INSERT INTO t VALUES (5, 5); ROLLBACK TO
                    a; INSERT INTO u SELECT generate_series(1, 3); PREPARE TRANSACTION 'third'
                  COMMIT PREPARED 'third' -> I 4|4; u: I 1; u: I 2; u: I 3
                  """),
          Situation.of(
              "truncate",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int);
              CREATE TABLE u (id int PRIMARY KEY);
              CREATE TABLE v (id int PRIMARY KEY);
              INSERT INTO t VALUES (1, 1); INSERT INTO u VALUES (1); INSERT INTO v VALUES (1);
              ---
              TRUNCATE t, u -> T 1|1; u: T 1
              INSERT INTO t VALUES (1, 2) -> I 1|2
              BEGIN; INSERT INTO u VALUES (5); TRUNCATE u; INSERT INTO u VALUES (6); COMMIT
                -> u: I 5; u: T 5; u: I 6
              BEGIN; TRUNCATE v; ROLLBACK
              BEGIN; SAVEPOINT a; TRUNCATE v; ROLLBACK TO a; INSERT INTO v VALUES (2); COMMIT -> v: I 2
              """),
          Situation.of(
              "truncate_cascade",
              """
              CREATE TABLE t (id int PRIMARY KEY);
              CREATE TABLE child (id int PRIMARY KEY, of_t int REFERENCES t);
              CREATE TABLE grandchild (id int PRIMARY KEY, of_child int REFERENCES child);
              INSERT INTO t VALUES (1); INSERT INTO child VALUES (1, 1);
              INSERT INTO grandchild VALUES (1, 1);
              ---
              TRUNCATE child CASCADE -> child: T 1|1; grandchild: T 1|1
              INSERT INTO child VALUES (2, 1) -> child: I 2|1
              TRUNCATE t RESTART IDENTITY CASCADE -> T 1; child: T 2|1
              INSERT INTO t VALUES (1) -> I 1
              """),
          Situation.of(
              "truncate_of_one_that_others_inherit",
              """
              CREATE TABLE t (id int PRIMARY KEY);
              CREATE TABLE child (n int, PRIMARY KEY (id)) INHERITS (t);
              INSERT INTO t VALUES (1); INSERT INTO child VALUES (2, 2);
              ---
              INSERT INTO child VALUES (3, 3) -> child: I 3|3
              TRUNCATE ONLY t -> T 1
              DELETE FROM child WHERE id = 3 -> child: D 3|?
              UPDATE child SET n = 5 -> child: U 2|5
              """),
          Situation.of(
              "referential_actions",
              """
              CREATE TABLE t (id int PRIMARY KEY);
              CREATE TABLE child (id int PRIMARY KEY, of_t int REFERENCES t ON DELETE CASCADE
                ON UPDATE CASCADE);
              INSERT INTO t VALUES (1), (2); INSERT INTO child VALUES (1, 1), (2, 2);
              ---
              UPDATE t SET id = 3 WHERE id = 1 -> D 1; I 3; child: U 1|3
              DELETE FROM t WHERE id = 2 -> D 2; child: D 2|?
              MERGE INTO t USING (VALUES (3), (4)) AS s (id) ON s.id = t.id WHEN MATCHED THEN DELETE
                WHEN NOT MATCHED THEN INSERT VALUES (s.id) -> D 3; I 4; child: D 1|?
              """),
          Situation.of(
              "messages",
              TWO
                  + """
                  SELECT pg_logical_emit_message(true, 'millrace', 'ours')
                  SELECT pg_logical_emit_message(false, 'millrace', 'ours')
                  SELECT pg_logical_emit_message(true, 'theirs', repeat('x', 100000))
                  SELECT pg_logical_emit_message(false, '', '')
                  BEGIN; INSERT INTO t VALUES (1, 1); SELECT pg_logical_emit_message(true, 'ü', 'x'),
                    pg_logical_emit_message(false, 'millrace', 'x'); INSERT INTO t VALUES (2, 2);
                    SELECT pg_logical_emit_message(true, 'millrace', 'x'); COMMIT -> I 1|1; I 2|2
                  BEGIN; INSERT INTO t VALUES (3, 3); SELECT pg_logical_emit_message(true, 'millrace',
                    'x'); ROLLBACK
                  INSERT INTO t VALUES (4, 4) -> I 4|4
                  """),
          Situation.of(
              "what_is_not_captured",
              """
              CREATE TABLE t (id int PRIMARY KEY);
              CREATE UNLOGGED TABLE quick (id int PRIMARY KEY);
              CREATE VIEW seen AS SELECT id FROM t;
              CREATE MATERIALIZED VIEW kept AS SELECT id FROM t;
              ---
              INSERT INTO quick VALUES (1)
              INSERT INTO seen VALUES (1) -> I 1
              REFRESH MATERIALIZED VIEW kept
              CREATE TEMPORARY TABLE mine AS SELECT 1 AS id
              CREATE SEQUENCE numbers
              VACUUM FULL t
              CLUSTER t USING t_pkey
              INSERT INTO t VALUES (2) -> I 2
              """));

  private TransactionSituations() {}
}
