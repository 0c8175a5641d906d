package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.Situation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Names of any form, and the most columns that a table can have. */
final class NameSituations {
  private static final String LONGEST = "x".repeat(63);

  /** The longest in characters of three bytes. */
  private static final String LONGEST_WIDE = "値".repeat(21);

  static final List<Situation> ALL =
      List.of(
          named("case_of_letters", "Item", "Id", "id"),
          named("spaces_and_dots", "a b.c", "x.y", " "),
          named("quotes", "it's", "\"q\"", "'"),
          named("other_letters", "größe", "ключ", "値"),
          named("emoji", "📦", "🔑", "🧱"),
          named("keywords", "select", "table", "user"),
          named("punctuation", "a-b/c\\d$e%f", "{x}", "[y]"),
          named("longest", LONGEST, LONGEST.replace('x', 'y'), LONGEST.replace('x', 'Z')),
          named("longest_of_wide_letters", LONGEST_WIDE, LONGEST_WIDE, "鍵"),
          named("names_of_our_own", "before", "row", "operation"),
          named("a_digit_first", "1st", "2nd", "3_"),
          Situation.of(
              "tables_alike_but_for_case",
              """
              CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE "T" (id int PRIMARY KEY, n int);
              ---
              INSERT INTO t VALUES (1) -> I 1
              INSERT INTO "T" VALUES (2, 2) -> T: I 2|2
              """),
          Situation.of(
              "columns_alike_but_for_case",
              """
              CREATE TABLE t ("ID" int PRIMARY KEY, id int, "Id" int); INSERT INTO t VALUES (1, 2, 3);
              ---
              INSERT INTO t VALUES (4, 5, 6) -> I 4|5|6
              UPDATE t SET id = 0 WHERE "ID" = 1 -> U 1|0|3
              """),
          Situation.of(
              "no_columns",
              """
              CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE bare ();
              ---
              INSERT INTO t VALUES (1) -> I 1
              """),
          widest());

  private NameSituations() {}

  private static Situation named(String situation, String table, String key, String column) {
    String name = Catalog.quoted(table);
    return Situation.of(
        situation,
        "CREATE TABLE %1$s (%2$s int PRIMARY KEY, %3$s text); INSERT INTO %1$s VALUES (1, 'a');\n---\n"
                .formatted(name, Catalog.quoted(key), Catalog.quoted(column))
            + """
            INSERT INTO %1$s VALUES (2, 'b') -> %4$s: I 2|b
            UPDATE %1$s SET %3$s = 'c' WHERE %2$s = 1 -> %4$s: U 1|c
            UPDATE %1$s SET %2$s = 3 WHERE %2$s = 1 -> %4$s: D 1|?; %4$s: I 3|c
            """
                .formatted(name, Catalog.quoted(key), Catalog.quoted(column), table));
  }

  /** A row of so many values must fit a page, so most are NULL or small. */
  private static Situation widest() {
    String columns =
        IntStream.rangeClosed(2, 1_600)
            .mapToObj(i -> "c" + i + " int")
            .collect(Collectors.joining(", "));
    String nulls = "|-".repeat(1_597);
    return Situation.of(
        "widest",
        "CREATE TABLE t (id int PRIMARY KEY, %s); INSERT INTO t (id, c1600) VALUES (1, 1);\n---\n"
                .formatted(columns)
            + """
            INSERT INTO t (id, c2, c1600) VALUES (2, 3, 4) -> I 2|3%1$s|4
            UPDATE t SET c2 = 9 WHERE id = 1 -> U 1|9%1$s|1
            DELETE FROM t WHERE id = 1 -> D 1%2$s
            """
                .formatted(nulls, "|?".repeat(1_599)));
  }
}
