package dev.millrace.connectors.postgres;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.connectors.postgres.Catalog.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The publication that says which tables' changes the server sends. */
final class Publication {
  private static final Logger LOGGER = LoggerFactory.getLogger(Publication.class);
  private static final int GENERATED_SINCE = 18;

  /** What the server says when a right lacks, or the table or publication is another's. */
  private static final String RIGHT_LACKS = "42501";

  private static final String MISSING =
      """
      SELECT n.nspname, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition
        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT 1 FROM pg_publication p
          WHERE p.pubname = ? AND (p.puballtables OR EXISTS (SELECT 1 FROM pg_publication_rel r
            WHERE r.prpubid = p.oid AND r.prrelid = c.oid)))
        AND NOT EXISTS (SELECT 1 FROM pg_publication_tables t WHERE t.pubname = ?
          AND t.schemaname = n.nspname AND t.tablename = c.relname)
        AND NOT EXISTS (SELECT 1 FROM pg_partition_tree(c.oid) l
          JOIN pg_class lc ON lc.oid = l.relid JOIN pg_namespace ln ON ln.oid = lc.relnamespace
          JOIN pg_publication_tables t ON t.schemaname = ln.nspname AND t.tablename = lc.relname
          WHERE t.pubname = ?)
      ORDER BY 1, 2""";

  private Publication() {}

  /**
   * Makes the publication with the tables that are wanted, or adds those it lacks. A table of which
   * the server could not send the changes is left out, lest it end the stream of all.
   *
   * @param wanted takes schema and table
   * @return the tables added
   * @throws MillraceException SOURCE_RIGHTS with the SQL to run, when rights lack
   */
  static List<QualifiedName> ensure(
      Connection connection, String name, BiPredicate<String, String> wanted) throws SQLException {
    List<QualifiedName> missing = missing(connection, name, wanted);
    List<Unsendable> unsendable =
        Unsendable.find(
            connection, (schema, table) -> missing.contains(new QualifiedName(schema, table)));
    if (!unsendable.isEmpty()) {
      LOGGER.warn("{}", Unsendable.problem(unsendable));
      unsendable.forEach(column -> missing.remove(column.table()));
    }
    Optional<String> sql =
        exists(connection, name)
            ? missing.isEmpty() ? Optional.empty() : Optional.of(addSql(name, missing))
            : Optional.of(createSql(connection, name, missing));
    if (sql.isPresent()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql.get());
      } catch (SQLException e) {
        if (RIGHT_LACKS.equals(e.getSQLState())) {
          throw new MillraceException(
              ErrorCode.SOURCE_RIGHTS,
              "Cannot put tables into publication " + name + ": " + e.getMessage() + ".",
              "Run as the owner of the tables: " + sql.get(),
              e);
        }
        throw e;
      }
    }
    return missing;
  }

  /** The SQL that makes a publication, as {@link #ensure} would run it. */
  static String createSql(Connection connection, String name, List<QualifiedName> tables)
      throws SQLException {
    boolean generated = connection.getMetaData().getDatabaseMajorVersion() >= GENERATED_SINCE;
    return "CREATE PUBLICATION "
        + Catalog.quoted(name)
        + (tables.isEmpty() ? "" : " FOR TABLE " + list(tables))
        + " WITH (publish_via_partition_root = true"
        + (generated ? ", publish_generated_columns = stored" : "")
        + ");";
  }

  /** The SQL that adds tables to a publication. */
  static String addSql(String name, List<QualifiedName> tables) {
    return "ALTER PUBLICATION " + Catalog.quoted(name) + " ADD TABLE " + list(tables) + ";";
  }

  private static String list(List<QualifiedName> tables) {
    return tables.stream().map(QualifiedName::quoted).collect(Collectors.joining(", "));
  }

  /** Tables that are wanted and not published; of partitions the root only. */
  static List<QualifiedName> missing(
      Connection connection, String name, BiPredicate<String, String> wanted) throws SQLException {
    List<QualifiedName> missing = new ArrayList<>();
    try (PreparedStatement find = connection.prepareStatement(MISSING)) {
      for (int i = 1; i <= 3; i++) {
        find.setString(i, name);
      }
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          if (wanted.test(found.getString(1), found.getString(2))) {
            missing.add(new QualifiedName(found.getString(1), found.getString(2)));
          }
        }
      }
    }
    return missing;
  }

  static boolean exists(Connection connection, String name) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement("SELECT 1 FROM pg_publication WHERE pubname = ?")) {
      find.setString(1, name);
      try (ResultSet found = find.executeQuery()) {
        return found.next();
      }
    }
  }
}
