package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.Situation;
import java.util.List;

/** Values stored out of line, which the server does not send when they have not changed. */
final class ToastSituations {
  static final List<Situation> ALL =
      List.of(
          Situation.of(
              "toast_default",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int, big text);
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
              INSERT INTO t VALUES (1, 1, repeat('x', 3000)), (2, 2, NULL);
              ---
              UPDATE t SET n = 0 WHERE id = 1 -> U 1|0|?
              UPDATE t SET big = repeat('y', 3000) WHERE id = 1 -> U 1|0|y…3000
              UPDATE t SET big = big WHERE id = 1 -> U 1|0|?
              UPDATE t SET n = 3 WHERE id = 2 -> U 2|3|-
              UPDATE t SET big = 'short' WHERE id = 1 -> U 1|0|short
              UPDATE t SET n = 4 WHERE id = 1 -> U 1|4|short
              BEGIN; INSERT INTO t VALUES (3, 1, repeat('z', 3000)); UPDATE t SET n = 2 WHERE id = 3;
                COMMIT -> I 3|1|z…3000; U 3|2|?
              BEGIN; UPDATE t SET big = repeat('v', 3000) WHERE id = 2; UPDATE t SET n = 9 WHERE id = 2;
                COMMIT -> U 2|3|v…3000; U 2|9|?
              DELETE FROM t WHERE id = 1 -> D 1|?|?
              """),
          Situation.of(
              "toast_of_a_row_with_another_key",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int, big text, geo xml[], s tsvector);
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL, ALTER geo SET STORAGE EXTERNAL,
                ALTER s SET STORAGE EXTERNAL;
              INSERT INTO t VALUES (1, 1, repeat('x', 3000), array_fill('<a/>'::xml, '{400}'),
                to_tsvector('simple', repeat('a b c ', 1000)));
              ---
              UPDATE t SET s = NULL -> U 1|1|?|?|-
              UPDATE t SET id = 2 -> D 1|?|?|?|?; I 2|1|x…3000|[…2801|-
              UPDATE t SET n = 2 -> U 2|2|?|?|-
              """),
          Situation.of(
              "toast_of_a_row_with_many_other_keys",
              """
              CREATE TABLE t (a text, n int, big text, PRIMARY KEY (a, n));
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
              INSERT INTO t VALUES ('it''s', 1, repeat('x', 3000)), ('b', 1, repeat('x', 3000));
              ---
              UPDATE t SET n = 2 WHERE a = 'b' -> D b|1|?; I b|2|x…3000
              UPDATE t SET a = 'it''s it' WHERE a = 'it''s' -> D it's|1|?; I it's it|1|x…3000
              """),
          Situation.of(
              "toast_full",
              """
              CREATE TABLE t (id int PRIMARY KEY, n int, big text);
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
              ALTER TABLE t REPLICA IDENTITY FULL;
              INSERT INTO t VALUES (1, 1, repeat('x', 3000));
              ---
              UPDATE t SET n = 0 -> U 1|0|x…3000 < 1|1|x…3000
              UPDATE t SET big = repeat('y', 3000) -> U 1|0|y…3000 < 1|0|x…3000
              UPDATE t SET id = 2 -> D 1|0|y…3000; I 2|0|y…3000
              DELETE FROM t -> D 2|0|y…3000
              """),
          Situation.of(
              "toast_without_a_key",
              """
              CREATE TABLE t (n int, big text);
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
              ALTER TABLE t REPLICA IDENTITY FULL;
              INSERT INTO t VALUES (1, repeat('x', 3000));
              ---
              UPDATE t SET n = 2 -> D 1|x…3000; I 2|x…3000
              UPDATE t SET n = 2 -> U 2|x…3000 < 2|x…3000
              DELETE FROM t -> D 2|x…3000
              """),
          Situation.of(
              "toast_index",
              """
              CREATE TABLE t (id int PRIMARY KEY, k int NOT NULL, big text);
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
              CREATE UNIQUE INDEX t_k ON t (k);
              ALTER TABLE t REPLICA IDENTITY USING INDEX t_k;
              INSERT INTO t VALUES (1, 10, repeat('x', 3000));
              ---
              UPDATE t SET id = 2 -> U 2|10|?
              UPDATE t SET big = NULL -> U 2|10|-
              """),
          Situation.of(
              "toast_in_the_key",
              """
              CREATE TABLE t (k text PRIMARY KEY, n int);
              ALTER TABLE t ALTER k SET STORAGE EXTERNAL;
              INSERT INTO t VALUES (repeat('x', 2200), 1);
              ---
              UPDATE t SET n = 2 -> U x…2200|2
              UPDATE t SET k = repeat('y', 2200) -> D x…2200|?; I y…2200|2
              UPDATE t SET k = 'short' -> D y…2200|?; I short|2
              DELETE FROM t -> D short|?
              """),
          Situation.of(
              "toast_nothing",
              """
              CREATE TABLE t (id int PRIMARY KEY, big text);
              ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
              ALTER TABLE t REPLICA IDENTITY NOTHING;
              ---
              INSERT INTO t VALUES (1, repeat('x', 3000)) -> I 1|x…3000
              """),
          Situation.of(
              "toast_of_several_columns",
              """
              CREATE TABLE t (id int PRIMARY KEY, a text, b bytea, c jsonb);
              ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL,
                ALTER c SET STORAGE EXTERNAL;
              INSERT INTO t VALUES (1, repeat('x', 3000), convert_to(repeat('y', 3000), 'UTF8'),
                to_jsonb(repeat('z', 3000)));
              ---
              UPDATE t SET a = repeat('a', 3000) -> U 1|a…3000|?|?
              UPDATE t SET b = NULL -> U 1|?|-|?
              UPDATE t SET c = 'null' -> U 1|?|-|null
              """),
          Situation.of(
              "toast_of_a_partition",
              """
              CREATE TABLE t (id int, n int, big text, PRIMARY KEY (id, n)) PARTITION BY LIST (n);
              CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
              CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
              ALTER TABLE t1 ALTER big SET STORAGE EXTERNAL;
              INSERT INTO t VALUES (1, 1, repeat('x', 3000));
              ---
              UPDATE t SET n = 2 WHERE id = 1 -> D 1|1|?; I 1|2|x…3000
              """),
          Situation.of(
              "large_row",
              """
              CREATE TABLE t (id int PRIMARY KEY, a text, b bytea);
              ---
              INSERT INTO t VALUES (1, repeat('ü', 600000), decode(repeat('00ff', 300000), 'hex'))
                -> I 1|ü…600000|0…1200002
              UPDATE t SET id = 1 -> U 1|?|?
              UPDATE t SET a = 'x' -> U 1|x|?
              TRUNCATE t -> T 1|x|?
              """));

  private ToastSituations() {}
}
