package dev.millrace.connectors.postgres;

import dev.millrace.connectors.postgres.Catalog.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiPredicate;

/** The publication that says which tables' changes the server sends. */
final class Publication {
  private Publication() {}

  /**
   * Makes the publication with the tables that are wanted, or adds those it lacks.
   *
   * @param wanted takes schema and table
   * @return the tables added
   * @throws dev.millrace.api.MillraceException SOURCE_RIGHTS with the SQL to run, when rights lack
   */
  static List<QualifiedName> ensure(
      Connection connection, String name, BiPredicate<String, String> wanted)
      throws SQLException {
    return List.of();
  }

  /** Tables that are wanted and not published, partitions left out. */
  static List<QualifiedName> missing(
      Connection connection, String name, BiPredicate<String, String> wanted)
      throws SQLException {
    return List.of();
  }

  static boolean exists(Connection connection, String name) throws SQLException {
    return false;
  }
}
