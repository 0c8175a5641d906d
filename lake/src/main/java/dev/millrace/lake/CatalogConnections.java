package dev.millrace.lake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.JdbcClientPool;

/**
 * Connections to the catalog's database. A request whose answer is lost is never repeated:
 * Iceberg's own pool does that, and a commit that was done is then refused, taken for failed, and
 * its files are deleted although the table refers to them. So a connection is looked at before it
 * is used; one that breaks later leaves the outcome unknown, and the table is asked.
 */
final class CatalogConnections extends JdbcClientPool {
  private static final int PATIENCE_SECONDS = 5;

  /** What is used in place of a connection of the pool that was lost. */
  private final Map<Connection, Connection> replaced = new ConcurrentHashMap<>();

  CatalogConnections(Map<String, String> properties) {
    super(properties.get(CatalogProperties.URI), properties);
  }

  @Override
  public <R> R run(Action<R, Connection, SQLException> action, boolean retry)
      throws SQLException, InterruptedException {
    return super.run(pooled -> action.run(living(pooled)), false);
  }

  private Connection living(Connection pooled) throws SQLException {
    Connection connection = replaced.getOrDefault(pooled, pooled);
    if (connection.isValid(PATIENCE_SECONDS)) {
      return connection;
    }
    connection.close();
    Connection another = newClient();
    replaced.put(pooled, another);
    return another;
  }

  @Override
  protected void close(Connection pooled) {
    Connection another = replaced.remove(pooled);
    if (another != null) {
      super.close(another);
    }
    super.close(pooled);
  }
}
