package dev.millrace.connectors.debezium;

import dev.millrace.api.TableName;
import dev.millrace.connectors.debezium.TableWriter.BeforeImages;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceTask;

/** MariaDB, read from its binlog. */
final class MariaDbDatabase implements Database {
  /** Whether the binlog is empty. */
  static final String NO_TRANSACTION = "SELECT @@global.gtid_binlog_pos = ''";

  private static final String OVERRIDES = "snapshot.select.statement.overrides";

  private final MariaDbAddress address;

  MariaDbDatabase(Map<String, String> config) {
    this.address = MariaDbAddress.ofConnect(config);
  }

  @Override
  public SourceTask delegate() {
    return new MariaDbDelegate();
  }

  @Override
  public Positions positions(Generation generation) {
    return new MariaDbPositions(generation.epoch());
  }

  /**
   * Waits for the binlog's first transaction, without whose id Debezium's reader fails for good.
   * The server rounds a FLOAT to six digits in a query's answer, but not in the binlog, so tables
   * that have one are queried otherwise.
   */
  @Override
  public Map<String, String> prepareSnapshot() {
    Map<String, StringBuilder> columns = new TreeMap<>();
    try (Connection connection = address.connect();
        Statement ask = connection.createStatement();
        ResultSet transaction = ask.executeQuery(NO_TRANSACTION);
        PreparedStatement find =
            connection.prepareStatement(
                "SELECT table_name, column_name, data_type FROM information_schema.columns c"
                    + " WHERE table_schema = ? AND EXISTS (SELECT 1 FROM"
                    + " information_schema.columns f WHERE f.table_schema = c.table_schema AND"
                    + " f.table_name = c.table_name AND f.data_type = 'float')"
                    + " ORDER BY table_name, ordinal_position")) {
      transaction.next();
      if (transaction.getBoolean(1)) {
        throw new ConnectException(Failures.NO_TRANSACTION_YET);
      }
      find.setString(1, address.database());
      try (ResultSet found = find.executeQuery()) {
        while (found.next()) {
          String column = MariaDbAddress.quoted(found.getString(2));
          columns
              .computeIfAbsent(found.getString(1), table -> new StringBuilder())
              .append(", ")
              .append(
                  found.getString(3).equals("float")
                      ? "CAST(" + column + " AS DOUBLE) AS " + column
                      : column);
        }
      }
    } catch (SQLException e) {
      throw new ConnectException("Cannot prepare a snapshot of " + address + ".", e);
    }
    Map<String, String> config = new HashMap<>();
    columns.forEach(
        (table, list) -> {
          String name = "\"" + address.database() + "\".\"" + table + "\"";
          config.merge(OVERRIDES, name, (before, next) -> before + "," + next);
          config.put(
              OVERRIDES + "." + name,
              "SELECT "
                  + list.substring(2)
                  + " FROM "
                  + MariaDbAddress.quoted(address.database())
                  + "."
                  + MariaDbAddress.quoted(table));
        });
    return config;
  }

  @Override
  public void probe() throws SQLException {
    address.connect().close();
  }

  /** The binlog's row image must be FULL. */
  @Override
  public BeforeImages beforeImages(TableName.Raw table) {
    return BeforeImages.WHOLE_ROW;
  }
}
