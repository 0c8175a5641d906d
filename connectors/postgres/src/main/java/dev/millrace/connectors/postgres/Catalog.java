package dev.millrace.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** What the database's catalog says of tables, now. */
final class Catalog {
  private Catalog() {}

  /**
   * A table that changes are published of.
   *
   * @param relation its columns as a snapshot is to read them: those that are published
   * @param key columns that name a row and that each update and delete brings, in key order; empty
   *     when the whole row is the key
   * @param notNull columns that are never NULL
   * @param comments by column; columns without one are missing
   * @param kind {@code r} an ordinary table, {@code p} the root of partitions
   * @param ancestors of a partition, the nearest first, as {@code schema.table}
   * @param rowFilter SQL that published rows satisfy; empty for all rows
   * @param rows the server's estimate
   * @param leaves what holds the rows: the table itself, or the leaves of a root
   */
  record Table(
      Relation relation,
      List<String> key,
      Set<String> notNull,
      java.util.Map<String, String> comments,
      char kind,
      List<QualifiedName> ancestors,
      Optional<String> rowFilter,
      long rows,
      List<Leaf> leaves) {

    /** The table's name as SQL takes it. */
    String quoted() {
      return new QualifiedName(relation.schema(), relation.table()).quoted();
    }
  }

  /** A name with its schema, as the server spells both. */
  record QualifiedName(String schema, String table) {
    /** As SQL takes it. */
    String quoted() {
      return Catalog.quoted(schema) + "." + Catalog.quoted(table);
    }
  }

  /**
   * A table that holds rows itself.
   *
   * @param pages the size in pages of 8 kB, as the file system has it
   * @param rows the server's estimate
   */
  record Leaf(int oid, QualifiedName name, long pages, long rows) {}

  /**
   * The tables of a publication that are wanted, by name: a root of partitions when the publication
   * publishes by root, else its leaves. A partition is wanted when it or an ancestor is.
   *
   * @param wanted takes schema and table
   */
  static List<Table> published(
      Connection connection, String publication, BiPredicate<String, String> wanted)
      throws SQLException {
    return List.of();
  }

  /** One table; empty when it has been dropped. */
  static Optional<Table> table(Connection connection, String publication, int oid)
      throws SQLException {
    return Optional.empty();
  }

  /** A name as SQL takes it. */
  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
