package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.connectors.postgres.Catalog.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * A column that the server cannot send: an array, a range or a composite of a type that has no
 * binary form. Alone such a type is sent as text, but the first change of a table with such a
 * column ends the stream of all tables, and no later stream gets past it.
 *
 * @param type as SQL writes it
 */
record Unsendable(QualifiedName table, String column, String type) {

  /** A column's type, and all types it is made of; the column's own type is no part. */
  private static final String FIND =
      """
      WITH RECURSIVE made(relid, attnum, type, part) AS (
        SELECT a.attrelid, a.attnum, a.atttypid, false
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
          AND c.relpersistence = 'p' AND NOT c.relispartition
          AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        UNION
        SELECT m.relid, m.attnum, i.type, m.part OR t.typtype <> 'd'
        FROM made m JOIN pg_type t ON t.oid = m.type CROSS JOIN LATERAL (
          SELECT t.typbasetype AS type WHERE t.typtype = 'd'
          UNION ALL
          SELECT t.typelem WHERE t.typtype = 'b' AND t.typelem <> 0
            AND t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc
          UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
          UNION ALL SELECT r.rngtypid FROM pg_range r WHERE r.rngmultitypid = t.oid
          UNION ALL SELECT f.atttypid FROM pg_attribute f
            WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0
              AND NOT f.attisdropped) i)
      SELECT DISTINCT n.nspname, c.relname, a.attnum, a.attname,
        format_type(a.atttypid, a.atttypmod)
      FROM made m JOIN pg_type t ON t.oid = m.type
        JOIN pg_attribute a ON a.attrelid = m.relid AND a.attnum = m.attnum
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE m.part AND t.typsend = 0
      ORDER BY 1, 2, 3""";

  /**
   * All such columns of the database.
   *
   * @param wanted tables to look at: takes schema and table
   */
  static List<Unsendable> find(Connection connection, BiPredicate<String, String> wanted)
      throws SQLException {
    List<Unsendable> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(FIND)) {
      while (found.next()) {
        if (wanted.test(found.getString(1), found.getString(2))) {
          columns.add(
              new Unsendable(
                  new QualifiedName(found.getString(1), found.getString(2)),
                  found.getString(4),
                  found.getString(5)));
        }
      }
    }
    return columns;
  }

  /** Those of them that a publication publishes. */
  static List<Unsendable> published(
      Connection connection, String publication, BiPredicate<String, String> wanted)
      throws SQLException {
    List<Unsendable> columns = find(connection, wanted);
    if (columns.isEmpty()) {
      return columns;
    }
    List<Catalog.Table> tables = Catalog.published(connection, publication, wanted);
    return columns.stream()
        .filter(column -> tables.stream().anyMatch(table -> column.isOf(table)))
        .toList();
  }

  /** Whether the table, or the partition of it, has the column as it is published. */
  private boolean isOf(Catalog.Table published) {
    return (published.name().equals(table) || published.ancestors().contains(table))
        && published.relation().columns().stream().anyMatch(each -> each.name().equals(column));
  }

  /** What to tell of some, at least one. */
  static Problem problem(List<Unsendable> columns) {
    return Problem.of(
        ErrorCode.TABLE_UNSUPPORTED,
        "Cannot capture the tables of these columns, whose values have no binary form: "
            + columns.stream().map(Unsendable::toString).collect(Collectors.joining(", "))
            + ".",
        "Change the columns' type, to text say; or leave the tables out with the option tables; or,"
            + " from PostgreSQL 15 on, make a publication of their other columns and name it in"
            + " publication-name.");
  }

  @Override
  public String toString() {
    return table.quoted() + "." + Catalog.quoted(column) + " (" + type + ")";
  }
}
