package dev.millrace.connectors.debezium;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.function.LogPositionValidator;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.relational.RelationalDatabaseSchema;
import io.debezium.schema.DatabaseSchema;
import io.debezium.spi.snapshot.Snapshotter;
import java.util.Optional;

/** Debezium's task for PostgreSQL, which also shows the tables it captures. */
public final class PostgresDelegate extends PostgresConnectorTask implements CapturedTables {
  private volatile Optional<RelationalDatabaseSchema> tables = Optional.empty();

  @Override
  @SuppressWarnings("rawtypes") // as Debezium declares it
  protected void validateSchemaHistory(
      CommonConnectorConfig config,
      LogPositionValidator logPositionValidator,
      Offsets<PostgresPartition, PostgresOffsetContext> previousOffsets,
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
