package dev.millrace.connectors.debezium;

import dev.millrace.api.TableName;
import dev.millrace.connectors.debezium.TableWriter.BeforeImages;
import dev.millrace.connectors.postgres.PostgresAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL, read through a logical replication slot. */
final class PostgresDatabase implements Database {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresDatabase.class);

  private final PostgresAddress address;
  private final String slot;

  PostgresDatabase(Map<String, String> config) {
    this.address =
        new PostgresAddress(
            config.get("database.hostname"),
            config.get("database.port"),
            config.get(DebeziumSettings.DATABASE),
            config.get("database.user"),
            config.get("database.password"),
            Map.of());
    this.slot = config.get("slot.name");
  }

  @Override
  public SourceTask delegate() {
    return new PostgresDelegate();
  }

  @Override
  public Positions positions(Generation generation) {
    return new PostgresPositions(generation.epoch(), generation.resumed());
  }

  /**
   * Drops the slot of an earlier snapshot: only with a slot of its own is the new snapshot taken at
   * the very point where the stream begins.
   */
  @Override
  public Map<String, String> prepareSnapshot() {
    try (Connection connection = address.connect();
        PreparedStatement drop =
            connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND NOT active")) {
      drop.setString(1, slot);
      try (ResultSet dropped = drop.executeQuery()) {
        if (dropped.next()) {
          LOGGER.info("Dropped replication slot {} before a new snapshot", slot);
        }
      }
    } catch (SQLException e) {
      throw new ConnectException("Cannot prepare a snapshot of " + address + ".", e);
    }
    return Map.of();
  }

  @Override
  public void probe() throws SQLException {
    address.connect().close();
  }

  @Override
  public BeforeImages beforeImages(TableName.Raw table) {
    try (Connection connection = address.connect();
        PreparedStatement find =
            connection.prepareStatement(
                "SELECT relreplident FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE n.nspname = ? AND c.relname = ?")) {
      find.setString(1, table.schema());
      find.setString(2, table.table());
      try (ResultSet found = find.executeQuery()) {
        return found.next() && found.getString(1).equals("f")
            ? BeforeImages.WHOLE_ROW
            : BeforeImages.KEY_ONLY;
      }
    } catch (SQLException e) {
      throw new ConnectException("Cannot read the replica identity of " + table + ".", e);
    }
  }
}
