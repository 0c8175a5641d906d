package dev.millrace.connectors.debezium;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.mariadb.MariaDbConnectorTask;
import io.debezium.connector.mariadb.MariaDbOffsetContext;
import io.debezium.connector.mariadb.MariaDbPartition;
import io.debezium.function.LogPositionValidator;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.schema.DatabaseSchema;
import io.debezium.spi.snapshot.Snapshotter;
import java.util.Optional;

/** Debezium's task for MariaDB, which also shows the tables it captures. */
public final class MariaDbDelegate extends MariaDbConnectorTask implements CapturedTables {
  private volatile Optional<RelationalDatabaseSchema> tables = Optional.empty();

  @Override
  @SuppressWarnings("rawtypes") // as Debezium declares it
  protected void validateSchemaHistory(
      CommonConnectorConfig config,
      LogPositionValidator logPositionValidator,
      Offsets<MariaDbPartition, MariaDbOffsetContext> previousOffsets,
      DatabaseSchema schema,
      Snapshotter snapshotter) {
    // The only place where a subclass is shown the schema.
    tables = Optional.of((RelationalDatabaseSchema) schema);
    super.validateSchemaHistory(config, logPositionValidator, previousOffsets, schema, snapshotter);
  }

  @Override
  public Optional<RelationalDatabaseSchema> tables() {
    return tables;
  }
}
