package dev.millrace.connectors.debezium;

import dev.millrace.api.TableName;
import dev.millrace.connectors.debezium.TableWriter.BeforeImages;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.source.SourceTask;

/** What the kinds of databases do in their own ways while they are captured. */
interface Database {

  static Database of(Map<String, String> config) {
    String kind = config.get(DebeziumSettings.KIND);
    return switch (kind) {
      case PostgresConnector.KIND -> new PostgresDatabase(config);
      case MariaDbConnector.KIND -> new MariaDbDatabase(config);
      default -> throw new IllegalArgumentException("Cannot capture a database of kind: " + kind);
    };
  }

  /** A new task of Debezium's. */
  SourceTask delegate();

  Positions positions(Generation generation);

  /**
   * Makes the source ready for a new snapshot.
   *
   * @return more of Debezium's settings
   */
  Map<String, String> prepareSnapshot();

  /**
   * Connects and goes away again.
   *
   * @throws SQLException when the source is not there
   */
  void probe() throws SQLException;

  /** What the source gives of a table's row before a change. */
  BeforeImages beforeImages(TableName.Raw table);
}
